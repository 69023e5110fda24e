import { clientKeys, type TextKey } from '../../../i18n/catalogue.js';

/** Texts by where clients meet them; a text belongs to the group that names its first word. */
export const textGroups = {
  menu: ['menu', 'nav', 'limits', 'failure'],
  tour: ['tour'],
  services: ['services', 'service', 'staff', 'master'],
  calendar: ['calendar', 'times'],
  order: ['order', 'contact', 'comment'],
  visits: ['visits', 'visit', 'history'],
  move: ['move'],
  notices: ['notice', 'news'],
  feedback: ['feedback', 'reviews'],
  about: ['about', 'paused'],
  profile: ['profile', 'data'],
  bot: ['bot', 'command'],
} as const satisfies Record<string, readonly string[]>;

export type TextGroup = keyof typeof textGroups;
export const groupNames = Object.keys(textGroups) as readonly TextGroup[];

export function groupOf(key: TextKey): TextGroup {
  const [first = ''] = key.split('.');
  return groupNames.find((name) => (textGroups[name] as readonly string[]).includes(first)) ?? 'menu';
}

export function keysOf(group: TextGroup): readonly TextKey[] {
  return clientKeys.filter((key) => groupOf(key) === group);
}
