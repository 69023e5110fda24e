import type { DayPlan, MasterDay } from '../../../../commands/desk/read-schedule.js';
import { shorten } from '../../../../i18n/html.js';
import { button, lines, paragraphs, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { pagerRow, pageOf } from '../../paging.js';
import { openBooking, openDayPlan } from '../data.js';
import { plusDays } from '../dates.js';
import { signOf } from '../signs.js';
import { commonRows, stepRow, type Viewer } from './frame.js';

/** A message holds 4096 characters. */
const textLength = 3600;
const labelLength = 20;
/** So that most lines stay one line on a phone. */
const lineLength = 14;
const lineServiceLength = 10;

/** One day: every visit, what is free between them in words, and a button for each visit. */
export function dayScreen(plan: DayPlan, wantedPage: number, viewer: Viewer, wording: Wording): Screen {
  const { texts, formats } = wording;
  const { date, staff, masters, now } = plan;
  const visits = masters
    .flatMap(({ entries }) => entries.flatMap((entry) => (entry.kind === 'visit' ? [entry.visit] : [])))
    .sort((a, b) => a.startsAt - b.startsAt || a.id - b.id);
  const { items, page, pages } = pageOf(visits, wantedPage);
  const staffId = staff?.id ?? null;
  return {
    text: paragraphs(
      texts.html('d_bookings.day_title', { date: formats.date(date, now) }),
      texts.html('d_bookings.visits_count', { count: visits.length }),
      dayText(
        plan,
        { page, first: items[0]?.startsAt ?? null, last: items.at(-1)?.startsAt ?? null },
        wording,
      ),
    ),
    keyboard: [
      ...items.map((visit) => [
        button(
          texts.plain('d_bookings.visit_button', {
            sign: signOf(visit, now),
            time: formats.time(visit.startsAt),
            name: shorten(visit.contactName, labelLength),
            service: shorten(visit.serviceName, labelLength),
          }),
          openBooking.data({ booking: visit.id }),
        ),
      ]),
      ...pagerRow({ page, pages }, (to) => openDayPlan.data({ date, staff: staffId, page: to })),
      stepRow(
        openDayPlan.data({ date: plusDays(date, -1), staff: staffId, page: 0 }),
        button(
          formats.shortDate(date),
          openDayPlan.data({ date: formats.localDate(now), staff: staffId, page: 0 }),
        ),
        openDayPlan.data({ date: plusDays(date, 1), staff: staffId, page: 0 }),
      ),
      ...commonRows('day', { date, staffId, viewer }, wording),
    ],
  };
}

interface Shown {
  readonly page: number;
  readonly first: number | null;
  readonly last: number | null;
}

function dayText({ masters, staff }: DayPlan, { page, first, last }: Shown, wording: Wording): string {
  const { texts } = wording;
  if (masters.length === 0) return texts.html('d_bookings.nobody');
  const sections = masters.map((master) => sectionOf(master, staff === null, wording));
  const whole = paragraphs(
    ...sections.map(({ head, entries }) => lines(head, ...entries.map(({ text }) => text))),
  );
  if (whole.length <= textLength) return whole;
  // Too long for one message: only the stretch of the day whose visits have buttons on this page.
  const from = page === 0 ? -Infinity : (first ?? -Infinity);
  const until = last ?? Infinity;
  const cut = sections.map(({ head, entries }) => {
    const inside = entries.filter(({ at }) => at >= from && at <= until).map(({ text }) => text);
    return inside.length === 0 ? null : lines(head, ...inside);
  });
  return within(
    cut.filter((section) => section !== null),
    texts.html('d_bookings.more_on_pages'),
  );
}

function within(sections: readonly string[], more: string): string {
  const shown: string[] = [];
  for (const section of sections) {
    if (paragraphs(...shown, section).length > textLength) return paragraphs(...shown, more);
    shown.push(section);
  }
  return paragraphs(...shown, more);
}

interface Section {
  readonly head: string;
  readonly entries: readonly { readonly at: number; readonly text: string }[];
}

function sectionOf(master: MasterDay, named: boolean, wording: Wording): Section {
  const { texts, formats } = wording;
  const { hours, name, entries } = master;
  const params = { name };
  const head =
    hours === null
      ? texts.html(named ? 'd_bookings.master_off' : 'd_bookings.off', params)
      : texts.html(named ? 'd_bookings.master_hours' : 'd_bookings.hours', {
          ...params,
          from: formats.time(hours.start),
          to: formats.time(hours.end),
        });
  return { head, entries: entries.map((entry) => ({ at: entry.start, text: lineOf(entry, wording) })) };
}

function lineOf(entry: MasterDay['entries'][number], { texts, formats }: Wording): string {
  const span = { from: formats.time(entry.start), to: formats.time(entry.end) };
  switch (entry.kind) {
    case 'visit': {
      const { contactName, serviceName, status } = entry.visit;
      const key = status === 'no_show' ? 'd_bookings.line_no_show' : 'd_bookings.line_visit';
      return texts.html(key, {
        ...span,
        name: shorten(contactName, lineLength),
        service: shorten(serviceName, lineServiceLength),
      });
    }
    case 'free':
      return texts.html('d_bookings.line_free', span);
    case 'break':
      return texts.html('d_bookings.line_break', span);
    case 'closed':
      return entry.reason === null
        ? texts.html('d_bookings.line_closed', span)
        : texts.html('d_bookings.line_closed_why', { ...span, reason: shorten(entry.reason, lineLength) });
  }
}
