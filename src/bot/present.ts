import { ChatSilencedError, TelegramRejectedError } from '../telegram/errors.js';
import type { Sender } from '../telegram/sender.js';
import type { ReplyKeyboardMarkup, ReplyKeyboardRemove } from '../telegram/api-types.js';
import { shorten } from '../i18n/html.js';
import type { Keyboard, Notice, Screen } from './screen.js';

const noticeLength = 190;
const unchanged = /message is not modified/i;
const uneditable =
  /message to edit not found|message can't be edited|no text in the message to edit|message_id_invalid|message identifier/i;
const expired = /query is too old|query id is invalid|query_id_invalid/i;

interface SentMessage {
  readonly message_id: number;
}

/** Sends a screen as a message of its own; gives the message's id. */
export async function sendScreen(sender: Sender, chatId: number, screen: Screen): Promise<number> {
  const sent = await sender.call<SentMessage>('sendMessage', { chat_id: chatId, ...contentOf(screen) });
  return sent.message_id;
}

/** Puts a screen into the message whose button was pressed, or below when that message cannot be changed any more. */
export async function showScreen(
  sender: Sender,
  chatId: number,
  messageId: number | null,
  screen: Screen,
): Promise<number> {
  if (messageId === null) return sendScreen(sender, chatId, screen);
  try {
    await sender.call('editMessageText', { chat_id: chatId, message_id: messageId, ...contentOf(screen) });
    return messageId;
  } catch (error) {
    if (isRefusal(error, unchanged)) return messageId;
    if (isRefusal(error, uneditable)) return sendScreen(sender, chatId, screen);
    throw error;
  }
}

/** Brings a message up to date that nobody waits for; one that is gone or says so already is no error. */
export async function refreshScreen(
  sender: Sender,
  chatId: number,
  messageId: number,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const edited = { chat_id: chatId, message_id: messageId, ...contentOf(screen) };
  await passRefusals(() => sender.call('editMessageText', edited, { priority: 'notice', signal }));
}

/** Answers a press, with something to say or only to stop the button's waiting. A press that has expired is no error. */
export async function answerPress(sender: Sender, queryId: string, notice?: Notice): Promise<void> {
  const words =
    notice === undefined
      ? {}
      : { text: shorten(notice.text, noticeLength), ...(notice.alert === true ? { show_alert: true } : {}) };
  try {
    await sender.call('answerCallbackQuery', { callback_query_id: queryId, ...words });
  } catch (error) {
    if (!isRefusal(error, expired)) throw error;
  }
}

/** Sends a text with a keyboard under the input field, or with the order to take it away. */
export async function sendWithReplyKeyboard(
  sender: Sender,
  chatId: number,
  text: string,
  markup: ReplyKeyboardMarkup | ReplyKeyboardRemove,
): Promise<number> {
  const sent = await sender.call<SentMessage>('sendMessage', {
    chat_id: chatId,
    text,
    parse_mode: 'HTML',
    disable_notification: true,
    reply_markup: markup,
  });
  return sent.message_id;
}

export interface OutgoingFile {
  readonly filename: string;
  readonly content: Buffer;
  /** HTML. */
  readonly caption?: string;
  /** The way back. */
  readonly keyboard: Keyboard;
}

/** Sends a file as a message of its own. */
export async function sendFile(
  sender: Sender,
  chatId: number,
  { filename, content, caption, keyboard }: OutgoingFile,
): Promise<void> {
  await sender.call('sendDocument', {
    chat_id: chatId,
    document: { source: content, filename },
    ...(caption === undefined ? {} : { caption, parse_mode: 'HTML' }),
    reply_markup: { inline_keyboard: keyboard },
  });
}

/** Sends a picture, a PNG, as a message of its own. `caption` is HTML. */
export async function sendPhoto(
  sender: Sender,
  chatId: number,
  picture: { readonly content: Buffer; readonly caption: string; readonly keyboard: Keyboard },
): Promise<void> {
  await sender.call('sendPhoto', {
    chat_id: chatId,
    photo: { source: picture.content, filename: 'picture.png' },
    caption: picture.caption,
    parse_mode: 'HTML',
    reply_markup: { inline_keyboard: picture.keyboard },
  });
}

/** Says above the chat for some seconds what is being prepared. */
export async function showActivity(
  sender: Sender,
  chatId: number,
  activity: 'upload_photo' | 'upload_document',
): Promise<void> {
  await passRefusals(() => sender.call('sendChatAction', { chat_id: chatId, action: activity }));
}

/** Takes the buttons off a question that has been answered. A message that is gone is no error. */
export async function stripButtons(sender: Sender, chatId: number, messageId: number): Promise<void> {
  await passRefusals(() => sender.call('editMessageReplyMarkup', { chat_id: chatId, message_id: messageId }));
}

/** Deletes one of our messages. One that is gone, or too old to be deleted, is no error. */
export async function deleteMessage(sender: Sender, chatId: number, messageId: number): Promise<void> {
  await passRefusals(() => sender.call('deleteMessage', { chat_id: chatId, message_id: messageId }));
}

async function passRefusals(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof TelegramRejectedError) && !(error instanceof ChatSilencedError)) throw error;
  }
}

function contentOf({ text, keyboard }: Screen): Record<string, unknown> {
  return {
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: keyboard },
  };
}

function isRefusal(error: unknown, reason: RegExp): boolean {
  return error instanceof TelegramRejectedError && reason.test(error.description);
}
