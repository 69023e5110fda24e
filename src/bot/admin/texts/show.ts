import { listTexts, previewText, readText } from '../../../commands/desk/list-texts.js';
import type { Locale, TextKey } from '../../../i18n/catalogue.js';
import type { Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { listGroup, listOwn } from './data.js';
import { keysOf, type TextGroup } from './groups.js';
import { groupsScreen, listScreen, textScreen } from './screens.js';

export async function showGroups({ tenant, wording }: DeskTurn, locale: Locale): Promise<Reaction> {
  const own = (await listTexts(tenant, locale)).filter(({ isOwn }) => isOwn);
  return { screen: groupsScreen(locale, own.length, wording) };
}

export async function showGroup(
  { tenant, wording }: DeskTurn,
  { locale, group, page }: { readonly locale: Locale; readonly group: TextGroup; readonly page: number },
): Promise<Reaction> {
  const keys = new Set(keysOf(group));
  const views = (await listTexts(tenant, locale)).filter(({ key }) => keys.has(key));
  const title = `<b>${wording.texts.html(`d_texts.group_${group}`, { count: views.length })}</b>`;
  const turn = (to: number) => listGroup.data({ locale, group, page: to });
  return { screen: listScreen({ title, locale, views, page, turn }, wording) };
}

export async function showOwn(
  { tenant, wording }: DeskTurn,
  { locale, page }: { readonly locale: Locale; readonly page: number },
): Promise<Reaction> {
  const views = (await listTexts(tenant, locale)).filter(({ isOwn }) => isOwn);
  const title = wording.texts.html('d_texts.own_title', { count: views.length });
  const turn = (to: number) => listOwn.data({ locale, page: to });
  return { screen: listScreen({ title, locale, views, page, turn }, wording) };
}

export async function showText(
  { tenant, wording }: DeskTurn,
  { locale, key }: { readonly locale: Locale; readonly key: TextKey },
): Promise<Reaction> {
  const view = await readText(tenant, locale, key);
  return { screen: textScreen(view, previewText(locale, key, view.pattern), wording) };
}
