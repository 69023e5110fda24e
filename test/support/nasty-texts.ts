import { readText } from '../../src/sandbox/text/message-text.js';
import type { Called } from './direct-bot.js';

/** Tries to be markup of every kind at once. */
export const markup = `&lt;<b>&<script>"'</a><a href="tg://user?id=1">`;

/** What somebody may type or paste, by what it tries. */
export const nastyTexts: Readonly<Record<string, string>> = {
  markup,
  'a message pattern': "{count, plural, one {# x} other {# y}} {name} '{' {",
  'another direction': '\u202Eгнол\u2066 שלום \u200F\u061C',
  'nothing to see': '\u200B\u200C\u2060\uFEFF\u3164',
  'a tower of marks': `З${'\u0335\u0489\u0301'.repeat(60)}`,
  'very long': 'Ж '.repeat(2000).trim(),
  'one endless word': 'Щ'.repeat(4096),
  'a null byte': 'нуль\u0000байт',
  'half a surrogate pair': 'половина\uD83D пары\uDE00',
  'control characters': 'звонок\u0007\u001B[31m строка\r\nстрока\u0085\u2028',
  'families of emoji': '👨‍👩‍👧‍👦🏳️‍🌈'.repeat(40),
  'a formula': '=HYPERLINK("http://127.0.0.1/";"x")',
  'a name of the language': 'constructor',
  'names of the language': '__proto__ toString valueOf',
  SQL: `'; drop table clients; -- $1 ? ?? :name`,
  'a path': '../../../../etc/passwd\u0000.png',
};

interface Said {
  readonly what: string;
  readonly text: string;
}

/**
 * What is wrong with what a bot sends: not taken by Telegram, markup that somebody typed, or markup shown as such. Empty:
 * nothing.
 */
export function problemsOf({ method, payload }: Called): string[] {
  const problems: string[] = [];
  for (const { what, text } of plainTexts(payload)) {
    if (!text.isWellFormed()) problems.push(`${method} ${what}: half a surrogate pair`);
    if (/&(?:lt|gt|amp|quot|#\d+);/.test(text.replaceAll('&lt;<', ''))) {
      problems.push(`${method} ${what}: escaped twice: ${text.slice(0, 200)}`);
    }
  }
  for (const { what, text } of formattedTexts(payload)) {
    try {
      const read = readText(
        { text, parseMode: 'HTML', entities: undefined },
        what === 'caption' ? 'caption' : 'text',
      );
      if (read.entities.some(isTyped)) problems.push(`${method} ${what}: a link that somebody typed`);
      if (/<(?:script|a href)/.test(text)) problems.push(`${method} ${what}: markup that somebody typed`);
      if (read.text.replaceAll('&lt;<', '').includes('&lt;'))
        problems.push(`${method} ${what}: escaped twice`);
    } catch (error) {
      problems.push(`${method} ${what}: ${String(error)}: ${text.slice(0, 300)}`);
    }
  }
  return problems;
}

const isTyped = ({ type, url }: { readonly type: string; readonly url?: string }): boolean =>
  type === 'text_mention' || (type === 'text_link' && (url ?? '').startsWith('tg:'));

function formattedTexts(payload: Called['payload']): Said[] {
  if (payload.parse_mode !== 'HTML') return [];
  return (['text', 'caption'] as const).flatMap((what) => {
    const text = payload[what];
    return typeof text === 'string' ? [{ what, text }] : [];
  });
}

/** Labels, toasts and other texts that know no markup. */
function plainTexts(payload: Called['payload']): Said[] {
  const found: Said[] = [];
  const visit = (value: unknown, what: string): void => {
    if (typeof value === 'string') {
      if (payload.parse_mode !== 'HTML' || (what !== 'text' && what !== 'caption'))
        found.push({ what, text: value });
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      for (const [key, item] of Object.entries(value)) visit(item, what === '' ? key : `${what}.${key}`);
    }
  };
  visit(payload, '');
  return found;
}
