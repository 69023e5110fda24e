import type { TextView } from '../../../commands/desk/list-texts.js';
import type { TextDraft } from '../../../commands/desk/edit-text.js';
import { catalogue, locales, type Locale } from '../../../i18n/catalogue.js';
import { shorten } from '../../../i18n/html.js';
import { isShort } from '../../../i18n/short-texts.js';
import {
  button,
  lines,
  paragraphs,
  rowsOf,
  type InlineButton,
  type Keyboard,
  type Screen,
} from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openSalon } from '../home/data.js';
import { backRow } from '../home/screens.js';
import { pageOf, pagerRow } from '../paging.js';
import {
  editText,
  findText,
  keepText,
  listGroup,
  listGroups,
  listOwn,
  openText,
  resetLanguage,
  resetText,
} from './data.js';
import { groupNames, groupOf, keysOf } from './groups.js';

/** Where the texts of a language begin. `own`: how many the salon has worded itself. */
export function groupsScreen(locale: Locale, own: number, wording: Wording): Screen {
  const { texts } = wording;
  const ownRows: Keyboard =
    own === 0
      ? []
      : [
          [button(texts.plain('d_texts.own', { count: own }), listOwn.data({ locale, page: 0 }))],
          [button(texts.plain('d_texts.reset_all'), resetLanguage.data({ locale, sure: 'ask' }), 'danger')],
        ];
  return {
    text: paragraphs(texts.html('d_texts.title'), texts.html('d_texts.about')),
    keyboard: [
      languageRow(locale, (to) => listGroups.data({ locale: to }), wording),
      ...rowsOf(
        groupNames.map((group) =>
          button(
            texts.plain(`d_texts.group_${group}`, { count: keysOf(group).length }),
            listGroup.data({ locale, group, page: 0 }),
          ),
        ),
        2,
      ),
      [button(texts.plain('d_texts.find'), findText.data({ locale }))],
      ...ownRows,
      backRow(openSalon.data({}), wording),
    ],
  };
}

function languageRow(locale: Locale, data: (locale: Locale) => string, { texts }: Wording): InlineButton[] {
  return locales.map((one) => {
    const name = texts.plain(`d_texts.language_${one}`);
    return button(one === locale ? `✓ ${name}` : name, data(one));
  });
}

export interface TextList {
  readonly title: string;
  readonly locale: Locale;
  readonly views: readonly TextView[];
  readonly page: number;
  readonly turn: (page: number) => string;
  readonly size?: number;
}

export function listScreen(
  { title, locale, views, page: wanted, turn, size }: TextList,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(views, wanted, size);
  return {
    text: paragraphs(title, items.length === 0 ? texts.html('d_texts.none') : null),
    keyboard: [
      ...items.map((view) => [button(labelOf(view), openText.data({ locale, key: view.key }))]),
      ...pagerRow(place, turn),
      backRow(listGroups.data({ locale }), wording),
    ],
  };
}

const labelLength = 48;

/** The text itself says best which one it is. */
function labelOf({ pattern, isOwn }: TextView): string {
  const plain = pattern.replace(/<\/?\w+>/g, '').replace(/\s+/g, ' ');
  return `${isOwn ? '✏️ ' : ''}${shorten(plain, labelLength)}`;
}

/** `preview`: how it reads, as HTML. */
export function textScreen(view: TextView, preview: string, wording: Wording, note?: string): Screen {
  const { texts } = wording;
  const { key, locale, isOwn } = view;
  const reset = isOwn
    ? [[button(texts.plain('d_texts.reset'), resetText.data({ locale, key, sure: 'ask' }))]]
    : [];
  return {
    text: paragraphs(
      note,
      lines(
        `<b>${texts.html(`d_texts.language_${locale}`)}</b> · ${texts.html(isShort(key) ? 'd_texts.is_short' : 'd_texts.is_message')}`,
        texts.html(isOwn ? 'd_texts.is_own' : 'd_texts.is_standard'),
      ),
      texts.html('d_texts.reads'),
      `<blockquote>${preview}</blockquote>`,
    ),
    keyboard: [
      [button(texts.plain('d_texts.edit'), editText.data({ locale, key }), 'primary')],
      ...reset,
      languageRow(locale, (to) => openText.data({ locale: to, key }), wording),
      backRow(listGroup.data({ locale, group: groupOf(key), page: pageIn(view) }), wording),
    ],
  };
}

function pageIn({ key }: TextView): number {
  return Math.floor(keysOf(groupOf(key)).indexOf(key) / 8);
}

/** Asks for the new wording; the present one can be copied. */
export function editScreen(view: TextView, problem: string | null, wording: Wording): Screen {
  const { texts } = wording;
  const { key, locale, placeholders, pattern } = view;
  const hasPlural = /\{\w+, plural,/.test(catalogue[locale][key]);
  return {
    text: paragraphs(
      problem === null ? null : `⚠️ ${problem}`,
      texts.html('d_texts.edit_how'),
      texts.html('d_texts.present', { pattern }),
      placeholders.length === 0
        ? null
        : texts.html('d_texts.placeholders', { names: placeholders.map((name) => `{${name}}`).join(', ') }),
      hasPlural ? texts.html('d_texts.plural_how') : null,
      isShort(key) ? texts.html('d_texts.short_how') : texts.html('d_texts.markup_how'),
    ),
    keyboard: [
      [{ text: texts.plain('d_texts.copy'), copy_text: { text: shorten(pattern, copyLength) } }],
      backRow(openText.data({ locale, key }), wording),
    ],
  };
}

/** Telegram copies no more. */
const copyLength = 256;

export function draftScreen(
  id: number,
  { locale, key }: TextDraft,
  preview: string,
  wording: Wording,
): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(texts.html('d_texts.draft'), `<blockquote>${preview}</blockquote>`),
    keyboard: [
      [button(texts.plain('d_texts.keep'), keepText.data({ draft: id }), 'success')],
      [button(texts.plain('d_texts.edit_more'), editText.data({ locale, key }))],
      backRow(openText.data({ locale, key }), wording),
    ],
  };
}

export function findScreen(locale: Locale, problem: string | null, wording: Wording): Screen {
  return {
    text: paragraphs(problem, wording.texts.html('d_texts.find_how')),
    keyboard: [backRow(listGroups.data({ locale }), wording)],
  };
}

export function resetScreen({ locale, key }: TextView, preview: string, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(texts.html('d_texts.reset_ask'), `<blockquote>${preview}</blockquote>`),
    keyboard: [
      [button(texts.plain('d_texts.reset_yes'), resetText.data({ locale, key, sure: 'yes' }))],
      backRow(openText.data({ locale, key }), wording),
    ],
  };
}

export function resetAllScreen(locale: Locale, own: number, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_texts.reset_all_ask', { count: own }),
    keyboard: [
      [button(texts.plain('d_texts.reset_all_yes'), resetLanguage.data({ locale, sure: 'yes' }), 'danger')],
      backRow(listGroups.data({ locale }), wording),
    ],
  };
}
