import { findClient, type ClientRow } from '../../db/clients.js';
import type { ReadTx } from '../../db/tenant-db.js';
import { isClientOf } from '../../db/walk-ins.js';
import { scopeOf, type Admin } from './admin.js';

/**
 * A client somebody of the desk may see: anybody, but for a master only who is or was in the own calendar, or whose whole
 * number (`phone`, E.164) the master knows. Null for others. Any number may be asked for.
 */
export async function findKnownClient(
  tx: ReadTx,
  by: Admin,
  clientId: number,
  phone: string | null = null,
): Promise<ClientRow | null> {
  const client = await findClient(tx, clientId);
  const own = scopeOf(by);
  if (client === null || own === null) return client;
  if (phone !== null && client.phone === phone) return client;
  return (await isClientOf(tx, clientId, own)) ? client : null;
}
