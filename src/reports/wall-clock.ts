import { IANAZone } from 'luxon';

const blockMs = 15 * 60_000;
const kept = 20_000;

/**
 * Gives for an instant the milliseconds that a clock on the wall of the zone shows, as if it hung in Greenwich: what
 * spreadsheets call a date. No zone changes its clocks within a quarter of an hour, so each is looked up once.
 */
export function wallClock(zone: string): (instant: number) => number {
  const known = IANAZone.create(zone);
  const offsets = new Map<number, number>();
  return (instant) => {
    const block = Math.floor(instant / blockMs);
    let offset = offsets.get(block);
    if (offset === undefined) {
      if (offsets.size >= kept) offsets.clear();
      offset = Math.round(known.offset(block * blockMs) * 60_000);
      offsets.set(block, offset);
    }
    return instant + offset;
  };
}
