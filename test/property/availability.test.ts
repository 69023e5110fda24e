import fc from 'fast-check';
import { findAvailability, fitsMaster, refusalOfStart } from '../../src/domain/availability.js';
import type {
  AvailabilityQuery,
  DayAvailability,
  InstantRange,
  Slot,
} from '../../src/domain/availability-types.js';
import { mergeRanges } from '../../src/domain/instant-ranges.js';
import { workingRanges } from '../../src/domain/working-ranges.js';
import { availabilityQuery, scenes } from '../support/availability-arbitraries.js';
import { plusDays, slowAvailability } from '../support/availability-oracle.js';

const minuteMs = 60_000;

const allSlots = (days: readonly DayAvailability[]): Slot[] => days.flatMap((day) => day.slots);

/** Every master with the slots found for them, one start each. */
function visits(query: AvailabilityQuery) {
  return allSlots(findAvailability(query)).flatMap(({ start, staffIds }) =>
    query.staff
      .filter(({ staffId }) => staffIds.includes(staffId))
      .map((master) => ({ master, start, end: start + master.durationMinutes * minuteMs })),
  );
}

describe('findAvailability', () => {
  it('finds what looking at every minute finds', () => {
    const seen = { zones: new Set<string>(), slots: 0, withSlots: 0, full: 0 };
    fc.assert(
      fc.property(availabilityQuery, (query) => {
        const found = findAvailability(query);
        expect(found).toEqual(slowAvailability(query));
        const slots = allSlots(found).length;
        seen.zones.add(query.zone);
        seen.slots += slots;
        if (slots > 0) seen.withSlots++;
        if (found.some((day) => day.capacity > day.slots.length)) seen.full++;
      }),
      { numRuns: 400 },
    );
    // The searches must be worth comparing: most kinds of days, free times and taken ones.
    expect(seen.zones.size).toBeGreaterThan(new Set(scenes.map(({ zone }) => zone)).size / 2);
    expect(seen.slots).toBeGreaterThan(2_500);
    expect(seen.withSlots).toBeGreaterThan(100);
    expect(seen.full).toBeGreaterThan(100);
  });

  it('never offers a visit whose buffers meet a busy range', () => {
    fc.assert(
      fc.property(availabilityQuery, (query) => {
        for (const { master, start, end } of visits(query)) {
          const from = start - master.bufferBeforeMinutes * minuteMs;
          const until = end + master.bufferAfterMinutes * minuteMs;
          const met = master.busy.filter(
            (busy) => busy.start < busy.end && busy.start < until && from < busy.end,
          );
          expect(met).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('offers visits inside the working hours of their master only', () => {
    fc.assert(
      fc.property(availabilityQuery, (query) => {
        const hours = new Map(
          query.staff.map(({ staffId, rules }) => [
            staffId,
            workingRanges(rules, plusDays(query.from, -2), plusDays(query.to, 3), query.zone),
          ]),
        );
        for (const { master, start, end } of visits(query)) {
          const around = hours
            .get(master.staffId)
            ?.filter((range) => range.start <= start && end <= range.end);
          expect(around).toHaveLength(1);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('offers no less when a busy range goes', () => {
    fc.assert(
      fc.property(availabilityQuery, fc.nat(), (query, pick) => {
        const freer = {
          ...query,
          staff: query.staff.map((master) => ({
            ...master,
            busy: master.busy.filter((_, index) => index !== pick % Math.max(1, master.busy.length)),
          })),
        };
        const pairs = (slots: readonly Slot[]) =>
          slots.flatMap((s) => s.staffIds.map((id) => `${s.start} ${id}`));
        const after = new Set(pairs(allSlots(findAvailability(freer))));
        const lost = pairs(allSlots(findAvailability(query))).filter((pair) => !after.has(pair));
        expect(lost).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('gives for any master what it gives for each', () => {
    fc.assert(
      fc.property(availabilityQuery, (query) => {
        const single = new Map<number, number[]>();
        for (const master of query.staff) {
          for (const { start } of allSlots(findAvailability({ ...query, staff: [master] }))) {
            single.set(start, [...(single.get(start) ?? []), master.staffId]);
          }
        }
        const together = allSlots(findAvailability(query));
        expect(new Map(together.map(({ start, staffIds }) => [start, staffIds]))).toEqual(single);
        expect(together).toHaveLength(single.size);
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on the order of rules and busy ranges, nor on how dates are cut into searches', () => {
    fc.assert(
      fc.property(availabilityQuery, (query) => {
        const turned = {
          ...query,
          staff: query.staff.map((master) => ({
            ...master,
            busy: [...master.busy].reverse(),
            rules: {
              weekly: [...master.rules.weekly].reverse(),
              breaks: [...master.rules.breaks].reverse(),
              exceptions: [...master.rules.exceptions].reverse(),
            },
          })),
        };
        const days = findAvailability(query);
        expect(findAvailability(turned)).toEqual(days);
        const oneByOne = days.flatMap(({ date }) => findAvailability({ ...query, from: date, to: date }));
        expect(oneByOne).toEqual(days);
      }),
      { numRuns: 150 },
    );
  });
});

describe('one start', () => {
  it('is judged by fitsMaster and refusalOfStart as findAvailability judges all', () => {
    const verdicts = new Set<string>();
    const anyStart = fc.tuple(availabilityQuery, fc.array(fc.nat({ max: 864 }), { maxLength: 20 }));
    fc.assert(
      fc.property(anyStart, ([query, steps]) => {
        const found = visits(query);
        const offered = new Set(found.map(({ master, start }) => `${start} ${master.staffId}`));
        // Wall days of any zone begin between 14 hours before and 12 hours after the day of UTC.
        const first = Date.parse(query.from) + 12 * 60 * minuteMs;
        const last = Date.parse(query.to) + 10 * 60 * minuteMs;
        const some = found.filter((_, index) => index % Math.ceil(found.length / 20) === 0);
        const starts = [
          ...steps.map((step) => first + step * 5 * minuteMs),
          ...some.map((visit) => visit.start),
        ];
        for (const start of starts) {
          for (const master of query.staff) {
            const refusal = refusalOfStart(query, start);
            const fit = fitsMaster(master, start, query.zone);
            const isOffered = offered.has(`${start} ${master.staffId}`);
            verdicts.add(refusal ?? fit);
            if (isOffered || (start >= first && start < last)) {
              expect({ start, offered: refusal === null && fit === 'fits' }).toEqual({
                start,
                offered: isOffered,
              });
            }
          }
        }
      }),
      { numRuns: 150 },
    );
    expect([...verdicts].sort()).toEqual(
      ['beyond_horizon', 'busy', 'fits', 'off_grid', 'outside_hours', 'too_soon'].sort(),
    );
  });
});

describe('workingRanges', () => {
  it('gives for a period what it gives for its dates', () => {
    fc.assert(
      fc.property(availabilityQuery, ({ staff, from, to, zone }) => {
        for (const { rules } of staff) {
          const ranges: InstantRange[] = [];
          for (let date = from; date <= to; date = plusDays(date, 1)) {
            ranges.push(...workingRanges(rules, date, date, zone));
          }
          expect(mergeRanges(ranges)).toEqual(workingRanges(rules, from, to, zone));
        }
      }),
      { numRuns: 150 },
    );
  });
});
