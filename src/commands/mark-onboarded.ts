import { findClient, updateClient } from '../db/clients.js';
import type { TenantContext } from './tenant-context.js';

/** Remembers that a client saw or skipped the first tour; the first time counts. An unknown client is no error. */
export async function markOnboarded(ctx: TenantContext, clientId: number): Promise<void> {
  await ctx.db.transact(async (tx) => {
    const client = await findClient(tx, clientId);
    if (client === null || client.onboardedAt !== null) return;
    await updateClient(tx, client.id, { onboardedAt: ctx.clock.now() });
  });
}
