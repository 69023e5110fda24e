import { formatPhone } from '../../../lib/phone.js';
import type { SalonInfo } from '../../../commands/salon-info.js';
import { lines, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';

type Hours = SalonInfo['hours'];

export function aboutScreen(info: SalonInfo, wording: Wording): Screen {
  const { texts } = wording;
  const facts = lines(
    info.address === null ? null : texts.html('about.address', { address: info.address }),
    info.phone === null ? null : texts.html('about.phone', { phone: formatPhone(info.phone) }),
  );
  const hours = info.hours.length === 0 ? null : hoursParagraph(info.hours, wording);
  return {
    text: paragraphs(
      texts.html('about.title', { salon: info.name }),
      facts,
      hours,
      facts === '' && hours === null ? texts.html('about.nothing') : null,
    ),
    keyboard: [menuRow(wording)],
  };
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
