import type { InstantRange } from './availability-types.js';
import { endInstant, localDayAt, readZone, startInstant } from './local-time.js';
import type { QuietHours } from './settings.js';

/**
 * The quiet stretch an instant lies in (its start belongs to it, its end does not), or null. Instants are epoch
 * milliseconds; quiet hours follow the wall clock of `zone`, so the night the clocks change is an hour longer or shorter.
 * Throws RangeError for an unknown zone.
 */
export function quietStretchAt(instant: number, quiet: QuietHours | null, zone: string): InstantRange | null {
  if (quiet === null) return null;
  const today = localDayAt(instant, zone);
  const periods = readZone(zone, today - 1, today + 1);
  const overMidnight = quiet.endMinute <= quiet.startMinute ? 1 : 0;
  for (const day of [today - 1, today]) {
    const start = startInstant(periods, day, quiet.startMinute);
    const end = endInstant(periods, day + overMidnight, quiet.endMinute);
    if (start <= instant && instant < end) return { start, end };
  }
  return null;
}
