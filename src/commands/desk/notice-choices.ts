import { findNotices, saveNotices } from '../../db/desk-notices.js';
import { once } from '../../db/processed-updates.js';
import type { WriteTx } from '../../db/tenant-db.js';
import type { NoticeChoices } from '../../domain/desk-notices.js';
import { choicesOf, planDigests } from '../plan-desk-notices.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';

/** What somebody of the desk is told without asking. */
export async function readNoticeChoices(ctx: TenantContext, by: Admin): Promise<NoticeChoices> {
  return choicesOf(by.role, await ctx.db.read((tx) => findNotices(tx, by.telegramId)));
}

/**
 * Changes some of what somebody is told; the digests that wait follow in the same transaction. The same update given again
 * changes nothing. Gives what holds now.
 */
export async function editNoticeChoices(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  change: Partial<NoticeChoices>,
): Promise<NoticeChoices> {
  const now = ctx.clock.now();
  const choices = await ctx.db.transact((tx) =>
    once<object, NoticeChoices>(
      tx,
      { updateId, verb: 'edit-notices', now },
      async () => ({ outcome: {}, answer: await write(tx, ctx, by, change, now) }),
      async () => choicesOf(by.role, await findNotices(tx, by.telegramId)),
    ),
  );
  ctx.wake();
  return choices;
}

async function write(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  change: Partial<NoticeChoices>,
  at: number,
): Promise<NoticeChoices> {
  const stored = await findNotices(tx, by.telegramId);
  const before = choicesOf(by.role, stored);
  const after = choicesOf(by.role, { ...before, ...change });
  const changed = keysOf(after).filter((key) => before[key] !== after[key]);
  if (changed.length === 0) return after;
  const kept = typeof stored === 'object' ? stored : {};
  await saveNotices(tx, by.telegramId, { ...kept, ...pick(after, changed) });
  await planDigests(tx, ctx);
  await audit(tx, by, {
    ...{ action: 'notices.edit', subject: 'admin', subjectId: by.telegramId, at },
    ...{ old: pick(before, changed), new: pick(after, changed) },
  });
  return after;
}

function keysOf(choices: NoticeChoices): (keyof NoticeChoices)[] {
  return Object.keys(choices) as (keyof NoticeChoices)[];
}

function pick(choices: NoticeChoices, keys: readonly (keyof NoticeChoices)[]): Partial<NoticeChoices> {
  return Object.fromEntries(keys.map((key) => [key, choices[key]]));
}
