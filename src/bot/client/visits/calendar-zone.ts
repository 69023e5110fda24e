import { DateTime, IANAZone } from 'luxon';

interface Observance {
  /** Epoch milliseconds. */
  readonly onset: number;
  readonly isDst: boolean;
  /** Minutes east of Greenwich, before and from the onset on. */
  readonly from: number;
  readonly to: number;
}

const minuteMs = 60_000;
/** Shorter than any summer time there is. */
const strideMs = 7 * 86_400_000;
/** What is moved by hand in another calendar stays in reach of the rules. */
const marginMs = 366 * 86_400_000;

/**
 * The zone's clock from a year before `start` to a year after `end`, as RFC 5545 (3.6.5) wants it beside every time that
 * names a zone: one part for each change of the clock, and one for what was in force before the first. Instants are epoch
 * milliseconds.
 */
export function zoneComponent(name: string, start: number, end: number): string {
  const parts = observances(IANAZone.create(name), start - marginMs, end + marginMs);
  return ['BEGIN:VTIMEZONE', `TZID:${name}`, ...parts.flatMap(partLines), 'END:VTIMEZONE'].join('\r\n');
}

function observances(zone: IANAZone, since: number, until: number): Observance[] {
  const at = (onset: number, from: number): Observance => {
    const isDst = DateTime.fromMillis(onset, { zone }).isInDST;
    return { onset, isDst, from, to: zone.offset(onset) };
  };
  const found = [at(since, zone.offset(since))];
  for (let left = since; left < until; left += strideMs) {
    const right = Math.min(left + strideMs, until);
    const before = zone.offset(left);
    if (zone.offset(right) !== before) found.push(at(firstMinuteOf(zone, left, right), before));
  }
  return found;
}

/** The minute between the two instants at which the clock was changed. */
function firstMinuteOf(zone: IANAZone, left: number, right: number): number {
  const before = zone.offset(left);
  let [low, high] = [Math.floor(left / minuteMs), Math.ceil(right / minuteMs)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle * minuteMs) === before) low = middle;
    else high = middle;
  }
  return high * minuteMs;
}

function partLines({ onset, isDst, from, to }: Observance): string[] {
  const kind = isDst ? 'DAYLIGHT' : 'STANDARD';
  // The wall clock shows the onset in the time that was in force until then.
  const wall = new Date(onset + from * minuteMs).toISOString().replace(/[-:]|\.\d{3}Z/g, '');
  return [
    `BEGIN:${kind}`,
    `DTSTART:${wall}`,
    `TZOFFSETFROM:${offsetText(from)}`,
    `TZOFFSETTO:${offsetText(to)}`,
    `END:${kind}`,
  ];
}

function offsetText(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}
