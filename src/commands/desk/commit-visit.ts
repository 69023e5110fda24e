import { z } from 'zod';
import { commitDraft, lockDraft } from '../../db/desk-drafts.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { answerOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import type { Admin } from './admin.js';
import { bookNew } from './book-new.js';
import { changeBooked } from './change-booked.js';
import type { CommitResult } from './commit-result.js';
import { draftFrom, draftKind } from './visit-draft.js';
import { winTime } from './win-time.js';

export interface CommitOrder {
  readonly draftId: number;
  /** Somebody has seen the warnings and books all the same. */
  readonly anyway: boolean;
}

const committed = z.object({ bookingId: z.number().int() });

/**
 * Books or changes what a draft says, by the rules for clients; those of hours, notice and horizon give way to `anyway`,
 * an overlap never does, and the limits per client do not bind the salon. Booking, history, notices, audit and draft are
 * committed together; a lost race is an answer, never an error. A second press gets the booking of the first.
 */
export async function commitVisit(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: CommitOrder,
): Promise<CommitResult> {
  const result = await winTime(() =>
    answerOnce(ctx, cause, 'commit-visit', (tx, now) => decide(tx, ctx, by, order, now)),
  );
  if (result.outcome === 'done') ctx.wake();
  return result;
}

async function decide(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  { draftId, anyway }: CommitOrder,
  now: number,
): Promise<CommitResult> {
  const row = await lockDraft(tx, { kind: draftKind, createdBy: by.telegramId }, draftId);
  const before = committed.safeParse(row?.result);
  if (before.success) return { outcome: 'done', bookingId: before.data.bookingId, repeated: true };
  const draft = draftFrom(row);
  if (draft === null) return { outcome: 'not_found' };
  const { booking } = draft;
  const result =
    booking === null
      ? await bookNew(tx, ctx, by, { draft, anyway }, now)
      : await changeBooked(tx, ctx, by, { draft, booking, anyway }, now);
  if (result.outcome === 'done') await commitDraft(tx, draftId, { bookingId: result.bookingId }, now);
  return result;
}
