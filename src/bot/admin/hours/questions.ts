import { z } from 'zod';
import { readWeek } from '../../../commands/desk/week.js';
import { readDates } from '../../../domain/typed-dates.js';
import { readHours, type HoursProblem } from '../../../domain/typed-hours.js';
import type { Answer } from '../../client/dialogue.js';
import type { Reaction } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { askDayOffScreen } from './day-off-screens.js';
import { prepareDayOff, todayOf } from './days-off.js';
import { changeByText, showMasters } from './week.js';
import { askDayScreen } from './week-screens.js';
import { datesWords } from './words.js';

const staffId = z.number().int().positive().nullable();
const dayArgs = z.object({
  staffId,
  weekday: z.number().int().min(1).max(7),
  what: z.enum(['hours', 'breaks']),
  seen: z.string(),
});
type DayArgs = z.infer<typeof dayArgs>;

const dayQuestion: Question<DayArgs> = {
  id: 'hours_day',
  permission: 'hours.edit',
  args: dayArgs,
  ask: async (turn, args, problem) => {
    const week = await readWeek(turn.tenant, turn.admin, args.staffId);
    if (week !== null) return askDayScreen(week, args, problem, turn.wording);
    const words = problem ?? turn.wording.texts.html('desk.gone');
    return askDayOffScreen({ staffId: null, words }, null, turn.wording);
  },
  take: async (turn, args, answer): Promise<Taken> => {
    const read = readTypedHours(answer, turn.wording);
    if ('problem' in read) return read;
    const { weekday, what, seen } = args;
    const change =
      what === 'hours'
        ? ({ kind: 'hours', weekday, hours: read.intervals } as const)
        : ({ kind: 'breaks', weekday, breaks: read.intervals } as const);
    const result = await changeByText(turn, { staffId: args.staffId, seen, change });
    return typeof result === 'string' ? { problem: result } : result;
  },
};

function readTypedHours(answer: Answer, wording: Wording) {
  if (answer.kind !== 'text') return { problem: wording.texts.html('d_hours.only_text') };
  const reading = readHours(answer.text);
  return reading.ok ? reading : { problem: hoursProblem(reading.problem, wording) };
}

function hoursProblem({ reason, piece }: HoursProblem, { texts }: Wording): string {
  return texts.html(`d_hours.problem.${reason}`, { piece });
}

const offArgs = z.object({ staffId, kind: z.enum(['closed', 'special']) });
type OffArgs = z.infer<typeof offArgs>;

const datesQuestion: Question<OffArgs> = {
  id: 'hours_dates',
  permission: 'hours.edit',
  args: offArgs,
  ask: async ({ wording }, { staffId: whose, kind }, problem) => {
    const words = wording.texts.html(`d_hours.ask_${kind}`);
    return askDayOffScreen({ staffId: whose, words }, problem, wording);
  },
  take: async (turn, { staffId: whose, kind }, answer): Promise<Taken> => {
    const { texts } = turn.wording;
    if (answer.kind !== 'text') return { problem: texts.html('d_hours.only_text') };
    const reading = readDates(answer.text, todayOf(turn));
    if (!reading.ok) return { problem: texts.html(`d_hours.dates.${reading.problem}`) };
    const { from, to, rest: reason } = reading;
    const days = { staffId: whose, from, to, reason };
    return kind === 'closed'
      ? prepareDayOff(turn, { ...days, intervals: [] })
      : ask(turn, specialQuestion, days);
  },
};

const specialArgs = z.object({ staffId, from: z.string(), to: z.string(), reason: z.string().nullable() });
type SpecialArgs = z.infer<typeof specialArgs>;

const specialQuestion: Question<SpecialArgs> = {
  id: 'hours_special',
  permission: 'hours.edit',
  args: specialArgs,
  ask: async (turn, { staffId: whose, from, to }, problem) => {
    const dates = datesWords(from, to, todayOf(turn), turn.wording);
    const words = turn.wording.texts.html('d_hours.ask_special_hours', { dates });
    return askDayOffScreen({ staffId: whose, words }, problem, turn.wording);
  },
  take: async (turn, days, answer): Promise<Taken> => {
    const read = readTypedHours(answer, turn.wording);
    return 'problem' in read ? read : prepareDayOff(turn, { ...days, intervals: [...read.intervals] });
  },
};

/** Asks for the hours or breaks of a day; of a master who is gone, shows those who are there. */
export async function askForDay(turn: DeskTurn, args: DayArgs): Promise<Reaction> {
  const week = await readWeek(turn.tenant, turn.admin, args.staffId);
  return week === null ? showMasters(turn, 0) : ask(turn, dayQuestion, args);
}

/** Asks for the dates that are to differ from the week. */
export function askForDates(turn: DeskTurn, args: OffArgs): Promise<Reaction> {
  return ask(turn, datesQuestion, args);
}

export const hoursQuestions: readonly AnyQuestion[] = [
  question(dayQuestion),
  question(datesQuestion),
  question(specialQuestion),
];
