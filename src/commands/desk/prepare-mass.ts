import { activeStaff } from '../../db/admin-team.js';
import { changeOperation, forgetOperations } from '../../db/mass-operations.js';
import { insertOperation } from '../../db/operations.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { checkComment, commentLength } from '../../domain/comment.js';
import { dayMs } from '../../domain/local-time.js';
import { answerOnce } from '../answer-once.js';
import { isInstant } from '../judge-slot.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { scopeOf, type Admin } from './admin.js';
import {
  blockReasonLength,
  fitsKind,
  furthestShift,
  isInScope,
  lockMassOperation,
  longestBlockDays,
  longestPeriodDays,
  massKinds,
  type MassChange,
  type MassKind,
  type MassOrder,
} from './mass-order.js';

/** Why an order cannot even be previewed. */
export type OrderProblem =
  /** All of it is over, or its end is not after its start. */
  | 'over'
  | 'too_long'
  /** The shift is nothing, or further than `furthestShift`. */
  | 'bad_shift'
  | 'reason_too_long'
  /** The master is gone, or is not the one whose calendar this person may change. */
  | 'staff_gone'
  /** The visits have that service already. */
  | 'same_service';

export type PrepareMassResult =
  | { readonly outcome: 'prepared'; readonly operationId: number }
  | { readonly outcome: 'invalid'; readonly problem: OrderProblem };

/** What nobody committed is forgotten after a week. */
const keptMs = 7 * dayMs;
/** Midnight of the last day may be an hour off. */
const hourMs = 3_600_000;
/** Further ahead than anybody plans. */
const furthestMs = 5 * 366 * dayMs;

/**
 * Begins a change of many visits, or the closing of a time: nothing but the order is stored. Somebody who may change only
 * one calendar gets an order about that one. The same update given again finds what it began.
 */
export async function prepareMass(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { kind, order }: { readonly kind: MassKind; readonly order: MassOrder },
): Promise<PrepareMassResult> {
  if (!fitsKind(kind, order)) throw new RangeError(`not an order of ${kind}`);
  const narrowed = narrow(by, order);
  return answerOnce(ctx, cause, 'prepare-mass', async (tx, now): Promise<PrepareMassResult> => {
    const problem = (await staffProblem(tx, by, narrowed)) ?? problemOf(narrowed, now);
    if (problem !== null) return { outcome: 'invalid', problem };
    await forgetOperations(tx, massKinds, now - keptMs);
    const row = { kind, createdBy: by.telegramId, params: narrowed };
    return { outcome: 'prepared', operationId: await insertOperation(tx, row, now) };
  });
}

/** What is changed of an order that was begun. */
export type MassAdjustment =
  | { readonly kind: 'change'; readonly change: MassChange }
  /** Leaves a visit out, or takes it in again. */
  | { readonly kind: 'toggle'; readonly bookingId: number }
  /** For the salon; null: none. */
  | { readonly kind: 'block_reason'; readonly reason: string | null };

export interface AdjustMassResult {
  /** `committed`: it was carried out and cannot be changed any more. */
  readonly outcome: 'adjusted' | 'committed' | 'not_found' | OrderProblem;
}

/** Changes an order that was begun and not committed. The same update given again changes nothing. */
export async function adjustMass(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  target: { readonly kind: MassKind; readonly operationId: number; readonly adjustment: MassAdjustment },
): Promise<AdjustMassResult> {
  return answerOnce(ctx, cause, 'adjust-mass', async (tx, now) => ({
    outcome: await adjust(tx, by, target, now),
  }));
}

async function adjust(
  tx: WriteTx,
  by: Admin,
  {
    kind,
    operationId,
    adjustment,
  }: { readonly kind: MassKind; readonly operationId: number; readonly adjustment: MassAdjustment },
  now: number,
): Promise<AdjustMassResult['outcome']> {
  const operation = await lockMassOperation(tx, by, kind, operationId);
  if (operation === null) return 'not_found';
  if (operation.result !== null) return 'committed';
  const order = adjusted(operation.order, adjustment);
  if (!fitsKind(kind, order)) throw new RangeError(`not a change of ${kind}`);
  const problem = problemOf(order, now);
  if (problem !== null) return problem;
  await changeOperation(tx, operationId, order);
  return 'adjusted';
}

function adjusted(order: MassOrder, adjustment: MassAdjustment): MassOrder {
  const { selection, block } = order;
  switch (adjustment.kind) {
    case 'change':
      return { ...order, change: adjustment.change };
    case 'toggle': {
      const { bookingId } = adjustment;
      const without = selection.except.filter((id) => id !== bookingId);
      const isOut = without.length < selection.except.length;
      return { ...order, selection: { ...selection, except: isOut ? without : [...without, bookingId] } };
    }
    case 'block_reason':
      return block === null ? order : { ...order, block: { ...block, reason: adjustment.reason } };
  }
}

function narrow(by: Admin, order: MassOrder): MassOrder {
  const scope = scopeOf(by);
  if (scope === null) return order;
  const { selection, block } = order;
  return {
    ...order,
    selection: { ...selection, staffId: selection.staffId ?? scope },
    block: block === null ? null : { ...block, staffId: block.staffId ?? scope },
  };
}

async function staffProblem(tx: WriteTx, by: Admin, order: MassOrder): Promise<OrderProblem | null> {
  if (!isInScope(by, order)) return 'staff_gone';
  const { block } = order;
  if (block === null || block.staffId === null) return null;
  const staff = await activeStaff(tx);
  return staff.some(({ id }) => id === block.staffId) ? null : 'staff_gone';
}

function problemOf({ selection, change, block }: MassOrder, now: number): OrderProblem | null {
  const { start, end } = selection;
  if (!isInstant(start) || !isInstant(end) || end <= start || end <= now) return 'over';
  const longest = block === null ? longestPeriodDays : longestBlockDays;
  if (end - start > longest * dayMs + hourMs || start > now + furthestMs) return 'too_long';
  if (!isReason(block?.reason ?? null, blockReasonLength)) return 'reason_too_long';
  switch (change.kind) {
    case 'shift':
      return isShift(change.minutes) ? null : 'bad_shift';
    case 'service':
      return change.serviceId === selection.serviceId ? 'same_service' : null;
    case 'cancel':
      return isReason(change.reason, commentLength) ? null : 'reason_too_long';
    case 'leave':
      return null;
  }
}

/** Whether visits can be moved by so many minutes at all. */
export function isShift(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes !== 0 && Math.abs(minutes) <= furthestShift;
}

/** Whether a reason is as `checkComment` gives them. */
function isReason(reason: string | null, most: number): boolean {
  if (reason === null) return true;
  const check = checkComment(reason, most);
  return check.ok && check.comment === reason;
}
