import { openClient, type ClientProfile } from '../commands/open-client.js';
import type { Cause, TenantContext } from '../commands/tenant-context.js';
import type { Sender as Person } from './incoming.js';
import { wordingFor, type Wording } from './wording.js';

/** One person's update, ready to be answered: whose salon, who asks, in which language, where the answer goes. */
export interface Turn {
  readonly tenant: TenantContext;
  readonly client: ClientProfile;
  readonly wording: Wording;
  readonly cause: Cause;
  readonly chatId: number;
  readonly from: Person;
}

/** Looks the person up (or makes the profile on the first contact). */
export async function openTurn(
  tenant: TenantContext,
  { updateId, chatId, from }: { readonly updateId: number; readonly chatId: number; readonly from: Person },
): Promise<Turn> {
  const client = await openClient(tenant, { telegramId: from.id, languageCode: from.languageCode });
  return turnOf(tenant, client, { updateId, chatId, from });
}

/** The same turn after the profile changed. */
export function withClient(turn: Turn, client: ClientProfile): Turn {
  return turnOf(turn.tenant, client, { updateId: turn.cause.updateId, chatId: turn.chatId, from: turn.from });
}

function turnOf(
  tenant: TenantContext,
  client: ClientProfile,
  { updateId, chatId, from }: { readonly updateId: number; readonly chatId: number; readonly from: Person },
): Turn {
  const { zone, country } = tenant;
  const wording = wordingFor({ locale: client.locale, zone, country });
  return { tenant, client, wording, cause: { updateId }, chatId, from };
}
