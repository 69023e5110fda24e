import { checkName } from '../../../domain/contact.js';
import { formatPhone } from '../../../lib/phone.js';
import { deleteMessage, sendWithReplyKeyboard } from '../../present.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import type { Order } from '../wish.js';
import { askNameScreen, askPhoneScreen, shareKeyboard } from './contact-screens.js';
import { forgetConversation, readOrderConversation, saveOrderConversation } from './conversation.js';
import { examplePhone } from './example-phone.js';

/** Asks for the name; the next text is taken for it. */
export function askName(turn: Turn, order: Order, problem: string | null = null): Reaction {
  const question = { order, current: turn.client.name, problem, suggestion: profileName(turn) };
  return {
    screen: askNameScreen(question, turn.wording),
    afterwards: (panelId) =>
      saveOrderConversation(turn, { kind: 'name', order, updateId: turn.cause.updateId, panelId }),
  };
}

/** Asks for the phone; the next text or contact is taken for it. `helperId`: the keyboard is there already. */
export function askPhone(
  turn: Turn,
  order: Order,
  { problem = null, helperId }: { readonly problem?: string | null; readonly helperId?: number } = {},
): Reaction {
  const { client, wording } = turn;
  const current = client.phone === null ? null : formatPhone(client.phone);
  return {
    screen: askPhoneScreen({ order, current, problem }, wording),
    afterwards: async (panelId) => {
      const helper = helperId ?? (await bringKeyboard(turn));
      const { updateId } = turn.cause;
      await saveOrderConversation(turn, { kind: 'phone', order, updateId, panelId, helperId: helper });
    },
  };
}

async function bringKeyboard({ tenant, chatId, wording }: Turn): Promise<number> {
  const { texts } = wording;
  const keyboard = shareKeyboard(examplePhone(tenant.country), wording);
  return sendWithReplyKeyboard(tenant.sender, chatId, texts.html('contact.share_below'), keyboard);
}

/** The Telegram name, when the salon can use it as a name. */
export function profileName({ from }: Turn): string | null {
  const check = checkName(from.firstName);
  return check.ok ? check.name : null;
}

/** Forgets what was asked and clears away what stood in the chat for it. */
export async function dropQuestion(turn: Turn): Promise<void> {
  const conversation = await readOrderConversation(turn);
  if (conversation === null) return;
  if (conversation.kind === 'phone') await putKeyboardAway(turn, conversation.helperId);
  await forgetConversation(turn);
}

/** Only a message can take the keyboard under the input field away; that message then goes too. */
export async function putKeyboardAway(
  { tenant, chatId, wording }: Turn,
  helperId: number | null,
): Promise<void> {
  const { sender } = tenant;
  const text = wording.texts.html('contact.keyboard_gone');
  const remover = await sendWithReplyKeyboard(sender, chatId, text, { remove_keyboard: true });
  await deleteMessage(sender, chatId, remover);
  if (helperId !== null) await deleteMessage(sender, chatId, helperId);
}
