import { readClientData, type StoredClientData } from '../db/client-data.js';
import { isRowId } from '../db/row-id.js';
import { BotelError } from '../lib/errors.js';
import type { TenantContext } from './tenant-context.js';

/** Everything a salon stores about one person. Instants are ISO 8601, money is in minor units of its currency. */
export interface ClientExport extends StoredClientData {
  readonly salon: string;
  readonly exportedAt: string;
}

/** What a person may ask to see of themselves, as plain JSON. Rejects with code `client_lost` for an unknown client. */
export async function exportClient(ctx: TenantContext, clientId: number): Promise<ClientExport> {
  const data = isRowId(clientId) ? await ctx.db.read((tx) => readClientData(tx, clientId)) : null;
  if (data === null) throw new BotelError('client_lost', 'there is no such client');
  return { salon: ctx.name, exportedAt: new Date(ctx.clock.now()).toISOString(), ...data };
}
