import type { Wording } from '../../wording.js';

const minuteMs = 60_000;
/** Up to here people count hours; later they look at the clock. */
const longestCountdown = 3 * 60;
/** A reminder that comes a little late still says the round number. */
const roundWithin = 3;

/**
 * When a visit is, as seen from `now`: in 45 minutes, in 2 hours, today, tomorrow, or on a date; in the salon's zone.
 * Instants are epoch milliseconds.
 */
export function momentOf(startsAt: number, now: number, { texts, formats }: Wording): string {
  const time = formats.time(startsAt);
  const minutes = Math.max(1, Math.round((startsAt - now) / minuteMs));
  const hours = Math.round(minutes / 60);
  if (hours > 0 && minutes <= longestCountdown && Math.abs(minutes - hours * 60) <= roundWithin) {
    return texts.plain('notice.in_hours', { hours, time });
  }
  if (minutes < 60) return texts.plain('notice.in_minutes', { minutes, time });
  const days = daysBetween(formats.localDate(now), formats.localDate(startsAt));
  if (days === 0) return texts.plain('notice.today', { time });
  if (days === 1) return texts.plain('notice.tomorrow', { time });
  return texts.plain('notice.on_date', { date: formats.date(startsAt, now), time });
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
