import { openClient, type ClientProfile } from '../commands/open-client.js';
import type { Cause, TenantContext } from '../commands/tenant-context.js';
import { knownTexts, readTexts } from '../commands/tenant-texts.js';
import type { Texts } from '../i18n/texts.js';
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
  /** What was pressed or sent; null when it cannot be touched any more. */
  readonly messageId: number | null;
}

interface TurnFacts {
  readonly updateId: number;
  readonly chatId: number;
  readonly from: Person;
  readonly messageId?: number | null;
}

/** Looks the person up (or makes the profile on the first contact). */
export async function openTurn(
  tenant: TenantContext,
  { updateId, chatId, from, messageId = null }: TurnFacts,
): Promise<Turn> {
  const client = await openClient(tenant, { telegramId: from.id, languageCode: from.languageCode });
  const texts = await readTexts(tenant, client.locale, client.textsVersion);
  return turnOf(tenant, client, texts, { updateId, chatId, from, messageId });
}

/** The same turn after the profile changed. */
export function withClient(turn: Turn, client: ClientProfile): Turn {
  const { tenant, cause, chatId, from, messageId } = turn;
  const texts = knownTexts(tenant, client.locale);
  return turnOf(tenant, client, texts, { updateId: cause.updateId, chatId, from, messageId });
}

function turnOf(
  tenant: TenantContext,
  client: ClientProfile,
  texts: Texts,
  { updateId, chatId, from, messageId = null }: TurnFacts,
): Turn {
  const { zone, country } = tenant;
  const wording = wordingFor({ locale: client.locale, zone, country }, texts);
  return { tenant, client, wording, cause: { updateId }, chatId, from, messageId };
}
