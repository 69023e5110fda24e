import { z } from 'zod';
import { findOperation, lockOperation, type OperationRow } from '../../db/operations.js';
import type { ReadTx, WriteTx } from '../../db/tenant-db.js';
import { commentLength } from '../../domain/comment.js';
import { scopeOf, type Admin } from './admin.js';

/** Changes of many visits at once, as `operations` are called; `block.add` closes a time and may do something with the visits in it. */
export const massKinds = ['mass.shift', 'mass.service', 'mass.cancel', 'block.add'] as const;
export type MassKind = (typeof massKinds)[number];

/** So many visits are changed at once at most, in one transaction. */
export const mostVisits = 1000;
/** Real minutes; a week. */
export const furthestShift = 7 * 24 * 60;
export const longestPeriodDays = 92;
export const longestBlockDays = 366;
export const blockReasonLength = 200;

const id = z.number().int().positive();
const instant = z.number().int();

const selection = z.object({
  start: instant,
  end: instant,
  touching: z.boolean(),
  staffId: id.nullable(),
  serviceId: id.nullable(),
  /** Visits that are left out. */
  except: z.array(id).max(mostVisits),
});

const change = z.discriminatedUnion('kind', [
  /** Real minutes, not those of the clock on the wall: across a change of the clocks 60 minutes later may read 2 hours. */
  z.object({ kind: z.literal('shift'), minutes: z.number().int().min(-furthestShift).max(furthestShift) }),
  z.object({ kind: z.literal('service'), serviceId: id }),
  /** `reason`: told to the clients. */
  z.object({ kind: z.literal('cancel'), reason: z.string().min(1).max(commentLength).nullable() }),
  z.object({ kind: z.literal('leave') }),
]);

const block = z.object({
  start: instant,
  end: instant,
  staffId: id.nullable(),
  /** For the salon only; clients are not told. */
  reason: z.string().min(1).max(blockReasonLength).nullable(),
});

/** Which visits, and what shall become of them. Instants are epoch milliseconds. */
const order = z.object({ selection, change, block: block.nullable() });

export type MassOrder = z.infer<typeof order>;
export type MassChange = z.infer<typeof change>;
export type BlockOrder = z.infer<typeof block>;

const changesOf: Readonly<Record<MassKind, readonly MassChange['kind'][]>> = {
  'mass.shift': ['shift'],
  'mass.service': ['service'],
  'mass.cancel': ['cancel'],
  'block.add': ['leave', 'shift', 'cancel'],
};

/** Whether an order is one of this kind. */
export function fitsKind(kind: MassKind, { change, block }: MassOrder): boolean {
  return changesOf[kind].includes(change.kind) && (block !== null) === (kind === 'block.add');
}

/** Closing a time and leaving the visits in it as they are: what becomes of them is said later. */
export function orderOfBlock(block: BlockOrder): MassOrder {
  const { start, end, staffId } = block;
  return {
    selection: { start, end, staffId, touching: true, serviceId: null, except: [] },
    change: { kind: 'leave' },
    block,
  };
}

/** An operation of these kinds that was begun by this person and may be seen by it. */
export interface MassOperation {
  readonly id: number;
  readonly order: MassOrder;
  readonly result: MassDone | null;
}

const done = z.object({
  visits: z.number().int(),
  /** Visits whose clients the bot cannot write to: they have to be called. */
  toCall: z.array(id),
  blockId: id.nullable(),
});

/** What a committed operation did. */
export type MassDone = z.infer<typeof done>;

export async function findMassOperation(
  tx: ReadTx,
  by: Admin,
  kind: MassKind,
  operationId: number,
): Promise<MassOperation | null> {
  return operationOf(by, kind, await findOperation(tx, kind, operationId));
}

/** As `findMassOperation`, and nobody else changes or commits it until this transaction ends. */
export async function lockMassOperation(
  tx: WriteTx,
  by: Admin,
  kind: MassKind,
  operationId: number,
): Promise<MassOperation | null> {
  return operationOf(by, kind, await lockOperation(tx, kind, operationId));
}

function operationOf(by: Admin, kind: MassKind, row: OperationRow | null): MassOperation | null {
  if (row === null || row.createdBy !== by.telegramId) return null;
  const parsed = order.safeParse(row.params);
  if (!parsed.success || !fitsKind(kind, parsed.data) || !isInScope(by, parsed.data)) return null;
  const result = done.safeParse(row.result);
  return { id: row.id, order: parsed.data, result: result.success ? result.data : null };
}

/** Whether an order keeps to the calendar that this person may change. */
export function isInScope(by: Admin, { selection, block }: MassOrder): boolean {
  const scope = scopeOf(by);
  if (scope === null) return true;
  return selection.staffId === scope && (block === null || block.staffId === scope);
}
