import { BotelError } from '../lib/errors.js';
import { appendAudit } from '../db/audit-log.js';
import { giveClientsTo, lockWalkIns } from '../db/client-links.js';
import { findClient, lockClient, updateClient, type ClientChange } from '../db/clients.js';
import { once } from '../db/processed-updates.js';
import { isRowId } from '../db/row-id.js';
import type { WriteTx } from '../db/tenant-db.js';
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
  /** Telegram says that the phone is the client's own; a typed one may be anybody's. */
  readonly phoneIsProven?: boolean;
}

/**
 * Keeps what the client gave for the next booking too; what is absent stays. Whoever proves a phone gets what the salon
 * noted and booked for clients with that phone who had no Telegram yet. Rejects with `InvalidContactError` when a
 * value was not checked by the caller, or there is no such client.
 */
export async function saveContact(
  ctx: TenantContext,
  cause: Cause,
  { clientId, name, phone, phoneIsProven = false }: ContactChange,
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
    const now = ctx.clock.now();
    const delivery = { updateId: cause.updateId, verb: 'save-contact', now };
    const save = async () => {
      if (isRowId(clientId)) await updateClient(tx, clientId, change);
      if (phone !== undefined && phoneIsProven) await link(tx, { clientId, phone }, now);
      return { outcome: {}, answer: await profile() };
    };
    return once(tx, delivery, save, profile);
  });
}

function isName(name: string): boolean {
  const checked = checkName(name);
  return checked.ok && checked.name === name;
}

async function link(
  tx: WriteTx,
  { clientId, phone }: { readonly clientId: number; readonly phone: string },
  now: number,
): Promise<void> {
  const client = await lockClient(tx, clientId);
  if (client === null) return;
  const walkIns = await lockWalkIns(tx, phone);
  if (walkIns.length === 0) return;
  await giveClientsTo(tx, walkIns, clientId);
  await appendAudit(tx, {
    actor: `client:${clientId}`,
    actorName: null,
    action: 'client.link',
    subject: 'client',
    subjectId: clientId,
    new: { linked: walkIns },
    at: now,
  });
}
