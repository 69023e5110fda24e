import { setBroadcastsRefused } from '../db/clients.js';
import type { TenantContext } from './tenant-context.js';

/** Keeps that a client wants no broadcasts, or wants them again. Saying it again changes nothing. */
export async function refuseBroadcasts(
  ctx: TenantContext,
  { clientId, refused }: { readonly clientId: number; readonly refused: boolean },
): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.transact((tx) => setBroadcastsRefused(tx, clientId, refused ? now : null));
}
