import type { DayPlan, MasterDay } from '../../../commands/desk/read-schedule.js';
import { shorten } from '../../../i18n/html.js';
import { button, lines, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openDayPlan } from '../bookings/data.js';
import { deskRow } from '../home/screens.js';

const longestName = 40;
const longestText = 3500;

/** The schedule of a day, as it is told in the morning; null when nobody comes. `only`: whose it is, null: everybody's. */
export function digestScreen(plan: DayPlan, only: number | null, wording: Wording): Screen | null {
  const { texts, formats } = wording;
  const days = plan.masters.flatMap((master) => {
    const visits = visitsOf(master);
    return visits.length === 0 ? [] : [{ name: master.name, visits }];
  });
  const count = days.reduce((sum, { visits }) => sum + visits.length, 0);
  if (count === 0) return null;
  const sections = days.map(({ name, visits }) =>
    lines(
      only === null ? texts.html('d_notices.digest_master', { name, count: visits.length }) : null,
      ...visits.map((visit) =>
        texts.html('d_notices.digest_line', {
          time: formats.time(visit.startsAt),
          name: shorten(visit.contactName, longestName),
          service: shorten(visit.serviceName, longestName),
        }),
      ),
    ),
  );
  return {
    text: paragraphs(
      texts.html('d_notices.digest', { date: formats.date(plan.date, plan.now), count }),
      ...within(sections, texts.html('d_notices.digest_more')),
    ),
    keyboard: [
      [
        button(
          texts.plain('d_notices.open_day'),
          openDayPlan.data({ date: plan.date, staff: only, page: 0 }),
          'primary',
        ),
      ],
      deskRow(wording),
    ],
  };
}

function visitsOf({ entries }: MasterDay) {
  return entries.flatMap((entry) => (entry.kind === 'visit' ? [entry.visit] : []));
}

/** As many sections as one message takes. */
function within(sections: readonly string[], more: string): string[] {
  const shown: string[] = [];
  let length = 0;
  for (const section of sections) {
    length += section.length;
    if (length > longestText) return [...shown, more];
    shown.push(section);
  }
  return shown;
}
