import { z } from 'zod';
import { lockOffer } from '../../db/advisory-locks.js';
import {
  comingDaysOff,
  deleteDaysOff,
  findDayOff,
  insertDaysOff,
  masterName,
  type DayOffRow,
} from '../../db/desk-hours.js';
import { findOperation, insertOperation } from '../../db/operations.js';
import type { ReadTx, WriteTx } from '../../db/tenant-db.js';
import type { ScheduleException } from '../../domain/availability-types.js';
import { longestReason } from '../../domain/typed-dates.js';
import { answerOnce } from '../answer-once.js';
import { isLocalDate, localDateOf } from '../local-dates.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { inTheWayOf, type InTheWay } from './visits-in-the-way.js';
import { isInReach } from './week.js';

export type { DayOffRow } from '../../db/desk-hours.js';

const date = z.string().refine(isLocalDate);
const minute = z.number().int().min(0).max(2880);

/** Days that are to differ from the week: closed without intervals, else open in them. */
const orderSchema = z.object({
  staffId: z.number().int().positive().nullable(),
  from: date,
  to: date,
  intervals: z.array(z.object({ startMinute: minute, endMinute: minute })).max(20),
  reason: z.string().max(longestReason).nullable(),
});
export type DayOffOrder = z.infer<typeof orderSchema>;

/** A day off that was typed, before it is saved. */
export interface DayOffPreview extends DayOffOrder {
  readonly draftId: number;
  readonly staffName: string | null;
  readonly inTheWay: InTheWay;
  /** These dates are closed already, which wins over special hours. */
  readonly isClosedAlready: boolean;
}

const draftKind = 'hours.day_off';

/** Days off of the salon and of masters that are not over, the nearest first; of one master with the salon's. */
export async function readDaysOff(
  ctx: TenantContext,
  by: Admin,
  staffId: number | null,
): Promise<DayOffRow[]> {
  if (!isInReach(by, staffId)) return [];
  const today = localDateOf(ctx.clock.now(), ctx.zone);
  return ctx.db.read((tx) => comingDaysOff(tx, staffId, today));
}

/** One of them; null when it is gone or out of the person's reach. */
export async function readDayOff(ctx: TenantContext, by: Admin, id: number): Promise<DayOffRow | null> {
  const row = await ctx.db.read((tx) => findDayOff(tx, id));
  return row !== null && isInReach(by, row.staffId) ? row : null;
}

/** Keeps a day off that is not saved yet, for a button to save it; gives the draft's id, null for a master who is gone. */
export async function draftDayOff(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: DayOffOrder,
): Promise<number | null> {
  const draft = { kind: draftKind, createdBy: by.telegramId, params: order };
  const { id } = await answerOnce(ctx, cause, 'draft-day-off', async (tx, now) => {
    const isThere = isInReach(by, order.staffId) && (await isSomebody(tx, order.staffId));
    return { id: isThere ? await insertOperation(tx, draft, now) : null };
  });
  return id;
}

/** What saving a draft would mean now; null when there is no such draft of this person. */
export async function previewDayOff(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
): Promise<DayOffPreview | null> {
  return ctx.db.read(async (tx) => {
    const order = await findDraft(tx, by, draftId);
    if (order === null) return null;
    const { staffId } = order;
    const today = localDateOf(ctx.clock.now(), ctx.zone);
    const others = await comingDaysOff(tx, staffId, today);
    return {
      ...order,
      draftId,
      staffName: staffId === null ? null : await masterName(tx, staffId),
      inTheWay: await inTheWayOf(tx, ctx, staffId, [exceptionOf(order)]),
      isClosedAlready: others.some(
        (other) =>
          other.kind === 'closed' &&
          (other.staffId === null || other.staffId === staffId) &&
          other.from <= order.to &&
          order.from <= other.to,
      ),
    };
  });
}

export type SaveDayOffResult =
  | { readonly outcome: 'saved'; readonly id: number; readonly inTheWay: InTheWay }
  /** The draft, or the master, is not there any more. */
  | { readonly outcome: 'gone' };

/**
 * Saves a drafted day off, once however often it is asked for; clients can book accordingly at once. Visits in the way
 * stay as they are: they are counted, for the person to move or cancel.
 */
export async function saveDayOff(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  draftId: number,
): Promise<SaveDayOffResult> {
  return answerOnce(ctx, cause, 'save-day-off', (tx) => save(tx, ctx, by, draftId));
}

async function save(tx: WriteTx, ctx: TenantContext, by: Admin, draftId: number): Promise<SaveDayOffResult> {
  await lockOffer(tx);
  const order = await findDraft(tx, by, draftId);
  if (order === null || !(await isSomebody(tx, order.staffId))) return { outcome: 'gone' };
  const today = localDateOf(ctx.clock.now(), ctx.zone);
  const inTheWay = await inTheWayOf(tx, ctx, order.staffId, [exceptionOf(order)]);
  const same = (await comingDaysOff(tx, order.staffId, today)).find((row) => isSame(row, order));
  if (same !== undefined) return { outcome: 'saved', id: same.id, inTheWay };
  const kind = order.intervals.length === 0 ? 'closed' : 'special';
  const [id = 0] = await insertDaysOff(tx, [{ ...order, kind, source: null }]);
  await audit(tx, by, {
    ...{ action: 'day_off.add', subject: 'day_off', subjectId: id, at: ctx.clock.now() },
    new: { ...order, kind },
  });
  return { outcome: 'saved', id, inTheWay };
}

/** Takes a day off back; false when it was gone already. */
export async function removeDayOff(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  id: number,
): Promise<boolean> {
  const { removed } = await answerOnce(ctx, cause, 'remove-day-off', async (tx, now) => {
    await lockOffer(tx);
    const row = await findDayOff(tx, id);
    if (row === null || !isInReach(by, row.staffId)) return { removed: false };
    await deleteDaysOff(tx, [id]);
    const { staffId, from, to, kind, intervals, reason, source } = row;
    await audit(tx, by, {
      ...{ action: 'day_off.remove', subject: 'day_off', subjectId: id, at: now },
      old: { staffId, from, to, kind, intervals, reason, source },
    });
    return { removed: true };
  });
  return removed;
}

async function isSomebody(tx: ReadTx, staffId: number | null): Promise<boolean> {
  return staffId === null || (await masterName(tx, staffId)) !== null;
}

/** Only the person who typed it: a draft is nobody else's to save. */
async function findDraft(tx: ReadTx, by: Admin, draftId: number): Promise<DayOffOrder | null> {
  const row = await findOperation(tx, draftKind, draftId);
  const parsed = orderSchema.safeParse(row?.params);
  if (row?.createdBy !== by.telegramId || !parsed.success) return null;
  return isInReach(by, parsed.data.staffId) ? parsed.data : null;
}

function exceptionOf({ from, to, intervals }: DayOffOrder): ScheduleException {
  return intervals.length === 0 ? { kind: 'closed', from, to } : { kind: 'special', from, to, intervals };
}

function isSame(row: DayOffRow, order: DayOffOrder): boolean {
  return (
    row.staffId === order.staffId &&
    row.from === order.from &&
    row.to === order.to &&
    row.source === null &&
    JSON.stringify(row.intervals.map(({ startMinute, endMinute }) => [startMinute, endMinute])) ===
      JSON.stringify(order.intervals.map(({ startMinute, endMinute }) => [startMinute, endMinute]))
  );
}
