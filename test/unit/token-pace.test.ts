import fc from 'fast-check';
import { nextTurn, TokenPace } from '../../src/host/token-pace.js';
import { FixedClock } from '../../src/lib/clock.js';

const minute = 60_000;
const hour = 60 * minute;

/** The turns of tokens that come at these moments. */
function turns(arrivals: readonly number[], pace: { perMinute: number; perHour: number }): number[] {
  return arrivals.reduce<number[]>((earlier, now) => [...earlier, nextTurn(earlier, pace, now)], []);
}

test('the first of a minute go at once, the next waits for the minute to pass', () => {
  expect(turns([0, 10, 20, 30], { perMinute: 2, perHour: 100 })).toEqual([0, 10, minute, minute + 10]);
});

test('an hour holds no more than its share', () => {
  const given = turns(Array<number>(7).fill(0), { perMinute: 2, perHour: 4 });
  expect(given).toEqual([0, 0, minute, minute, hour, hour, hour + minute]);
});

test('no window of a minute or an hour ever holds more than allowed, in whatever rhythm tokens come', () => {
  const rhythm = fc.array(fc.integer({ min: 0, max: 10 * minute }), { maxLength: 60 });
  fc.assert(
    fc.property(
      rhythm,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 12 }),
      (gaps, perMinute, perHour) => {
        let at = 0;
        const given = turns(
          gaps.map((gap) => (at += gap)),
          { perMinute, perHour },
        );
        const inWindow = (start: number, length: number): number =>
          given.filter((turn) => turn >= start && turn < start + length).length;
        for (const start of given) {
          expect(inWindow(start, minute)).toBeLessThanOrEqual(perMinute);
          expect(inWindow(start, hour)).toBeLessThanOrEqual(perHour);
        }
      },
    ),
  );
});

test('who waits for a turn gives up when told to, the others keep theirs', async () => {
  const pace = new TokenPace({ perMinute: 1, perHour: 10 }, new FixedClock(0));
  const never = new AbortController().signal;
  await pace.turn(never);
  const leaving = new AbortController();
  const waiting = pace.turn(leaving.signal);
  leaving.abort(new Error('the salon was removed'));
  await expect(waiting).rejects.toThrow('the salon was removed');
});

test('without a pace nobody waits', async () => {
  const pace = new TokenPace(null, new FixedClock(0));
  const signal = new AbortController().signal;
  await expect(Promise.all(Array.from({ length: 1000 }, () => pace.turn(signal)))).resolves.toHaveLength(
    1000,
  );
});
