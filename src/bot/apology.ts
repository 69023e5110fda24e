import type { TenantContext } from '../commands/tenant-context.js';
import { noteScreen } from './client/menu/screens.js';
import { textsForStranger } from './failures.js';
import { readIncoming, type Sender } from './incoming.js';
import { sendScreen } from './present.js';
import { wordingFor } from './wording.js';

interface Unanswered {
  readonly chatId: number;
  readonly from: Sender;
}

/** Tells somebody that nothing came of what they sent, and shows a way on. */
export async function apologise(
  tenant: TenantContext,
  { chatId, from }: Unanswered,
  words: 'failure.text' | 'maintenance.text',
): Promise<void> {
  const texts = textsForStranger(tenant, from.languageCode);
  const wording = wordingFor({ locale: texts.locale, zone: tenant.zone, country: tenant.country }, texts);
  await sendScreen(tenant.sender, chatId, noteScreen(words, wording));
}

/** The same for an update that was given up; to nobody when nobody is there to be told. */
export async function apologiseFor(tenant: TenantContext, update: unknown): Promise<void> {
  const incoming = readIncoming(update);
  if (!('chatId' in incoming) || incoming.kind === 'blocked') return;
  await apologise(tenant, incoming, 'failure.text');
}
