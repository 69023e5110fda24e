import { BotelError } from '../lib/errors.js';
import { findClient, updateClient, type ClientChange } from '../db/clients.js';
import { once } from '../db/processed-updates.js';
import { isRowId } from '../db/row-id.js';
import { checkName } from '../domain/contact.js';
import { viewClient, type ClientProfile } from './open-client.js';
import type { Cause, TenantContext } from './tenant-context.js';

export class InvalidContactError extends BotelError {
  constructor(readonly field: 'client' | 'name' | 'phone') {
    super('invalid_contact', `the contact's ${field} is not valid`);
  }
}

export interface ContactChange {
  readonly clientId: number;
  /** As `checkName` gives it. */
  readonly name?: string;
  /** E.164, as `parsePhone` gives it. */
  readonly phone?: string;
}

/**
 * Keeps what the client gave for the next booking too; what is absent stays. Rejects with `InvalidContactError` when a
 * value was not checked by the caller, or there is no such client.
 */
export async function saveContact(
  ctx: TenantContext,
  cause: Cause,
  { clientId, name, phone }: ContactChange,
): Promise<ClientProfile> {
  if (name !== undefined && !isName(name)) throw new InvalidContactError('name');
  if (phone !== undefined && !/^\+[1-9]\d{6,14}$/.test(phone)) throw new InvalidContactError('phone');
  const change: ClientChange = {
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
  };
  return ctx.db.transact(async (tx) => {
    const profile = async () => {
      const client = await findClient(tx, clientId);
      if (client?.telegramId == null) throw new InvalidContactError('client');
      return viewClient(client, client.telegramId, ctx);
    };
    const delivery = { updateId: cause.updateId, verb: 'save-contact', now: ctx.clock.now() };
    const save = async () => {
      if (isRowId(clientId)) await updateClient(tx, clientId, change);
      return { outcome: {}, answer: await profile() };
    };
    return once(tx, delivery, save, profile);
  });
}

function isName(name: string): boolean {
  const checked = checkName(name);
  return checked.ok && checked.name === name;
}
