import { z } from 'zod';
import { draftText } from '../../../commands/desk/edit-text.js';
import { listTexts, previewText, readText } from '../../../commands/desk/list-texts.js';
import { clientKeys, locales, type Locale, type TextKey } from '../../../i18n/catalogue.js';
import type { Reaction } from '../../screen.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { listGroups } from './data.js';
import { problemText } from './problem.js';
import { draftScreen, editScreen, findScreen, listScreen } from './screens.js';

const locale = z.enum(locales);
const which = z.object({ locale, key: z.enum(clientKeys as unknown as [TextKey, ...TextKey[]]) });
type Which = z.infer<typeof which>;

const wordingQuestion: Question<Which> = {
  id: 'text_wording',
  permission: 'texts.edit',
  args: which,
  ask: async ({ tenant, wording }, args, problem) =>
    editScreen(await readText(tenant, args.locale, args.key), problem, wording),
  take: async (turn, { locale: language, key }, answer): Promise<Taken> => {
    const { tenant, admin, cause, wording } = turn;
    if (answer.kind !== 'text') return { problem: wording.texts.html('d_texts.only_text') };
    const { version } = await readText(tenant, language, key);
    const order = { locale: language, key, pattern: answer.text, expectedVersion: version };
    const drafted = await draftText(tenant, admin, cause, order);
    if (drafted.outcome === 'invalid') {
      return { problem: problemText(drafted.problem, answer.text, wording.texts) };
    }
    const preview = previewText(language, key, order.pattern.trim());
    return { screen: draftScreen(drafted.operationId, order, preview, wording) };
  },
};

const inLanguage = z.object({ locale });
const shownAtMost = 40;

const findQuestion: Question<z.infer<typeof inLanguage>> = {
  id: 'text_find',
  permission: 'texts.edit',
  args: inLanguage,
  ask: async ({ wording }, args, problem) => findScreen(args.locale, problem, wording),
  take: async ({ tenant, wording }, { locale: language }, answer): Promise<Taken> => {
    const { texts } = wording;
    if (answer.kind !== 'text') return { problem: texts.html('d_texts.only_text') };
    const words = answer.text.trim().toLowerCase();
    const views = (await listTexts(tenant, language)).filter(({ pattern }) =>
      pattern.toLowerCase().includes(words),
    );
    if (words === '' || views.length === 0) return { problem: texts.html('d_texts.not_found') };
    if (views.length > shownAtMost) {
      return { problem: texts.html('d_texts.too_many', { count: views.length }) };
    }
    const title = texts.html('d_texts.found', { words: answer.text.trim(), count: views.length });
    const turn = () => listGroups.data({ locale: language });
    return {
      screen: listScreen({ title, locale: language, views, page: 0, turn, size: shownAtMost }, wording),
    };
  },
};

export function askForWording(turn: DeskTurn, args: Which): Promise<Reaction> {
  return ask(turn, wordingQuestion, args);
}

export function askWhatToFind(turn: DeskTurn, args: { readonly locale: Locale }): Promise<Reaction> {
  return ask(turn, findQuestion, args);
}

export const textQuestions: readonly AnyQuestion[] = [question(wordingQuestion), question(findQuestion)];
