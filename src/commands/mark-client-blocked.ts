import { markBlocked } from '../db/clients.js';
import { answerOnce } from './answer-once.js';
import type { Cause, TenantContext } from './tenant-context.js';

/** Remembers that this person blocked the bot, until the person writes again. Unknown people are passed over. */
export async function markClientBlocked(ctx: TenantContext, telegramId: number): Promise<void> {
  if (!Number.isSafeInteger(telegramId)) return;
  await ctx.db.transact((tx) => markBlocked(tx, telegramId, ctx.clock.now()));
}

/** As `markClientBlocked`, by Telegram's word. The same update given again does not block somebody who is back. */
export async function noteClientLeft(ctx: TenantContext, cause: Cause, telegramId: number): Promise<void> {
  await answerOnce(ctx, cause, 'client-left', async (tx, now) => {
    await markBlocked(tx, telegramId, now);
    return {};
  });
}
