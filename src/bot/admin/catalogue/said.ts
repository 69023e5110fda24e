import type { EditResult } from '../../../commands/desk/catalogue-change.js';
import type { TextKey } from '../../../i18n/texts.js';
import type { DeskTurn } from '../desk-turn.js';

/** What a change is answered with: our own words only, so that they may stand in HTML. */
export interface Said {
  readonly text: string;
  readonly isAlert: boolean;
}

/** The words as they stand above a screen. */
export function aboveScreen({ text, isAlert }: Said): string {
  return `${isAlert ? '⚠️' : '✅'} ${text}`;
}

const words: Readonly<Record<EditResult['outcome'], TextKey>> = {
  saved: 'desk.saved',
  same: 'd_services.same',
  changed: 'desk.changed_meanwhile',
  not_found: 'desk.gone',
  invalid: 'd_services.invalid',
};

/** What is said of an edit that hid nothing. */
export function saidOf({ wording }: DeskTurn, outcome: EditResult['outcome']): Said {
  const isAlert = outcome !== 'saved' && outcome !== 'same';
  return { text: wording.texts.plain(words[outcome]), isAlert };
}
