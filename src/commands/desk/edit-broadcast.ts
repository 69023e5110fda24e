import {
  deleteBroadcast,
  findEmptyDraft,
  insertBroadcast,
  lockBroadcast,
  updateBroadcastDraft,
  type BroadcastDraftChange,
  type BroadcastRow,
} from '../../db/broadcasts.js';
import type { WriteTx } from '../../db/tenant-db.js';
import type { Segment } from '../../domain/broadcast.js';
import {
  broadcastLength,
  broadcastLengths,
  checkBroadcastText,
  type BroadcastTextProblem,
} from '../../domain/broadcast-text.js';
import { answerOnce } from '../answer-once.js';
import { segmentSchema } from '../broadcast-segment.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import type { Admin } from './admin.js';

/** Begins a broadcast and gives the id of its draft: an empty one this person has already, else a new one. */
export async function draftBroadcast(ctx: TenantContext, by: Admin, cause: Cause): Promise<number> {
  const { id } = await answerOnce(ctx, cause, 'draft-broadcast', async (tx, now) => {
    const known = await findEmptyDraft(tx, by.telegramId);
    return { id: known ?? (await insertBroadcast(tx, by.telegramId, now)) };
  });
  return id;
}

/** What is changed of a draft. */
export type DraftOrder =
  | { readonly kind: 'segment'; readonly segment: Segment }
  /** As typed; `photoFileId` is absent when none was sent: the draft's stays. */
  | { readonly kind: 'content'; readonly typed: string; readonly photoFileId?: string }
  | { readonly kind: 'button'; readonly on: boolean }
  | { readonly kind: 'no_photo' };

export type EditDraftResult =
  | { readonly outcome: 'saved' }
  | { readonly outcome: 'invalid'; readonly problem: BroadcastTextProblem }
  /** It is no draft any more: somebody has sent or deleted it. */
  | { readonly outcome: 'gone' };

/** Changes a draft. A text is checked with what the draft has already; the same update given again changes nothing. */
export async function editBroadcast(
  ctx: TenantContext,
  cause: Cause,
  id: number,
  order: DraftOrder,
): Promise<EditDraftResult> {
  return answerOnce(ctx, cause, `edit-broadcast-${order.kind}`, (tx) => change(tx, id, order));
}

async function change(tx: WriteTx, id: number, order: DraftOrder): Promise<EditDraftResult> {
  const row = await lockBroadcast(tx, id);
  if (row?.state !== 'draft') return { outcome: 'gone' };
  const weighed = weigh(row, order);
  if ('kind' in weighed) return { outcome: 'invalid', problem: weighed };
  await updateBroadcastDraft(tx, id, weighed);
  return { outcome: 'saved' };
}

function weigh(row: BroadcastRow, order: DraftOrder): BroadcastDraftChange | BroadcastTextProblem {
  switch (order.kind) {
    case 'segment':
      return { segment: segmentSchema.parse(order.segment) };
    case 'button':
      return { bookButton: order.on };
    case 'no_photo':
      return { photoFileId: null };
    case 'content':
      return weighContent(row, order);
  }
}

function weighContent(
  row: BroadcastRow,
  { typed, photoFileId }: Extract<DraftOrder, { kind: 'content' }>,
): BroadcastDraftChange | BroadcastTextProblem {
  const hasPhoto = (photoFileId ?? row.photoFileId) !== null;
  const most = hasPhoto ? broadcastLengths.caption : broadcastLengths.message;
  if (typed.trim() === '' && photoFileId !== undefined) {
    // A photo alone: the text that is there goes under it.
    const length = broadcastLength(row.body);
    return length > most ? { kind: 'too_long', length, most } : { photoFileId };
  }
  const check = checkBroadcastText(typed, most);
  if (!check.ok) return check.problem;
  return { body: check.html, ...(photoFileId === undefined ? {} : { photoFileId }) };
}

/** Forgets a draft; what was sent stays in the list. Deleting it again changes nothing. */
export async function deleteDraft(ctx: TenantContext, id: number): Promise<'deleted' | 'gone'> {
  return ctx.db.transact(async (tx) => {
    const row = await lockBroadcast(tx, id);
    if (row?.state !== 'draft') return 'gone';
    await deleteBroadcast(tx, id);
    return 'deleted';
  });
}
