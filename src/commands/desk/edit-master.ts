import { countVisits, reorder } from '../../db/desk-services.js';
import { allStaff, findStaff, holdStaff, updateStaff, type StaffValues } from '../../db/desk-staff.js';
import { insertStaff } from '../../db/staff.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { readCatalogueText } from '../../domain/catalogue-text.js';
import { moved, type Move } from '../../domain/row-order.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import {
  changeCatalogue,
  differences,
  verbOf,
  type EditResult,
  type MoveResult,
} from './catalogue-change.js';

/** More than this no client would choose from. */
export const mostMasters = 100;

export type CreateMasterResult =
  { readonly outcome: 'created'; readonly staffId: number } | { readonly outcome: 'invalid' | 'too_many' };

/** Takes a new master on, last in the order, with the salon's hours and without services: clients see nobody yet. */
export function createMaster(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  name: string,
): Promise<CreateMasterResult> {
  return changeCatalogue(ctx, cause, 'create-master', async (tx, now): Promise<CreateMasterResult> => {
    if (!isMaster({ name })) return { outcome: 'invalid' };
    const known = await allStaff(tx);
    if (known.length >= mostMasters) return { outcome: 'too_many' };
    const [staffId] = await insertStaff(tx, [{ name, about: null, position: known.length + 1 }]);
    if (staffId === undefined) throw new Error('an inserted master has no id');
    await reorder(tx, 'staff', [...known.map(({ id }) => id), staffId]);
    await audit(tx, by, {
      action: 'staff.create',
      subject: 'staff',
      subjectId: staffId,
      new: { name },
      at: now,
    });
    return { outcome: 'created', staffId };
  });
}

export interface MasterEdit {
  readonly staffId: number;
  /** Of the master as the person saw it. */
  readonly expectedVersion: number;
  /** Texts as the readers of `domain/catalogue-text` give them. */
  readonly values: Partial<StaffValues>;
}

/**
 * Changes a master; also takes the master out of the booking and brings back. Visits that are booked stay. Ids may be
 * any numbers.
 */
export function editMaster(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: MasterEdit,
): Promise<EditResult> {
  return changeCatalogue(ctx, cause, 'edit-master', (tx, now) => write(tx, by, order, now));
}

async function write(
  tx: WriteTx,
  by: Admin,
  { staffId, expectedVersion, values }: MasterEdit,
  now: number,
): Promise<EditResult> {
  const before = await findStaff(tx, staffId);
  if (before === null) return plain('not_found');
  if (before.version !== expectedVersion) return plain('changed');
  if (!isMaster(values)) return plain('invalid');
  const change = differences<StaffValues>(before, values);
  if (change === null) return plain('same');
  if (values.active === false) await holdStaff(tx, staffId);
  await updateStaff(tx, staffId, values);
  await audit(tx, by, {
    action: verbOf('staff', change.new),
    subject: 'staff',
    subjectId: staffId,
    ...change,
    at: now,
  });
  if (values.active !== false) return plain('saved');
  return { outcome: 'saved', keptVisits: (await countVisits(tx, { staffId }, now)).upcoming };
}

function plain(outcome: EditResult['outcome']): EditResult {
  return { outcome, keptVisits: null };
}

const longestFileId = 512;

function isMaster({ name, about, photoFileId }: Partial<StaffValues>): boolean {
  const isText = (kind: 'staffName' | 'about', text: string) => {
    const read = readCatalogueText(kind, text);
    return read.ok && read.text === text;
  };
  return (
    (name === undefined || isText('staffName', name)) &&
    (about === undefined || about === null || isText('about', about)) &&
    (photoFileId ?? 'none').length <= longestFileId
  );
}

/** Moves a master in the order in which clients see them. */
export function moveMaster(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { staffId, move }: { readonly staffId: number; readonly move: Move },
): Promise<MoveResult> {
  return changeCatalogue(ctx, cause, 'move-master', async (tx, now): Promise<MoveResult> => {
    const ids = (await allStaff(tx)).map(({ id }) => id);
    if (!ids.includes(staffId)) return { outcome: 'not_found' };
    const order = moved(ids, staffId, move);
    if (order === null) return { outcome: 'at_end' };
    await reorder(tx, 'staff', order);
    await audit(tx, by, {
      action: 'staff.move',
      subject: 'staff',
      subjectId: staffId,
      old: { place: ids.indexOf(staffId) + 1 },
      new: { place: order.indexOf(staffId) + 1 },
      at: now,
    });
    return { outcome: 'moved' };
  });
}
