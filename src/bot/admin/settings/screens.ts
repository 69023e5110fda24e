import type { SettingView } from '../../../commands/desk/settings.js';
import { may, type Role } from '../../../domain/permissions.js';
import { zonesOfCountry } from '../../../domain/place.js';
import {
  groupOf,
  settingGroupNames,
  settingGroups,
  settingPresets,
  type SettingGroup,
  type SettingKey,
} from '../../../domain/setting-rules.js';
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
import { backRow } from '../home/screens.js';
import { openSalon } from '../home/data.js';
import {
  choosePreset,
  clearSetting,
  openSetting,
  openSettingGroup,
  openSettings,
  resetSetting,
  typeSetting,
  weighPlace,
} from './data.js';
import { currencyWords, currentWords, valueWords, zoneWords } from './value-words.js';

/** Whose screen it is, and when. */
export interface Reader {
  readonly wording: Wording;
  readonly role: Role;
  /** ISO 3166 alpha-2 of the salon. */
  readonly country: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The doors to the groups of settings. */
export function settingsScreen(wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_settings.title'),
    keyboard: [
      ...settingGroupNames.map((group) => [
        button(texts.plain(`d_settings.group.${group}`), openSettingGroup.data({ group })),
      ]),
      backRow(openSalon.data({}), wording),
    ],
  };
}

/** The settings of one group with their values. */
export function groupScreen(group: SettingGroup, settings: readonly SettingView[], reader: Reader): Screen {
  const { wording, now } = reader;
  const { texts } = wording;
  const keys: readonly SettingKey[] = settingGroups[group];
  const rows = keys.flatMap((key) => settings.filter((setting) => setting.key === key));
  return {
    text: texts.html('d_settings.group_title', { group: texts.plain(`d_settings.group.${group}`) }),
    keyboard: [
      ...rows.map((setting) => {
        const label = `${texts.plain(`d_settings.name.${setting.key}`)}: ${currentWords(setting, now, wording)}`;
        return [button(label, openSetting.data({ key: setting.key }))];
      }),
      backRow(openSettings.data({}), wording),
    ],
  };
}

/** One setting: what it is for, its value, and the ways to change it. `said`: HTML above everything. */
export function settingScreen(setting: SettingView, reader: Reader, said: string | null = null): Screen {
  const { wording, role } = reader;
  const { key } = setting;
  return {
    text: paragraphs(said, ...factsOf(setting, reader)),
    keyboard: [
      ...(may(role, 'settings.edit') ? changeRows(setting, reader) : []),
      backRow(openSettingGroup.data({ group: groupOf(key) }), wording),
    ],
  };
}

function factsOf(setting: SettingView, { wording, now }: Reader): string[] {
  const { texts } = wording;
  const { key, isOwn, starting } = setting;
  return [
    lines(
      texts.html('d_settings.heading', { name: texts.plain(`d_settings.name.${key}`) }),
      texts.html(`d_settings.about.${key}`),
    ),
    lines(
      texts.html('d_settings.now', { value: currentWords(setting, now, wording) }),
      isOwn ? texts.html('d_settings.starting', { value: valueWords(key, starting, now, wording) }) : null,
    ),
  ];
}

const canBeEmpty: ReadonlySet<SettingKey> = new Set(['address', 'phone', 'faq', 'location']);

function changeRows(setting: SettingView, reader: Reader): Keyboard {
  const { texts } = reader.wording;
  const { key, version, isOwn, value } = setting;
  const type = button(
    texts.plain(key === 'location' ? 'd_settings.send' : 'd_settings.type'),
    typeSetting.data({ key, version }),
  );
  const clear = button(texts.plain('d_settings.clear'), clearSetting.data({ key, version }), 'danger');
  const reset = button(texts.plain('d_settings.reset'), resetData(setting));
  return [
    ...presetRows(setting, reader),
    // There is nothing else to say than what stands on the buttons.
    ...(key === 'locale' ? [] : [[type]]),
    ...(canBeEmpty.has(key) && value !== null ? [[clear]] : []),
    ...(isOwn ? [[reset]] : []),
  ];
}

/** Another zone or currency is weighed first, the one of the beginning too. */
function resetData({ key, version, starting }: SettingView): string {
  return (key === 'zone' || key === 'currency') && typeof starting === 'string'
    ? weighPlace.data({ key, name: starting, version })
    : resetSetting.data({ key, version });
}

/** Labels up to so long stand three in a row, or two. */
const shortLabel = 10;
const mediumLabel = 19;

function presetRows(setting: SettingView, reader: Reader): Keyboard {
  const buttons = presetButtons(setting, reader);
  const longest = Math.max(0, ...buttons.map(({ text }) => text.length));
  return rowsOf(buttons, longest <= shortLabel ? 3 : longest <= mediumLabel ? 2 : 1);
}

function presetButtons(setting: SettingView, reader: Reader): InlineButton[] {
  const { wording, now } = reader;
  const { key, version, value } = setting;
  if (key === 'zone' || key === 'currency') return placeButtons(key, setting, reader);
  const current = JSON.stringify(value);
  return settingPresets[key].map((preset, index) => {
    const mark = JSON.stringify(preset) === current ? '✓ ' : '';
    return button(
      `${mark}${valueWords(key, preset, now, wording)}`,
      choosePreset.data({ key, preset: index, version }),
    );
  });
}

const mostZones = 12;
const currencies = ['RUB', 'BYN', 'KZT', 'UZS', 'GEL', 'AMD', 'USD', 'EUR'] as const;

function placeButtons(
  key: 'zone' | 'currency',
  { value, version }: SettingView,
  reader: Reader,
): InlineButton[] {
  const { country, now, wording } = reader;
  const { locale } = wording.texts;
  const names = key === 'zone' ? zonesOfCountry(country, now, mostZones) : currencies;
  return names.map((name) => {
    const words = key === 'zone' ? zoneWords(name, now, locale) : currencyWords(name, locale);
    const data = name === value ? openSetting.data({ key }) : weighPlace.data({ key, name, version });
    return button(`${name === value ? '✓ ' : ''}${words}`, data);
  });
}

/** Asks for a value; what is typed next is taken for it. */
export function askSettingScreen(setting: SettingView, problem: string | null, reader: Reader): Screen {
  const { wording, now } = reader;
  const { texts } = wording;
  const { key } = setting;
  return {
    text: paragraphs(
      problem,
      texts.html('d_settings.heading', { name: texts.plain(`d_settings.name.${key}`) }),
      texts.html(`d_settings.ask.${key}`),
      texts.html('d_settings.now', { value: currentWords(setting, now, wording) }),
    ),
    keyboard: [backRow(openSetting.data({ key }), wording)],
  };
}
