import { readTextDraft, resetTexts, saveText } from '../../../commands/desk/edit-text.js';
import { listTexts, previewText, readText } from '../../../commands/desk/list-texts.js';
import { catalogue } from '../../../i18n/catalogue.js';
import { desk, type DeskRoute } from '../desk-route.js';
import {
  editText,
  findText,
  keepText,
  listGroup,
  listGroups,
  listOwn,
  openText,
  openTexts,
  resetLanguage,
  resetText,
} from './data.js';
import { askForWording, askWhatToFind } from './questions.js';
import { resetAllScreen, resetScreen } from './screens.js';
import { showGroup, showGroups, showOwn, showText } from './show.js';

const needed = 'texts.edit';

export const textsRoutes: readonly DeskRoute[] = [
  desk(openTexts, needed, (turn) => showGroups(turn, turn.client.locale)),
  desk(listGroups, needed, (turn, { locale }) => showGroups(turn, locale)),
  desk(listGroup, needed, showGroup),
  desk(listOwn, needed, showOwn),
  desk(findText, needed, askWhatToFind),
  desk(openText, needed, showText),
  desk(editText, needed, askForWording),
  desk(keepText, needed, async (turn, { draft }) => {
    const { tenant, admin, cause, client, wording } = turn;
    const known = await readTextDraft(tenant, admin, draft);
    const saved = await saveText(tenant, admin, cause, draft);
    if (known === null || saved.outcome === 'gone') {
      const notice = { text: wording.texts.plain('desk.gone'), alert: true };
      return { ...(await showGroups(turn, client.locale)), notice };
    }
    const words = saved.outcome === 'saved' ? 'd_texts.saved' : 'desk.changed_meanwhile';
    const notice = { text: wording.texts.plain(words), alert: saved.outcome !== 'saved' };
    return { ...(await showText(turn, known)), notice };
  }),
  desk(resetText, needed, async (turn, { locale, key, sure }) => {
    const { tenant, admin, wording } = turn;
    if (sure === 'ask') {
      const view = await readText(tenant, locale, key);
      return { screen: resetScreen(view, previewText(locale, key, catalogue[locale][key]), wording) };
    }
    await resetTexts(tenant, admin, turn.cause, { locale, key });
    const notice = { text: wording.texts.plain('d_texts.was_reset') };
    return { ...(await showText(turn, { locale, key })), notice };
  }),
  desk(resetLanguage, needed, async (turn, { locale, sure }) => {
    const { tenant, admin, wording } = turn;
    if (sure === 'ask') {
      const own = (await listTexts(tenant, locale)).filter(({ isOwn }) => isOwn);
      return { screen: resetAllScreen(locale, own.length, wording) };
    }
    await resetTexts(tenant, admin, turn.cause, { locale });
    const notice = { text: wording.texts.plain('d_texts.was_reset') };
    return { ...(await showGroups(turn, locale)), notice };
  }),
];
