import { changeSetting, type SettingOrder } from '../../../commands/desk/change-setting.js';
import {
  countVisitsAhead,
  ownSettingsSchema,
  readOwnSetting,
  readOwnSettings,
  type SettingView,
} from '../../../commands/desk/settings.js';
import { settingPresets, type SettingGroup, type SettingKey } from '../../../domain/setting-rules.js';
import type { Reaction, Screen } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { weighCurrencyScreen, weighZoneScreen } from './place-screens.js';
import { groupScreen, settingScreen, settingsScreen, type Reader } from './screens.js';

export function readerOf({ tenant, admin, wording }: DeskTurn): Reader {
  return { wording, role: admin.role, country: tenant.country, now: tenant.clock.now() };
}

export async function showSettings({ wording }: DeskTurn): Promise<Reaction> {
  return { screen: settingsScreen(wording) };
}

export async function showGroup(turn: DeskTurn, group: SettingGroup): Promise<Reaction> {
  return { screen: groupScreen(group, await readOwnSettings(turn.tenant), readerOf(turn)) };
}

export async function showSetting(turn: DeskTurn, key: SettingKey): Promise<Reaction> {
  return { screen: settingScreen(await readOwnSetting(turn.tenant, key), readerOf(turn)) };
}

/** A change that a button asks for: what came of it is said over the chat. */
export async function change(turn: DeskTurn, order: SettingOrder): Promise<Reaction> {
  const { setting, said, isAlert } = await tryChange(turn, order);
  return { screen: settingScreen(setting, readerOf(turn)), notice: { text: said, alert: isAlert } };
}

/** A change that was typed: what came of it stands above the setting. */
export async function changeTyped(turn: DeskTurn, order: SettingOrder): Promise<Reaction> {
  const { setting, said, isAlert } = await tryChange(turn, order);
  const mark = isAlert ? '⚠️' : '✅';
  return { screen: settingScreen(setting, readerOf(turn), `${mark} ${said}`) };
}

interface Tried {
  readonly setting: SettingView;
  /** Our own words only: it may stand in HTML. */
  readonly said: string;
  readonly isAlert: boolean;
}

async function tryChange(turn: DeskTurn, order: SettingOrder): Promise<Tried> {
  const { tenant, admin, cause, wording } = turn;
  const { texts } = wording;
  const result = await changeSetting(tenant, admin, cause, order);
  switch (result.outcome) {
    case 'saved': {
      const { setting, replanned, services } = result;
      if (replanned !== null && replanned > 0)
        return {
          setting,
          isAlert: false,
          said: texts.plain('d_settings.saved_replanned', { count: replanned }),
        };
      const said =
        services === null
          ? texts.plain('desk.saved')
          : texts.plain('d_settings.saved_services', { count: services });
      return { setting, isAlert: false, said };
    }
    case 'same':
      return { setting: result.setting, isAlert: false, said: texts.plain('d_settings.same') };
    case 'changed':
      return { setting: result.setting, isAlert: true, said: texts.plain('desk.changed_meanwhile') };
    case 'invalid': {
      const setting = await readOwnSetting(tenant, order.key);
      return { setting, isAlert: true, said: texts.plain('d_settings.invalid') };
    }
  }
}

/** One of the values on the buttons; buttons of another version of the program may say one that is no more. */
export async function takePreset(
  turn: DeskTurn,
  { key, preset, version }: { readonly key: SettingKey; readonly preset: number; readonly version: number },
): Promise<Reaction> {
  const values: readonly unknown[] = settingPresets[key];
  if (preset >= values.length) return showSetting(turn, key);
  return change(turn, { key, to: { value: values[preset] }, expectedVersion: version });
}

export interface PlaceOrder {
  readonly key: 'zone' | 'currency';
  readonly name: string;
}

/** The screen that says what it means; null when there is no such zone or currency. */
export async function weigh(turn: DeskTurn, { key, name }: PlaceOrder): Promise<Screen | null> {
  if (!ownSettingsSchema.shape[key].safeParse(name).success) return null;
  const setting = await readOwnSetting(turn.tenant, key);
  const reader = readerOf(turn);
  if (key === 'currency') return weighCurrencyScreen(setting, name, reader);
  return weighZoneScreen(setting, { zone: name, visits: await countVisitsAhead(turn.tenant) }, reader);
}
