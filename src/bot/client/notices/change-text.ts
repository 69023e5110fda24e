import type { VisitChange } from '../../../commands/visit-change.js';
import { lines } from '../../screen.js';
import type { Wording } from '../../wording.js';

/** What the salon changed about a visit: what was before, line by line. `now` is epoch milliseconds. */
export function changeText(change: VisitChange, now: number, wording: Wording): string {
  const { texts, formats } = wording;
  const { startsAt, service, master, durationMinutes, price, fields } = change;
  return lines(
    startsAt === undefined
      ? null
      : texts.html('notice.was_time', { date: formats.date(startsAt, now), time: formats.time(startsAt) }),
    service === undefined ? null : texts.html('notice.was_service', { service }),
    master === undefined ? null : texts.html('notice.was_master', { master }),
    durationMinutes === undefined
      ? null
      : texts.html('notice.was_duration', { duration: wording.duration(durationMinutes) }),
    price === undefined
      ? null
      : texts.html('notice.new_price', {
          price: wording.price(price.to, price.currency),
          before: wording.price(price.from, price.currency),
        }),
    ...(fields ?? []).map((field) => texts.html(`notice.new_${field}`)),
  );
}
