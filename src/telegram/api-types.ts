import type {
  CallbackGame,
  InlineKeyboardMarkup as KnownInlineKeyboardMarkup,
  KeyboardButtonRequestChat,
  KeyboardButtonRequestUsers,
  KeyboardButtonPollType,
  LoginUrl,
  SwitchInlineQueryChosenChat,
  Update,
  User,
  WebAppInfo,
} from 'telegraf/types';

/*
 * Types of Bot API 10.1 that Telegraf 4.16 (Bot API 7.1) does not have. Telegram's field names, only what is used here.
 */

/** Red, green, blue. Without it the app chooses. */
export type ButtonStyle = 'danger' | 'success' | 'primary';

interface ButtonLook {
  text: string;
  style?: ButtonStyle;
  /** Custom emoji before the text; only bots with a username bought on Fragment (or a Premium owner) may use it. */
  icon_custom_emoji_id?: string;
}

/** What one press does: exactly one of these fields is set. */
type OneOf<Fields> = {
  [Key in keyof Fields]: Pick<Fields, Key> & Partial<Record<Exclude<keyof Fields, Key>, undefined>>;
}[keyof Fields];

export interface CopyTextButton {
  /** 1–256 characters. */
  text: string;
}

export interface InlineButtonActions {
  url: string;
  /** 1–64 BYTES. */
  callback_data: string;
  web_app: WebAppInfo;
  login_url: LoginUrl;
  switch_inline_query: string;
  switch_inline_query_current_chat: string;
  switch_inline_query_chosen_chat: SwitchInlineQueryChosenChat;
  copy_text: CopyTextButton;
  callback_game: CallbackGame;
  pay: boolean;
}

export type InlineKeyboardButton = ButtonLook & OneOf<InlineButtonActions>;

export interface InlineKeyboardMarkup {
  inline_keyboard: InlineKeyboardButton[][];
}

/** Asks the person to create a bot that this one manages (needs `can_manage_bots` of getMe). */
export interface KeyboardButtonRequestManagedBot {
  request_id: number;
  suggested_name?: string;
  suggested_username?: string;
}

export interface KeyboardButtonActions {
  request_users: KeyboardButtonRequestUsers;
  request_chat: KeyboardButtonRequestChat;
  request_managed_bot: KeyboardButtonRequestManagedBot;
  request_contact: true;
  request_location: true;
  request_poll: KeyboardButtonPollType;
  web_app: WebAppInfo;
}

export type PlainKeyboardButton = ButtonLook & Partial<Record<keyof KeyboardButtonActions, undefined>>;
export type KeyboardButton = PlainKeyboardButton | (ButtonLook & OneOf<KeyboardButtonActions>);

export interface ReplyKeyboardMarkup {
  keyboard: (KeyboardButton | string)[][];
  is_persistent?: boolean;
  resize_keyboard?: boolean;
  one_time_keyboard?: boolean;
  /** 1–64 characters. */
  input_field_placeholder?: string;
  selective?: boolean;
}

export interface ReplyKeyboardRemove {
  remove_keyboard: true;
  selective?: boolean;
}

/** `<tg-time>` in a message: shown in the reader's own zone. */
export interface DateTimeEntity {
  type: 'date_time';
  offset: number;
  length: number;
  unix_time: number;
  date_time_format?: string;
}

/** Service message field: a bot was created through `request_managed_bot`. */
export interface ManagedBotCreated {
  bot: User;
}

/** A bot we manage was created, or its token or owner changed. */
export interface ManagedBotUpdated {
  user: User;
  bot: User;
}

export interface ManagedBotUpdate {
  update_id: number;
  managed_bot: ManagedBotUpdated;
}

/** The newer kinds of updates arrive as Telegraf's `Update`; this tells them apart. */
export function asManagedBotUpdate(update: Update): ManagedBotUpdate | null {
  return 'managed_bot' in update ? (update as unknown as ManagedBotUpdate) : null;
}

/** Names for `allowed_updates`. */
export type UpdateKind =
  | 'message'
  | 'edited_message'
  | 'callback_query'
  | 'pre_checkout_query'
  | 'shipping_query'
  | 'my_chat_member'
  | 'chat_member'
  | 'inline_query'
  | 'managed_bot';

/** For Telegraf's own methods, whose parameter types know the old fields only. */
export function asKnownMarkup(markup: InlineKeyboardMarkup): KnownInlineKeyboardMarkup {
  return markup as unknown as KnownInlineKeyboardMarkup;
}
