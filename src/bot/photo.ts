import { TelegramRejectedError } from '../telegram/errors.js';
import type { Keyboard } from './screen.js';
import type { Turn } from './turn.js';

/** A photo Telegram keeps, with what stands under it. */
export interface Photo {
  readonly fileId: string;
  /** HTML. */
  readonly caption?: string;
  readonly keyboard: Keyboard;
}

/** Sends a photo as a message of its own; false when Telegram does not give it to this bot any more. */
export function sendPhoto({ tenant, chatId }: Turn, { fileId, caption, keyboard }: Photo): Promise<boolean> {
  return accepted(() =>
    tenant.sender.call('sendPhoto', {
      chat_id: chatId,
      photo: fileId,
      ...(caption === undefined ? {} : { caption, parse_mode: 'HTML' }),
      reply_markup: { inline_keyboard: keyboard },
    }),
  );
}

/** Takes the pressed message out of the chat; false when it is too old for that, or gone. */
export async function removePressed({ tenant, chatId, messageId }: Turn): Promise<boolean> {
  if (messageId === null) return false;
  return accepted(() => tenant.sender.call('deleteMessage', { chat_id: chatId, message_id: messageId }));
}

async function accepted(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof TelegramRejectedError) return false;
    throw error;
  }
}
