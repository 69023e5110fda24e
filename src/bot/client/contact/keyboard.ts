import { formatPhone } from '../../../lib/phone.js';
import type { ReplyKeyboardMarkup } from '../../../telegram/api-types.js';
import { deleteMessage, sendWithReplyKeyboard } from '../../present.js';
import type { Turn } from '../../turn.js';
import type { Wording } from '../../wording.js';
import { examplePhone } from './example-phone.js';

/** Brings the button that shares one's number; it stands under the input field, in a message of its own: its id. */
export async function bringShareKeyboard({ tenant, chatId, wording }: Turn): Promise<number> {
  const keyboard = shareKeyboard(examplePhone(tenant.country), wording);
  return sendWithReplyKeyboard(tenant.sender, chatId, wording.texts.html('contact.share_below'), keyboard);
}

function shareKeyboard(example: string, { texts }: Wording): ReplyKeyboardMarkup {
  return {
    keyboard: [[{ text: texts.plain('contact.share_phone'), request_contact: true }]],
    resize_keyboard: true,
    one_time_keyboard: true,
    input_field_placeholder: texts.plain('contact.phone_placeholder', { example }),
  };
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

/** Says that the number is known now, which takes the keyboard away too. */
export async function thankForPhone(
  { tenant, chatId, wording }: Turn,
  helperId: number,
  phone: string,
): Promise<void> {
  const { sender } = tenant;
  const thanks = wording.texts.html('contact.phone_saved', { phone: formatPhone(phone) });
  await deleteMessage(sender, chatId, helperId);
  await sendWithReplyKeyboard(sender, chatId, thanks, { remove_keyboard: true });
}
