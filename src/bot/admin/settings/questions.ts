import { z } from 'zod';
import { readOwnSetting } from '../../../commands/desk/settings.js';
import {
  settingKeys,
  settingRules,
  type SettingKey,
  type SettingRule,
} from '../../../domain/setting-rules.js';
import { readSettingText, type SettingProblem } from '../../../domain/typed-setting.js';
import type { Answer } from '../../client/dialogue.js';
import type { Reaction } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { changeTyped, readerOf, weigh } from './react.js';
import { askSettingScreen } from './screens.js';

const args = z.object({
  key: z.enum(settingKeys as [SettingKey, ...SettingKey[]]),
  version: z.number().int(),
});
type Args = z.infer<typeof args>;

const valueQuestion: Question<Args> = {
  id: 'setting_value',
  permission: 'settings.edit',
  args,
  ask: async (turn, { key }, problem) =>
    askSettingScreen(await readOwnSetting(turn.tenant, key), problem, readerOf(turn)),
  take: async (turn, { key, version }, answer): Promise<Taken> => {
    const read = readAnswer(turn, key, answer);
    if ('problem' in read) return read;
    if (key === 'zone' || key === 'currency') {
      const screen = await weigh(turn, { key, name: String(read.value) });
      return screen === null ? { problem: problemWords(key, turn.wording) } : { screen };
    }
    return changeTyped(turn, { key, to: { value: read.value }, expectedVersion: version });
  },
};

function readAnswer(
  { tenant, wording }: DeskTurn,
  key: SettingKey,
  answer: Answer,
): { readonly problem: string } | { readonly value: unknown } {
  if (answer.kind === 'location' && key === 'location') {
    return { value: { latitude: answer.latitude, longitude: answer.longitude } };
  }
  if (answer.kind !== 'text') return { problem: wording.texts.html('d_settings.only_text') };
  const by = { country: tenant.country, locale: wording.texts.locale };
  const reading = readSettingText(key, answer.text, by);
  return reading.ok ? { value: reading.value } : { problem: problemWords(key, wording, reading.problem) };
}

/** What is wrong and what to write instead; the limits are those of the setting. */
function problemWords(key: SettingKey, wording: Wording, problem: SettingProblem = 'zone'): string {
  const rule: SettingRule = settingRules[key];
  const { texts } = wording;
  const least = 'min' in rule ? rule.min : 0;
  const most = 'max' in rule ? rule.max : 'most' in rule ? rule.most : 0;
  const isSpan = rule.kind === 'duration' || rule.kind === 'reminders';
  return texts.html(`d_settings.problem.${problem}`, {
    min: isSpan ? wording.duration(least) : least,
    max: isSpan ? longSpan(most, wording) : most,
    most: 'most' in rule ? rule.most : 0,
  });
}

const day = 24 * 60;

function longSpan(minutes: number, wording: Wording): string {
  return minutes >= 2 * day
    ? wording.texts.plain('d_settings.days', { days: Math.floor(minutes / day) })
    : wording.duration(minutes);
}

/** Asks for a value of one's own. */
export function askForSetting(turn: DeskTurn, order: Args): Promise<Reaction> {
  return ask(turn, valueQuestion, order);
}

export const settingsQuestions: readonly AnyQuestion[] = [question(valueQuestion)];
