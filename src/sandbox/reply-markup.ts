import { badRequest } from './api-error.js';
import type { ReplyButton, ReplyKeyboard } from './face.js';
import type { RawButton, RawInlineKeyboard } from './message.js';
import { characters } from './text/characters.js';

export type ReplyMarkup =
  | { readonly kind: 'inline'; readonly keyboard: RawInlineKeyboard }
  | { readonly kind: 'reply'; readonly keyboard: ReplyKeyboard }
  | { readonly kind: 'remove' }
  | { readonly kind: 'force'; readonly placeholder: string | undefined };

const maxButtons = 100;
const maxPerRow = 8;
const maxDataBytes = 64;
const maxCopyText = 256;
const maxPlaceholder = 64;
const styles = new Set(['danger', 'success', 'primary']);
const decoration = new Set(['text', 'icon_custom_emoji_id', 'style']);

/** A `reply_markup` whose names and types are checked already; here its limits are. Null when it shows nothing. */
export function readReplyMarkup(raw: Readonly<Record<string, unknown>> | undefined): ReplyMarkup | null {
  if (raw === undefined) return null;
  if ('inline_keyboard' in raw) {
    const keyboard = readInlineKeyboard(raw);
    return keyboard === null ? null : { kind: 'inline', keyboard };
  }
  if ('remove_keyboard' in raw) return { kind: 'remove' };
  const placeholder = raw['input_field_placeholder'] as string | undefined;
  if (placeholder !== undefined && (placeholder === '' || characters(placeholder) > maxPlaceholder)) {
    throw badRequest('input field placeholder must be 1-64 characters long');
  }
  if ('force_reply' in raw) return { kind: 'force', placeholder };
  return { kind: 'reply', keyboard: readReplyKeyboard(raw, placeholder) };
}

/** Null for a keyboard without a button: it takes the old one away. */
export function readInlineKeyboard(
  raw: Readonly<Record<string, unknown>> | undefined,
): RawInlineKeyboard | null {
  const rows = (raw?.['inline_keyboard'] ?? []) as RawInlineKeyboard;
  checkCounts(rows);
  for (const button of rows.flat()) checkInlineButton(button);
  const filled = rows.filter((row) => row.length > 0);
  return filled.length === 0 ? null : filled;
}

function checkCounts(rows: readonly (readonly unknown[])[]): void {
  if (rows.some((row) => row.length > maxPerRow))
    throw badRequest('too many buttons in a row of the reply markup');
  const count = rows.reduce((sum, row) => sum + row.length, 0);
  if (count > maxButtons) throw badRequest('reply markup is too long');
}

function checkInlineButton(button: RawButton): void {
  const actions = Object.keys(button).filter((key) => !decoration.has(key));
  const what = "can't parse inline keyboard button";
  if (button.text.trim() === '') throw badRequest(`${what}: button text must be non-empty`);
  if (actions.length === 0) throw badRequest(`${what}: Text buttons are unallowed in the inline keyboard`);
  if (actions.length > 1)
    throw badRequest(`${what}: exactly one action is allowed, found ${actions.join(', ')}`);
  checkStyle(button);
  const data = button['callback_data'];
  if (typeof data === 'string') {
    const bytes = Buffer.byteLength(data);
    if (bytes < 1 || bytes > maxDataBytes) throw badRequest('BUTTON_DATA_INVALID');
  }
  const url = button['url'];
  if (typeof url === 'string' && !isUsableUrl(url)) {
    throw badRequest(`inline keyboard button URL '${url.slice(0, 100)}' is invalid`);
  }
  const copied = (button['copy_text'] as { text: string } | undefined)?.text;
  if (copied !== undefined && (copied === '' || characters(copied) > maxCopyText)) {
    throw badRequest('BUTTON_COPY_TEXT_INVALID');
  }
}

function isUsableUrl(url: string): boolean {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  return /^(https?|tg|ton):/i.test(full) && !/\s/.test(full) && URL.canParse(full);
}

function checkStyle(button: Readonly<Record<string, unknown>>): void {
  const style = button['style'];
  if (typeof style === 'string' && !styles.has(style)) throw badRequest('unsupported button style specified');
}

function readReplyKeyboard(
  raw: Readonly<Record<string, unknown>>,
  placeholder: string | undefined,
): ReplyKeyboard {
  const given = raw['keyboard'] as readonly (readonly (string | RawButton)[])[];
  const rows = given.map((row) =>
    row.map((button) => (typeof button === 'string' ? { text: button } : button)),
  );
  checkCounts(rows);
  for (const button of rows.flat()) {
    if (button.text.trim() === '')
      throw badRequest("can't parse keyboard button: button text must be non-empty");
    checkStyle(button);
  }
  const filled = rows.filter((row) => row.length > 0);
  if (filled.length === 0) throw badRequest('reply keyboard must have at least one button');
  return {
    rows: filled.map((row) => row.map(toReplyButton)),
    oneTime: raw['one_time_keyboard'] === true,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
}

function toReplyButton(button: RawButton): ReplyButton {
  return {
    text: button.text,
    ...(button['request_contact'] === true ? { requestContact: true } : {}),
    ...(button['request_location'] === true ? { requestLocation: true } : {}),
    ...(typeof button['style'] === 'string' ? { style: button['style'] } : {}),
  };
}
