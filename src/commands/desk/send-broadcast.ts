import { countAudience } from '../../db/broadcast-audience.js';
import {
  dropPanel,
  lockBroadcast,
  savePanel,
  startBroadcastRow,
  steerBroadcastRow,
  type BroadcastPanel,
} from '../../db/broadcasts.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { countLeft, countOver } from '../../domain/broadcast.js';
import { answerOnce } from '../answer-once.js';
import { readSegment } from '../broadcast-segment.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';

export type StartResult =
  | { readonly outcome: 'started' }
  /** Somebody has changed the draft since it was seen. */
  | { readonly outcome: 'changed' }
  /** There is nothing to say yet, or nobody to say it to. */
  | { readonly outcome: 'empty' | 'nobody' }
  | { readonly outcome: 'gone' };

/**
 * Sends a draft, as it was seen, to everybody in its segment who is there now; the clients get it from the clock, a few at
 * a time. The same update given again changes nothing.
 */
export async function startBroadcast(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: { readonly id: number; readonly expectedVersion: number },
): Promise<StartResult> {
  const result = await answerOnce(ctx, cause, 'start-broadcast', (tx, now) => start(tx, by, order, now));
  if (result.outcome === 'started') ctx.wake();
  return result;
}

async function start(
  tx: WriteTx,
  by: Admin,
  { id, expectedVersion }: { readonly id: number; readonly expectedVersion: number },
  now: number,
): Promise<StartResult> {
  const row = await lockBroadcast(tx, id);
  const segment = readSegment(row?.segment);
  if (row?.state !== 'draft' || segment === null) return { outcome: 'gone' };
  if (row.version !== expectedVersion) return { outcome: 'changed' };
  const { body, photoFileId } = row;
  if (body === '' && photoFileId === null) return { outcome: 'empty' };
  const { total, until } = await countAudience(tx, segment, now);
  if (total === 0) return { outcome: 'nobody' };
  await startBroadcastRow(tx, id, { total, until }, now);
  await audit(tx, by, {
    action: 'broadcast.start',
    subject: 'broadcast',
    subjectId: id,
    new: { segment, total, body, photo: photoFileId !== null },
    at: now,
  });
  return { outcome: 'started' };
}

export type SteerResult =
  /** `unchanged`: it was so already, or it is over. */
  { readonly outcome: 'stopped' | 'sending' | 'unchanged' | 'gone' };

/**
 * Stops a broadcast, or goes on with one that was stopped, with the clients it has not reached. At most what is under way
 * at this moment is still delivered after a stop. The same update given again changes nothing.
 */
export async function steerBroadcast(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { id, to }: { readonly id: number; readonly to: 'stopped' | 'sending' },
): Promise<SteerResult> {
  const result = await answerOnce(ctx, cause, 'steer-broadcast', (tx, now) => steer(tx, by, { id, to }, now));
  if (result.outcome === 'sending') ctx.wake();
  return result;
}

async function steer(
  tx: WriteTx,
  by: Admin,
  { id, to }: { readonly id: number; readonly to: 'stopped' | 'sending' },
  now: number,
): Promise<SteerResult> {
  const row = await lockBroadcast(tx, id);
  if (row === null || row.state === 'draft') return { outcome: 'gone' };
  if (row.state !== (to === 'stopped' ? 'sending' : 'stopped')) return { outcome: 'unchanged' };
  await steerBroadcastRow(tx, id, to, now);
  await audit(tx, by, {
    action: to === 'stopped' ? 'broadcast.stop' : 'broadcast.resume',
    subject: 'broadcast',
    subjectId: id,
    new: { over: countOver(row), left: countLeft(row.total, row) },
    at: now,
  });
  return { outcome: to };
}

/** Notes that a message shows how far a broadcast is: it is kept up to date as long as it is being sent. */
export async function watchBroadcast(ctx: TenantContext, id: number, panel: BroadcastPanel): Promise<void> {
  await ctx.db.transact(async (tx) => {
    if ((await lockBroadcast(tx, id)) !== null) await savePanel(tx, id, panel);
  });
}

/** Notes that a message shows something else now. */
export async function unwatchBroadcasts(
  ctx: TenantContext,
  message: Pick<BroadcastPanel, 'chatId' | 'messageId'>,
): Promise<void> {
  await ctx.db.transact((tx) => dropPanel(tx, message));
}
