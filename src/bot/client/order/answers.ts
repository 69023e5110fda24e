import { saveContact } from '../../../commands/save-contact.js';
import { checkName, type NameProblem } from '../../../domain/contact.js';
import { formatPhone, parsePhone, parseSharedPhone } from '../../../lib/phone.js';
import type { TextKey } from '../../../i18n/texts.js';
import type { SharedContact } from '../../incoming.js';
import { deleteMessage, sendWithReplyKeyboard, stripButtons } from '../../present.js';
import type { Reaction } from '../../screen.js';
import { withClient, type Turn } from '../../turn.js';
import { readOrderConversation, saveOrderConversation, type OrderConversation } from './conversation.js';
import { examplePhone } from './example-phone.js';
import { askName, askPhone } from './questions.js';
import { continueOrder } from './show.js';

/** What somebody sent that is neither a button nor a command. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'contact'; readonly contact: SharedContact }
  | { readonly kind: 'unreadable' };

type Waiting<Kind extends OrderConversation['kind']> = Extract<OrderConversation, { kind: Kind }>;

/** Takes what was sent as the answer to the question that was asked; null when none was. */
export async function takeAnswer(turn: Turn, answer: Answer): Promise<Reaction | null> {
  const waiting = await readOrderConversation(turn);
  if (waiting === null) return null;
  if (waiting.updateId === turn.cause.updateId) return showAgain(turn, waiting);
  switch (waiting.kind) {
    case 'name':
      return takeName(turn, waiting, answer);
    case 'phone':
      return takePhone(turn, waiting, answer);
    case 'settled':
      return null;
  }
}

/** This update was delivered before and acted on: only the screen it led to is shown once more. */
async function showAgain(turn: Turn, waiting: OrderConversation): Promise<Reaction> {
  switch (waiting.kind) {
    case 'name':
      return askName(turn, waiting.order);
    case 'phone':
      return askPhone(turn, waiting.order, { helperId: waiting.helperId });
    case 'settled':
      return continueOrder(turn, waiting.order);
  }
}

const nameProblems: Readonly<Record<NameProblem, TextKey>> = {
  too_short: 'contact.name_too_short',
  too_long: 'contact.name_too_long',
  not_a_name: 'contact.not_a_name',
};

async function takeName(turn: Turn, waiting: Waiting<'name'>, answer: Answer): Promise<Reaction> {
  const { tenant, chatId, cause, client } = turn;
  const check = answer.kind === 'text' ? checkName(answer.text) : null;
  await stripButtons(tenant.sender, chatId, waiting.panelId);
  if (check === null || !check.ok) {
    const key = check?.ok === false ? nameProblems[check.reason] : unexpected(answer);
    return askName(turn, waiting.order, turn.wording.texts.html(key));
  }
  const profile = await saveContact(tenant, cause, { clientId: client.id, name: check.name });
  return settle(withClient(turn, profile), waiting);
}

function unexpected(answer: Answer): TextKey {
  return answer.kind === 'contact' ? 'contact.name_first' : 'contact.only_text';
}

async function takePhone(turn: Turn, waiting: Waiting<'phone'>, answer: Answer): Promise<Reaction> {
  const { tenant, chatId, cause, client } = turn;
  const { sender } = tenant;
  const phone = readPhone(turn, answer);
  await stripButtons(sender, chatId, waiting.panelId);
  if (!phone.ok) return askPhone(turn, waiting.order, { problem: phone.problem, helperId: waiting.helperId });
  const profile = await saveContact(tenant, cause, { clientId: client.id, phone: phone.phone });
  const thanks = turn.wording.texts.html('contact.phone_saved', { phone: formatPhone(phone.phone) });
  await deleteMessage(sender, chatId, waiting.helperId);
  await sendWithReplyKeyboard(sender, chatId, thanks, { remove_keyboard: true });
  return settle(withClient(turn, profile), waiting);
}

type PhoneReading =
  { readonly ok: true; readonly phone: string } | { readonly ok: false; readonly problem: string };

function readPhone({ tenant, from, wording }: Turn, answer: Answer): PhoneReading {
  const { texts } = wording;
  if (answer.kind === 'unreadable') return { ok: false, problem: texts.html('contact.only_text') };
  if (answer.kind === 'contact' && answer.contact.userId !== from.id) {
    return { ok: false, problem: texts.html('contact.not_yours') };
  }
  const phone =
    answer.kind === 'contact'
      ? parseSharedPhone(answer.contact.phone)
      : parsePhone(answer.text, tenant.country);
  if (phone !== null) return { ok: true, phone };
  return { ok: false, problem: texts.html('contact.not_a_phone', { example: examplePhone(tenant.country) }) };
}

/** Remembers the answer's update, then goes on; the next question writes over it. */
async function settle(turn: Turn, { order }: OrderConversation): Promise<Reaction> {
  await saveOrderConversation(turn, { kind: 'settled', order, updateId: turn.cause.updateId });
  return continueOrder(turn, order);
}
