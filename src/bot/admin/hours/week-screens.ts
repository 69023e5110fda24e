import type { InTheWay } from '../../../commands/desk/visits-in-the-way.js';
import type { Week, WeekDay } from '../../../commands/desk/week.js';
import { may, type Role } from '../../../domain/permissions.js';
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
import {
  chooseWeek,
  copyDay,
  emptyDay,
  listDaysOff,
  listHolidays,
  listMasters,
  openDay,
  openHoursOf,
  typeDay,
} from './data.js';
import { intervalsWords, inTheWayWords } from './words.js';

/** What stands above a screen after a change: our own HTML. */
export interface Said {
  readonly text: string | null;
  readonly outside?: InTheWay;
}

const nothingSaid: Said = { text: null };

/** The week of the salon or of one master. */
export function weekScreen(week: Week, role: Role, wording: Wording, said: Said = nothingSaid): Screen {
  const { texts } = wording;
  const isEmpty = week.days.every(({ hours }) => hours.length === 0);
  return {
    text: paragraphs(
      said.text,
      titleOf(week, wording),
      weekLines(week, wording),
      isEmpty ? texts.html('d_hours.never') : null,
      said.outside === undefined ? null : inTheWayWords(said.outside, wording, 'd_hours.outside'),
    ),
    keyboard: [
      ...(may(role, 'hours.edit') && week.isOwn ? dayRows(week, wording) : []),
      ...(may(role, 'hours.edit') ? ownRows(week, wording) : []),
      [button(texts.plain('d_hours.days_off'), listDaysOff.data({ staff: week.staffId, page: 0 }))],
      ...(week.staffId === null ? salonRows(wording) : []),
      backRow(week.staffId === null ? openSalon.data({}) : listMasters.data({ page: 0 }), wording),
    ],
  };
}

function titleOf({ staffId, name, isOwn }: Week, { texts }: Wording): string {
  if (staffId === null) return texts.html('d_hours.title');
  return lines(
    texts.html('d_hours.title_of', { master: name ?? '' }),
    texts.html(isOwn ? 'd_hours.is_own' : 'd_hours.as_salon'),
  );
}

/** Neighbouring days with the same hours stand in one line. */
function weekLines({ days }: Week, wording: Wording): string {
  const runs: { first: WeekDay; last: WeekDay }[] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run !== undefined && hoursKey(run.first) === hoursKey(day)) run.last = day;
    else runs.push({ first: day, last: day });
  }
  return lines(...runs.map(({ first, last }) => dayLine(first, last.weekday, wording)));
}

function hoursKey({ hours, breaks, salonBreaks }: WeekDay): string {
  return JSON.stringify([hours, breaks, salonBreaks]);
}

/** The hours of a day, or of the days from it to the weekday `last`. */
function dayLine({ weekday, hours, breaks, salonBreaks }: WeekDay, last: number, wording: Wording): string {
  const { texts, formats } = wording;
  const first = formats.weekday(weekday);
  const range = { first, last: formats.weekday(last) };
  const day = last === weekday ? first : texts.plain('d_hours.days_range', range);
  if (hours.length === 0) return texts.html('d_hours.day', { day, hours: texts.plain('d_hours.off') });
  const pauses = [...breaks, ...salonBreaks];
  const open = intervalsWords(hours, wording);
  return pauses.length === 0
    ? texts.html('d_hours.day', { day, hours: open })
    : texts.html('d_hours.day_breaks', { day, hours: open, breaks: intervalsWords(pauses, wording) });
}

function dayRows({ staffId, days }: Week, { formats }: Wording): Keyboard {
  const buttons = formats.weekdays.flatMap((weekday) =>
    days
      .filter((day) => day.weekday === weekday)
      .map((day): InlineButton => {
        const mark = day.hours.length === 0 ? '✕ ' : '';
        return button(`${mark}${formats.weekday(weekday)}`, openDay.data({ staff: staffId, weekday }));
      }),
  );
  return rowsOf(buttons, 4);
}

function ownRows({ staffId, isOwn, seen }: Week, { texts }: Wording): Keyboard {
  if (staffId === null) return [];
  const label = texts.plain(isOwn ? 'd_hours.make_as_salon' : 'd_hours.make_own');
  return [[button(label, chooseWeek.data({ staff: staffId, as: isOwn ? 'salon' : 'own', seen }))]];
}

function salonRows({ texts }: Wording): Keyboard {
  return [
    [button(texts.plain('d_hours.holidays'), listHolidays.data({ page: 0 }))],
    [button(texts.plain('d_hours.masters'), listMasters.data({ page: 0 }))],
  ];
}

/** One weekday, ready to be changed. */
export function dayScreen(week: Week, weekday: number, wording: Wording, said: Said = nothingSaid): Screen {
  const { texts } = wording;
  const { staffId, seen } = week;
  const day = week.days.find((one) => one.weekday === weekday);
  const at = { staff: staffId, weekday, seen };
  const isOpen = (day?.hours.length ?? 0) > 0;
  return {
    text: paragraphs(
      said.text,
      titleOf(week, wording),
      day === undefined ? null : dayLine(day, day.weekday, wording),
      said.outside === undefined ? null : inTheWayWords(said.outside, wording, 'd_hours.outside'),
    ),
    keyboard: [
      [button(texts.plain('d_hours.set_hours'), typeDay.data({ ...at, what: 'hours' }))],
      ...(isOpen
        ? [
            [
              button(texts.plain('d_hours.set_breaks'), typeDay.data({ ...at, what: 'breaks' })),
              button(texts.plain('d_hours.make_off'), emptyDay.data({ ...at, what: 'hours' }), 'danger'),
            ],
          ]
        : []),
      [
        button(texts.plain('d_hours.copy_workdays'), copyDay.data({ ...at, to: 'workdays' })),
        button(texts.plain('d_hours.copy_all'), copyDay.data({ ...at, to: 'all' })),
      ],
      backRow(openHoursOf.data({ staff: staffId }), wording),
    ],
  };
}

/** Asks for hours or breaks of a day. */
export function askDayScreen(
  week: Week,
  { weekday, what }: { readonly weekday: number; readonly what: 'hours' | 'breaks' },
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const day = week.days.find((one) => one.weekday === weekday);
  const none = emptyDay.data({ staff: week.staffId, weekday, what, seen: week.seen });
  const hasBreaks = what === 'breaks' && (day?.breaks.length ?? 0) > 0;
  return {
    text: paragraphs(
      problem,
      day === undefined ? null : dayLine(day, day.weekday, wording),
      texts.html(what === 'hours' ? 'd_hours.ask_hours' : 'd_hours.ask_breaks'),
    ),
    keyboard: [
      ...(hasBreaks ? [[button(texts.plain('d_hours.no_breaks'), none)]] : []),
      backRow(openDay.data({ staff: week.staffId, weekday }), wording),
    ],
  };
}
