import { formatPhone } from '../../../lib/phone.js';
import type { SalonInfo } from '../../../commands/salon-info.js';
import type { Rating } from '../../../commands/read-reviews.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import { listReviews, showSalonOnMap } from './data.js';
import { ratingLine } from './reviews-screen.js';

type Hours = SalonInfo['hours'];

/** All the salon says about itself. `rating`: null when nobody has judged it yet. */
export function aboutScreen(info: SalonInfo, wording: Wording, rating: Rating | null = null): Screen {
  const { texts } = wording;
  const facts = lines(
    info.address === null ? null : texts.html('about.address', { address: info.address }),
    info.phone === null ? null : texts.html('about.phone', { phone: formatPhone(info.phone) }),
  );
  const hours = info.hours.length === 0 ? null : hoursParagraph(info.hours, wording);
  const faq =
    info.faq === null
      ? null
      : lines(texts.html('about.faq'), texts.html('about.faq_text', { faq: info.faq }));
  const isSilent = facts === '' && hours === null && faq === null;
  return {
    text: paragraphs(
      lines(
        texts.html('about.title', { salon: info.name }),
        rating === null ? null : ratingLine(rating, wording),
      ),
      facts,
      hours,
      faq,
      isSilent ? texts.html('about.nothing') : null,
    ),
    keyboard: [...moreRows(info, rating, wording), menuRow(wording)],
  };
}

function moreRows({ location }: SalonInfo, rating: Rating | null, { texts }: Wording): Keyboard {
  return [
    ...(location === null ? [] : [[button(texts.plain('about.map'), showSalonOnMap.data({}))]]),
    ...(rating === null
      ? []
      : [[button(texts.plain('about.reviews', { count: rating.count }), listReviews.data({ page: 0 }))]]),
  ];
}

function hoursParagraph(hours: Hours, wording: Wording): string {
  const { texts } = wording;
  const rows = sameDays(hours, wording).map(({ first, last, hours: text }) =>
    texts.html('about.hours_row', {
      days: first === last ? first : texts.plain('about.days_range', { first, last }),
      hours: text,
    }),
  );
  return lines(texts.html('about.hours'), ...rows, `<i>${texts.html('about.hours_note')}</i>`);
}

interface Run {
  readonly first: string;
  readonly last: string;
  readonly hours: string;
}

/** Neighbouring weekdays with the same hours stand in one line. */
function sameDays(hours: Hours, wording: Wording): Run[] {
  const runs: (Run & { day: number })[] = [];
  for (const weekday of [1, 2, 3, 4, 5, 6, 7]) {
    const text = hoursOf(hours, weekday, wording);
    if (text === null) continue;
    const name = wording.formats.weekday(weekday);
    const previous = runs.at(-1);
    if (previous?.hours === text && previous.day === weekday - 1) {
      runs[runs.length - 1] = { ...previous, last: name, day: weekday };
    } else runs.push({ first: name, last: name, hours: text, day: weekday });
  }
  return runs;
}

function hoursOf(hours: Hours, weekday: number, { texts, formats }: Wording): string | null {
  const own = hours
    .filter((interval) => interval.weekday === weekday)
    .sort((a, b) => a.startMinute - b.startMinute);
  if (own.length === 0) return null;
  return own
    .map(({ startMinute, endMinute }) =>
      endMinute - startMinute >= 1440
        ? texts.plain('about.around_the_clock')
        : `${formats.minuteOfDay(startMinute)}–${formats.minuteOfDay(endMinute)}`,
    )
    .join(', ');
}
