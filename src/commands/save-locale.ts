import { BotelError } from '../lib/errors.js';
import { findClient, updateClient } from '../db/clients.js';
import { viewClient, type ClientProfile } from './open-client.js';
import type { TenantContext } from './tenant-context.js';

export interface LocaleChoice {
  readonly clientId: number;
  readonly locale: 'ru' | 'en';
}

/**
 * Keeps the language a client picked, over whatever Telegram says. Saying it again changes nothing. Rejects with code
 * `client_lost` when there is no such client.
 */
export async function saveLocale(
  ctx: TenantContext,
  { clientId, locale }: LocaleChoice,
): Promise<ClientProfile> {
  return ctx.db.transact(async (tx) => {
    const client = await findClient(tx, clientId);
    if (client?.telegramId == null) throw new BotelError('client_lost', 'there is no such client');
    await updateClient(tx, client.id, { locale, localeChosen: true });
    return viewClient({ ...client, locale }, client.telegramId, ctx);
  });
}
