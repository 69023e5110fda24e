import { markBlocked } from '../db/clients.js';
import type { TenantContext } from './tenant-context.js';

/** Remembers that this person blocked the bot, until the person writes again. Unknown people are passed over. */
export async function markClientBlocked(ctx: TenantContext, telegramId: number): Promise<void> {
  if (!Number.isSafeInteger(telegramId)) return;
  await ctx.db.transact((tx) => markBlocked(tx, telegramId, ctx.clock.now()));
}
