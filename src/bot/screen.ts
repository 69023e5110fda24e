import type { ButtonStyle, InlineKeyboardButton } from '../telegram/api-types.js';
import { shorten } from '../i18n/html.js';

export type InlineButton = InlineKeyboardButton;
export type Keyboard = readonly (readonly InlineButton[])[];

/** One message: HTML text and the buttons under it. */
export interface Screen {
  readonly text: string;
  readonly keyboard: Keyboard;
}

/** Said over the chat when a press is answered: a toast that fades, or an alert to be closed. */
export interface Notice {
  readonly text: string;
  readonly alert?: boolean;
}

/** What the person gets for an update: a screen, a notice, both, or neither. */
export interface Reaction {
  readonly screen?: Screen;
  readonly notice?: Notice;
  /** Runs once the screen is shown, with the id of its message. */
  readonly afterwards?: (messageId: number) => Promise<void>;
}

const labelLength = 60;

/** A button that sends `data` back. Labels are one line and never empty. */
export function button(text: string, data: string, style?: ButtonStyle): InlineButton {
  const label = shorten(text.replace(/\s*\n\s*/g, ' '), labelLength);
  return { text: label === '' ? '…' : label, callback_data: data, ...(style === undefined ? {} : { style }) };
}

/** Cuts a list into rows of at most `size`. */
export function rowsOf<Item>(items: readonly Item[], size: number): Item[][] {
  const rows: Item[][] = [];
  for (let index = 0; index < items.length; index += size) rows.push(items.slice(index, index + size));
  return rows;
}

/** Joins the paragraphs of a text, leaving out what is absent. */
export function paragraphs(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join('\n\n');
}

/** Joins the lines of a paragraph, leaving out what is absent. */
export function lines(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join('\n');
}
