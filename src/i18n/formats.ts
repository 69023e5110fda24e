import { DateTime, Info, type WeekdayNumbers } from 'luxon';
import type { LocalDate } from '../domain/availability-types.js';
import type { Locale } from './catalogue.js';

/** How a salon's dates and times are written for a reader. Instants are epoch milliseconds, shown in the salon's zone. */
export interface Formats {
  readonly locale: Locale;
  readonly zone: string;
  /** `14:30` or `2:30 PM` as the salon's country counts; with the UTC offset in the hour that the clocks repeat. */
  time(instant: number): string;
  /** `пятница, 27 ноября`, with the year when it is not the one of `now`. */
  date(date: LocalDate | number, now: number): string;
  /** `пт, 27 нояб.` */
  shortDate(date: LocalDate | number): string;
  /** `27 нояб., 14:30` */
  shortDateTime(instant: number): string;
  /** `Ноябрь 2026`, of a month given as `2026-11`. */
  month(month: string): string;
  /** ISO weekdays (1 = Monday) in the order of a calendar's row. */
  readonly weekdays: readonly number[];
  /** `пн`, of an ISO weekday. */
  weekday(weekday: number): string;
  /** `9:00`, of wall-clock minutes after midnight; minutes past 1440 are those of the next day. */
  minuteOfDay(minute: number): string;
  localDate(instant: number): LocalDate;
  /** Wall-clock hour, 0 to 23. */
  hour(instant: number): number;
}

export interface Reader {
  readonly locale: Locale;
  /** IANA zone of the salon. */
  readonly zone: string;
  /** ISO 3166 alpha-2 of the salon. */
  readonly country: string;
}

const made = new Map<string, Formats>();
const kept = 500;

/** Formats for a language, zone and country; made once for each. */
export function formatsFor(reader: Reader): Formats {
  const key = `${reader.locale} ${reader.zone} ${reader.country}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  if (made.size >= kept) made.clear();
  const formats = createFormats(reader);
  made.set(key, formats);
  return formats;
}

function createFormats({ locale, zone, country }: Reader): Formats {
  const tag = locale === 'en' && country !== 'US' ? 'en-GB' : locale === 'en' ? 'en-US' : 'ru-RU';
  const intl = (options: Intl.DateTimeFormatOptions, timeZone = zone): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(tag, { ...options, timeZone });
  const hourCycle = hourCycleOf(country);
  const clock = { hour: hourCycle === 'h23' ? '2-digit' : 'numeric', minute: '2-digit', hourCycle } as const;
  const times = intl(clock);
  const minutes = intl(clock, 'UTC');
  const days = intl({ weekday: 'long', day: 'numeric', month: 'long' });
  const daysWithYear = intl({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const shortDays = intl({ weekday: 'short', day: 'numeric', month: 'short' });
  const shortTimes = intl({ day: 'numeric', month: 'short' });
  const monthNames = Info.months('long', { locale: tag });
  const weekdayNames = Info.weekdays('short', { locale: tag });
  const at = (instant: number): DateTime => DateTime.fromMillis(instant, { zone });
  const instantOf = (date: LocalDate | number): number =>
    typeof date === 'number' ? date : DateTime.fromISO(`${date}T12:00`, { zone }).toMillis();
  const time = (instant: number): string => {
    const repeated = at(instant).getPossibleOffsets().length > 1;
    return repeated
      ? `${spaced(times.format(instant))} ${at(instant).toFormat("'UTC'Z")}`
      : spaced(times.format(instant));
  };
  return {
    locale,
    zone,
    time,
    date: (date, now) => {
      const instant = instantOf(date);
      return (at(instant).year === at(now).year ? days : daysWithYear).format(instant);
    },
    shortDate: (date) => shortDays.format(instantOf(date)),
    shortDateTime: (instant) => `${shortTimes.format(instant)}, ${time(instant)}`,
    month: (month) =>
      `${capitalised(monthNames[Number(month.slice(5)) - 1] ?? '', tag)} ${month.slice(0, 4)}`,
    weekdays: weekFrom(locale === 'ru' ? 1 : Info.getStartOfWeek({ locale: `en-${country}` })),
    weekday: (weekday) => weekdayNames[weekday - 1] ?? '',
    minuteOfDay: (minute) => spaced(minutes.format((minute % 1440) * 60_000)),
    localDate: (instant) => at(instant).toFormat('yyyy-MM-dd'),
    hour: (instant) => at(instant).hour,
  };
}

/** The clock of the people who live there, whatever language the reader speaks. */
function hourCycleOf(country: string): 'h23' | 'h12' {
  const language = /^[A-Z]{2}$/.test(country) ? new Intl.Locale(`und-${country}`).maximize().language : 'ru';
  const home = new Intl.DateTimeFormat(`${language}-${country}`, { hour: 'numeric' });
  const cycle = home.resolvedOptions().hourCycle;
  return cycle === 'h12' || cycle === 'h11' ? 'h12' : 'h23';
}

/** ICU puts a narrow no-break space before AM and PM, which some phones show as a box. */
function spaced(text: string): string {
  return text.replaceAll('\u202f', '\u00a0');
}

function capitalised(text: string, tag: string): string {
  return text.slice(0, 1).toLocaleUpperCase(tag) + text.slice(1);
}

function weekFrom(first: WeekdayNumbers): number[] {
  return Array.from({ length: 7 }, (_, index) => ((first - 1 + index) % 7) + 1);
}
