import { DateTime } from 'luxon';
import {
  judgeDue,
  planFeedback,
  planReminders,
  type DueFacts,
  type SkipReason,
} from '../../src/domain/notifications.js';
import { quietStretchAt } from '../../src/domain/quiet-hours.js';

const moscow = 'Europe/Moscow';
const nights = { startMinute: 22 * 60, endMinute: 8 * 60 };

const at = (wall: string, zone = moscow) => DateTime.fromISO(wall, { zone }).toMillis();
const wall = (instant: number, zone = moscow) =>
  DateTime.fromMillis(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");

interface Case {
  readonly visit: string;
  readonly now?: string;
  readonly minutes?: readonly number[];
  readonly quiet?: typeof nights | null;
  readonly zone?: string;
}

/** Distances and wall times of the planned reminders. */
function plan({ visit, now = '2026-03-01T12:00', minutes = [1440, 120, 60], quiet, zone = moscow }: Case) {
  const quietHours = quiet === undefined ? nights : quiet;
  return planReminders({
    startsAt: at(visit, zone),
    now: at(now, zone),
    reminderMinutes: minutes,
    quietHours,
    zone,
  }).map(({ distanceMinutes, dueAt }) => [distanceMinutes, wall(dueAt, zone)]);
}

describe('planReminders', () => {
  test('every distance that is still ahead, earliest first', () => {
    expect(plan({ visit: '2026-03-05T14:00' })).toEqual([
      [1440, '2026-03-04T14:00'],
      [120, '2026-03-05T12:00'],
      [60, '2026-03-05T13:00'],
    ]);
  });

  test('a distance that has passed, or passes this very moment, is left out', () => {
    expect(plan({ visit: '2026-03-05T14:00', now: '2026-03-05T12:00' })).toEqual([[60, '2026-03-05T13:00']]);
    expect(plan({ visit: '2026-03-05T14:00', now: '2026-03-05T11:59' })).toHaveLength(2);
    expect(plan({ visit: '2026-03-05T14:00', now: '2026-03-05T14:00' })).toEqual([]);
    expect(plan({ visit: '2026-03-05T14:00', now: '2026-03-06T14:00' })).toEqual([]);
  });

  test('no distances, no reminders', () => {
    expect(plan({ visit: '2026-03-05T14:00', minutes: [] })).toEqual([]);
  });

  test('one that falls into quiet hours comes when they end, if that is half an hour before the start', () => {
    expect(plan({ visit: '2026-03-05T09:30', minutes: [120] })).toEqual([[120, '2026-03-05T08:00']]);
    expect(plan({ visit: '2026-03-05T08:30', minutes: [120] })).toEqual([[120, '2026-03-05T08:00']]);
  });

  test('else ten minutes before they begin', () => {
    expect(plan({ visit: '2026-03-05T08:29', minutes: [120] })).toEqual([[120, '2026-03-04T21:50']]);
    expect(plan({ visit: '2026-03-05T23:30', minutes: [60] })).toEqual([[60, '2026-03-05T21:50']]);
  });

  test('else not at all', () => {
    expect(plan({ visit: '2026-03-05T08:15', minutes: [120], now: '2026-03-04T21:50' })).toEqual([]);
    expect(plan({ visit: '2026-03-05T08:15', minutes: [120], now: '2026-03-04T23:00' })).toEqual([]);
  });

  test('the edges: quiet hours begin with their first minute and are over with their last', () => {
    expect(plan({ visit: '2026-03-05T10:00', minutes: [120] })).toEqual([[120, '2026-03-05T08:00']]);
    expect(plan({ visit: '2026-03-05T23:59', minutes: [120] })).toEqual([[120, '2026-03-05T21:59']]);
    expect(plan({ visit: '2026-03-06T00:00', minutes: [120] })).toEqual([[120, '2026-03-05T21:50']]);
  });

  test('quiet hours inside one day, and none at all', () => {
    const siesta = { startMinute: 13 * 60, endMinute: 15 * 60 };
    expect(plan({ visit: '2026-03-05T16:00', minutes: [120], quiet: siesta })).toEqual([
      [120, '2026-03-05T15:00'],
    ]);
    expect(plan({ visit: '2026-03-05T04:00', minutes: [120], quiet: null })).toEqual([
      [120, '2026-03-05T02:00'],
    ]);
  });

  test('of two within twenty minutes the one nearer to the start stays', () => {
    expect(plan({ visit: '2026-03-05T09:10' })).toEqual([
      [1440, '2026-03-04T09:10'],
      [60, '2026-03-05T08:10'],
    ]);
    expect(plan({ visit: '2026-03-05T14:00', minutes: [60, 41, 40], quiet: null })).toEqual([
      [60, '2026-03-05T13:00'],
      [40, '2026-03-05T13:20'],
    ]);
  });

  test('a day before is 24 hours, also over a change of the clocks', () => {
    const berlin = 'Europe/Berlin';
    const spring = { visit: '2026-03-29T14:00', minutes: [1440], zone: berlin };
    expect(plan(spring)).toEqual([[1440, '2026-03-28T13:00']]);
    const autumn = { visit: '2026-10-25T14:00', minutes: [1440], zone: berlin, now: '2026-10-01T12:00' };
    expect(plan(autumn)).toEqual([[1440, '2026-10-24T15:00']]);
  });

  test('quiet hours follow the wall clock of the salon in the night the clocks change', () => {
    const berlin = 'Europe/Berlin';
    for (const day of ['2026-03-29', '2026-10-25']) {
      const visit = { visit: `${day}T09:00`, minutes: [180], zone: berlin };
      expect(plan(visit)).toEqual([[180, `${day}T08:00`]]);
    }
  });
});

describe('quietStretchAt', () => {
  const hoursOf = (instant: number, quiet: typeof nights, zone: string) => {
    const found = quietStretchAt(instant, quiet, zone);
    return found === null ? null : (found.end - found.start) / 3_600_000;
  };

  test('the night is an hour shorter in spring and an hour longer in autumn', () => {
    const berlin = 'Europe/Berlin';
    expect(hoursOf(at('2026-03-27T23:00', berlin), nights, berlin)).toBe(10);
    expect(hoursOf(at('2026-03-28T23:00', berlin), nights, berlin)).toBe(9);
    expect(hoursOf(at('2026-10-24T23:00', berlin), nights, berlin)).toBe(11);
  });

  test('an end that the clocks repeat is over when it comes for the second time', () => {
    const berlin = 'Europe/Berlin';
    const early = { startMinute: 22 * 60, endMinute: 2 * 60 + 30 };
    expect(hoursOf(at('2026-10-24T23:00', berlin), early, berlin)).toBe(5.5);
  });
});

describe('planFeedback', () => {
  const feedback = (ends: string, delay: number) =>
    wall(planFeedback(at(ends), delay, { quietHours: nights, zone: moscow }));

  test('after the visit, and not at night', () => {
    expect(feedback('2026-03-05T15:00', 60)).toBe('2026-03-05T16:00');
    expect(feedback('2026-03-05T21:30', 60)).toBe('2026-03-06T08:00');
    expect(feedback('2026-03-05T23:30', 60)).toBe('2026-03-06T08:00');
  });
});

describe('judgeDue', () => {
  const visit = at('2026-03-05T14:00');
  const facts: DueFacts = {
    kind: 'reminder',
    dueAt: at('2026-03-05T12:00'),
    plannedFor: visit,
    status: 'booked',
    startsAt: visit,
    endsAt: at('2026-03-05T15:00'),
    reachable: true,
    superseded: false,
    reviewed: false,
    quietHours: nights,
    zone: moscow,
  };
  const judge = (change: Partial<DueFacts>, now = '2026-03-05T12:00') =>
    judgeDue({ ...facts, ...change }, at(now));
  const skip = (reason: SkipReason) => ({ kind: 'skip', reason });

  test('a reminder is sent until the visit starts, however late', () => {
    expect(judge({})).toEqual({ kind: 'send' });
    expect(judge({}, '2026-03-05T13:59')).toEqual({ kind: 'send' });
    expect(judge({}, '2026-03-05T14:00')).toEqual(skip('too_late'));
  });

  test.each([
    [{ status: 'cancelled' }, 'cancelled'],
    [{ status: 'no_show' }, 'no_show'],
    [{ status: 'completed' }, 'too_late'],
    [{ startsAt: visit + 60_000 }, 'moved'],
    [{ reachable: false }, 'unreachable'],
    [{ superseded: true }, 'superseded'],
    [{ kind: 'created', status: 'cancelled' }, 'cancelled'],
    [{ kind: 'changed', startsAt: visit + 60_000 }, 'moved'],
    [{ kind: 'cancelled' }, 'not_cancelled'],
    [{ kind: 'feedback', status: 'no_show' }, 'no_show'],
    [{ kind: 'feedback', status: 'cancelled' }, 'cancelled'],
    [{ kind: 'feedback', reviewed: true }, 'reviewed'],
  ] as const)('%j is skipped: %s', (change, reason) => {
    expect(judge(change)).toEqual(skip(reason));
  });

  test('a notice of cancelling is sent for a cancelled visit that is ahead', () => {
    expect(judge({ kind: 'cancelled', status: 'cancelled' })).toEqual({ kind: 'send' });
    expect(judge({ kind: 'cancelled', status: 'cancelled' }, '2026-03-05T14:00')).toEqual(skip('too_late'));
  });

  test('feedback is asked for up to a week after the visit', () => {
    const after = { kind: 'feedback', dueAt: at('2026-03-05T16:00') } as const;
    expect(judge(after, '2026-03-05T16:00')).toEqual({ kind: 'send' });
    expect(judge({ ...after, status: 'completed' }, '2026-03-12T14:59')).toEqual({ kind: 'send' });
    expect(judge(after, '2026-03-12T15:00')).toEqual(skip('too_late'));
  });

  test('what is late is not sent into the night, but after it when that still helps', () => {
    const morning = { kind: 'later', dueAt: at('2026-03-05T08:00') };
    const evening = { dueAt: at('2026-03-04T20:00') };
    expect(judge(evening, '2026-03-04T23:00')).toEqual(morning);
    const early = { startsAt: at('2026-03-05T08:20'), plannedFor: at('2026-03-05T08:20') };
    expect(judge({ ...evening, ...early }, '2026-03-04T23:00')).toEqual(skip('quiet_hours'));
    const feedback = { kind: 'feedback', dueAt: at('2026-03-05T16:00') } as const;
    expect(judge(feedback, '2026-03-05T23:00')).toEqual({ kind: 'later', dueAt: at('2026-03-06T08:00') });
  });

  test('an answer to a review is told whatever became of the visit, but not at night', () => {
    const answer = { kind: 'review_reply', dueAt: at('2026-04-05T12:00') } as const;
    const moved = { ...answer, startsAt: visit + 60_000, reviewed: true };
    expect(judge(moved, '2026-04-05T12:00')).toEqual({ kind: 'send' });
    expect(judge(answer, '2026-04-05T23:00')).toEqual({ kind: 'later', dueAt: at('2026-04-06T08:00') });
    expect(judge({ ...answer, reachable: false }, '2026-04-05T12:00')).toEqual(skip('unreachable'));
  });

  test('a sweep that comes a little late into quiet hours sends what was planned just before them', () => {
    expect(judge({ dueAt: at('2026-03-04T21:59') }, '2026-03-04T22:02')).toEqual({ kind: 'send' });
  });

  test('what the salon did this minute is told at any hour', () => {
    expect(judge({ kind: 'changed', dueAt: at('2026-03-04T20:00') }, '2026-03-04T23:00')).toEqual({
      kind: 'send',
    });
  });
});
