import { findAvailability, fitsMaster, nearestSlots, refusalOfStart } from '../../src/domain/availability.js';
import type { DayAvailability } from '../../src/domain/availability-types.js';
import { dateOfDay, dayOfDate } from '../../src/domain/local-time.js';
import { at, daily, hours, master, on, query, rules, times } from '../support/availability-builders.js';

const starts = (...args: Parameters<typeof query>) => times(findAvailability(query(...args))).flat();
const busy = (from: string, to: string) => ({ start: at(`2026-06-01T${from}`), end: at(`2026-06-01T${to}`) });

describe('the grid and the hours', () => {
  it('starts on the clock grid, whatever the length of the visit', () => {
    const staff = [master({ rules: rules({ weekly: daily('9:10-12:00') }), durationMinutes: 45 })];
    expect(starts({ staff, gridMinutes: 30 })).toEqual(['09:30', '10:00', '10:30', '11:00']);
  });

  it('counts the grid from midnight on every day, also one that does not divide the day', () => {
    const staff = [master({ rules: rules({ weekly: daily('0:00-24:00') }) })];
    const days = findAvailability(query({ staff, gridMinutes: 50, to: '2026-06-02' }));
    for (const list of times(days)) expect(list.slice(0, 3)).toEqual(['00:00', '00:50', '01:40']);
  });

  it('lets a visit end with the hours to the minute, and not a minute later', () => {
    const staff = [master({ rules: rules({ weekly: daily('9:00-10:00') }) })];
    expect(starts({ staff })).toEqual(['09:00']);
    expect(starts({ staff: [master({ rules: rules({ weekly: daily('9:00-9:59') }) })] })).toEqual([]);
  });

  it('keeps a visit in one interval of the day, and joins intervals that touch or overlap', () => {
    const apart = master({ rules: rules({ weekly: daily('9:00-11:00', '11:30-13:00') }) });
    expect(starts({ staff: [apart], gridMinutes: 30 })).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '11:30',
      '12:00',
    ]);
    const touching = master({ rules: rules({ weekly: daily('11:00-13:00', '9:00-11:00') }) });
    expect(starts({ staff: [touching] })).toEqual(['09:00', '10:00', '11:00', '12:00']);
    const overlapping = master({
      rules: rules({ weekly: daily('9:00-12:00', '10:00-10:30', '11:00-13:00') }),
    });
    expect(starts({ staff: [overlapping] })).toEqual(['09:00', '10:00', '11:00', '12:00']);
  });

  it('lets a visit run over midnight in a salon open around the clock', () => {
    const staff = [master({ rules: rules({ weekly: daily('0:00-24:00') }) })];
    expect(starts({ staff, gridMinutes: 30 })).toHaveLength(48);
    expect(starts({ staff, gridMinutes: 30 }).at(-1)).toBe('23:30');
  });

  it('lists the starts of a night under the date on which they are', () => {
    const staff = [master({ rules: rules({ weekly: on(1, '22:00-26:00') }) })];
    const days = findAvailability(query({ staff, from: '2026-05-31', to: '2026-06-03' }));
    expect(times(days)).toEqual([[], ['22:00', '23:00'], ['00:00', '01:00'], []]);
    expect(times(findAvailability(query({ staff, from: '2026-06-02' })))).toEqual([['00:00', '01:00']]);
  });

  it('gives one entry per date, and none for a period that ends before it begins', () => {
    const days = findAvailability(query({ from: '2026-02-27', to: '2026-03-01' }));
    expect(days.map(({ date }) => date)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(findAvailability(query({ from: '2026-06-02', to: '2026-06-01' }))).toEqual([]);
  });

  it('has nothing to offer without masters', () => {
    expect(findAvailability(query({ staff: [] }))).toEqual([{ date: '2026-06-01', slots: [], capacity: 0 }]);
  });
});

describe('busy times and buffers', () => {
  it('offers what touches a booking and nothing that overlaps it', () => {
    const staff = [master({ busy: [busy('12:00', '13:30')] })];
    expect(starts({ staff, gridMinutes: 30 })).toEqual(
      '09:00 09:30 10:00 10:30 11:00 13:30 14:00 14:30 15:00 15:30 16:00 16:30 17:00'.split(' '),
    );
  });

  it('takes overlapping and unsorted busy times, and empty ones for nothing', () => {
    const list = [
      busy('15:00', '18:00'),
      busy('10:00', '15:30'),
      busy('11:00', '12:00'),
      busy('09:30', '09:30'),
    ];
    expect(starts({ staff: [master({ busy: list })] })).toEqual(['09:00']);
  });

  it('lets a visit fill a gap to the minute', () => {
    const staff = [master({ busy: [busy('09:00', '11:00'), busy('12:00', '18:00')] })];
    expect(starts({ staff })).toEqual(['11:00']);
  });

  it('keeps the buffers free before and after, added to those of the other booking', () => {
    const taken = [busy('12:00', '13:00')];
    const staff = [master({ busy: taken, bufferBeforeMinutes: 15, bufferAfterMinutes: 30 })];
    expect(starts({ staff, gridMinutes: 15 }).filter((time) => time > '10:00' && time < '14:00')).toEqual([
      '10:15',
      '10:30',
      '13:15',
      '13:30',
      '13:45',
    ]);
  });

  it('lets buffers reach outside the hours, where another booking still counts', () => {
    const weekly = daily('9:00-10:00');
    const wide = { rules: rules({ weekly }), bufferBeforeMinutes: 60, bufferAfterMinutes: 60 };
    expect(starts({ staff: [master(wide)] })).toEqual(['09:00']);
    expect(starts({ staff: [master({ ...wide, busy: [busy('10:59', '11:30')] })] })).toEqual([]);
    expect(starts({ staff: [master({ ...wide, busy: [busy('07:00', '08:01')] })] })).toEqual([]);
    expect(
      starts({ staff: [master({ ...wide, busy: [busy('07:00', '08:00'), busy('11:00', '12:00')] })] }),
    ).toEqual(['09:00']);
  });
});

describe('notice and horizon', () => {
  it('offers a start exactly the notice away, and none before', () => {
    const now = at('2026-06-01T10:00');
    expect(starts({ now, minNoticeMinutes: 120 })[0]).toBe('12:00');
    expect(starts({ now: now + 1, minNoticeMinutes: 120 })[0]).toBe('13:00');
    expect(starts({ now: at('2026-06-01T17:01') })).toEqual([]);
  });

  it('ends with the last date of the horizon, counted from the date in the salon', () => {
    // 23:30 in Berlin on 1 June is still 1 June there and already 2 June in Moscow.
    const now = at('2026-06-01T23:30');
    const days = findAvailability(query({ now, horizonDays: 2, to: '2026-06-05' }));
    expect(times(days).map((list) => list.length)).toEqual([0, 9, 9, 0, 0]);
    const moscow = findAvailability(query({ now, horizonDays: 2, to: '2026-06-05', zone: 'Europe/Moscow' }));
    expect(moscow.map((day) => day.slots.length)).toEqual([0, 9, 9, 9, 0]);
  });

  it('counts capacity by the hours alone', () => {
    const now = at('2026-06-01T12:00');
    const staff = [
      master({ busy: [busy('09:00', '17:00')] }),
      master({ staffId: 2, busy: [busy('09:00', '17:00')] }),
    ];
    const [first, second] = findAvailability(query({ now, staff, horizonDays: 0, to: '2026-06-02' }));
    expect(first).toMatchObject({
      capacity: 9,
      slots: [{ start: at('2026-06-01T17:00'), staffIds: [1, 2] }],
    });
    expect(second).toEqual({ date: '2026-06-02', capacity: 9, slots: [] });
  });
});

describe('any master', () => {
  it('never joins the gaps of two masters to one visit', () => {
    const early = master({ staffId: 7, rules: rules({ weekly: daily('9:00-10:30') }), durationMinutes: 90 });
    const late = master({ staffId: 3, rules: rules({ weekly: daily('10:30-12:00') }), durationMinutes: 90 });
    const [day] = findAvailability(query({ staff: [early, late], gridMinutes: 30 }));
    expect(day?.slots).toEqual([
      { start: at('2026-06-01T09:00'), staffIds: [7] },
      { start: at('2026-06-01T10:30'), staffIds: [3] },
    ]);
  });

  it('names all who fit in the order of the query, each with an own length', () => {
    const slow = master({ staffId: 7, rules: rules({ weekly: daily('9:00-12:00') }), durationMinutes: 120 });
    const quick = master({ staffId: 3, rules: rules({ weekly: daily('9:00-12:00') }), durationMinutes: 60 });
    const [day] = findAvailability(query({ staff: [slow, quick] }));
    expect(day?.slots.map(({ staffIds }) => staffIds)).toEqual([[7, 3], [7, 3], [3]]);
    expect(day?.capacity).toBe(3);
  });
});

describe('days on which clocks change', () => {
  const open = (given: string) => [master({ rules: rules({ weekly: daily(given) }) })];

  it.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-10-26', 24],
  ])('has on %s in Berlin %i hourly starts around the clock', (from, count) => {
    expect(starts({ staff: open('0:00-24:00'), from })).toHaveLength(count);
  });

  it('leaves the skipped hour out and offers the repeated one twice', () => {
    expect(starts({ staff: open('0:00-5:00'), from: '2026-03-29' })).toEqual([
      '00:00',
      '01:00',
      '03:00',
      '04:00',
    ]);
    expect(starts({ staff: open('0:00-4:00'), from: '2026-10-25' })).toEqual(
      '00:00 01:00 02:00 02:00 03:00'.split(' '),
    );
  });

  it.each(['2026-03-29', '2026-10-25'])('changes nothing for a working day on %s', (from) => {
    expect(starts({ staff: open('9:00-18:00'), from })).toEqual(starts());
  });

  it('knows changes of half an hour, at midnight, and a date that was skipped', () => {
    const around = { staff: open('0:00-24:00'), gridMinutes: 30 };
    const count = (zone: string, from: string) =>
      findAvailability(query({ ...around, zone, from }))[0]?.slots.length;
    expect(count('Australia/Lord_Howe', '2026-10-04')).toBe(47);
    expect(count('Australia/Lord_Howe', '2026-04-05')).toBe(49);
    expect(count('America/Santiago', '2026-09-06')).toBe(46);
    expect(count('America/Santiago', '2026-04-04')).toBe(50);
    expect(count('Asia/Beirut', '2026-03-29')).toBe(46);
    expect(count('Africa/Cairo', '2026-10-29')).toBe(50);
    expect(count('Pacific/Apia', '2011-12-29')).toBe(48);
    expect(count('Pacific/Apia', '2011-12-30')).toBe(0);
    expect(count('Pacific/Apia', '2011-12-31')).toBe(48);
  });

  it('measures a visit in real time: two hours before the change end three hours later on the wall', () => {
    const staff = [master({ rules: rules({ weekly: on(7, '1:00-4:00') }), durationMinutes: 120 })];
    expect(starts({ staff, from: '2026-03-29' })).toEqual(['01:00']);
    expect(starts({ staff, from: '2026-10-25' })).toEqual(['01:00', '02:00', '02:00']);
  });
});

describe('what is not a search', () => {
  it.each([
    ['a date off the calendar', { from: '2026-02-30', to: '2026-03-01' }],
    ['a date with a time', { from: '2026-06-01T00:00', to: '2026-06-02' }],
    ['an unknown zone', { zone: 'Europe/Atlantis' }],
    ['a grid of nothing', { gridMinutes: 0 }],
    ['a grid that is no number', { gridMinutes: NaN }],
    ['a visit without length', { staff: [master({ durationMinutes: 0 })] }],
    ['a negative buffer', { staff: [master({ bufferAfterMinutes: -5 })] }],
    [
      'minutes past two days',
      { staff: [master({ rules: rules({ weekly: [{ weekday: 1, ...hours('9:00-49:00') }] }) })] },
    ],
  ])('refuses %s', (_, wrong) => {
    expect(() => findAvailability(query(wrong))).toThrow(RangeError);
  });
});

describe('fitsMaster and refusalOfStart', () => {
  const one = master({ busy: [busy('12:00', '13:00')], bufferAfterMinutes: 15 });
  const fits = (time: string) => fitsMaster(one, at(time), 'Europe/Berlin');

  it('judge hours before busy times', () => {
    expect(fits('2026-06-01T10:45')).toBe('fits');
    expect(fits('2026-06-01T10:46')).toBe('busy');
    expect(fits('2026-06-01T13:00')).toBe('fits');
    expect(fits('2026-06-01T17:01')).toBe('outside_hours');
    expect(
      fitsMaster({ ...one, busy: [busy('00:00', '23:00')] }, at('2026-06-01T03:00'), 'Europe/Berlin'),
    ).toBe('outside_hours');
  });

  it('let a night shift be booked past midnight', () => {
    const night = master({ rules: rules({ weekly: on(1, '22:00-26:00') }) });
    expect(fitsMaster(night, at('2026-06-02T01:00'), 'Europe/Berlin')).toBe('fits');
    expect(fitsMaster(night, at('2026-06-02T01:30'), 'Europe/Berlin')).toBe('outside_hours');
  });

  it('judge the grid, the notice and the horizon', () => {
    const limits = query({
      now: at('2026-06-01T10:00'),
      minNoticeMinutes: 60,
      horizonDays: 1,
      gridMinutes: 30,
    });
    const refusal = (time: string) => refusalOfStart(limits, at(time));
    expect(refusal('2026-06-01T11:00')).toBeNull();
    expect(refusal('2026-06-01T10:30')).toBe('too_soon');
    expect(refusal('2026-06-01T11:10')).toBe('off_grid');
    expect(refusal('2026-06-01T11:00:01')).toBe('off_grid');
    expect(refusal('2026-06-02T23:30')).toBeNull();
    expect(refusal('2026-06-03T00:00')).toBe('beyond_horizon');
  });
});

describe('instants and dates at the end of time', () => {
  it.each([NaN, Infinity, -Infinity, 8.64e15, -8.64e15, Number.MAX_VALUE])(
    'refuses the instant %d',
    (start) => {
      expect(() => fitsMaster(master(), start, 'Europe/Berlin')).toThrow(RangeError);
    },
  );

  it('searches the last year that four digits can say, and none after it', () => {
    expect(starts({ from: '9999-12-30' })).toHaveLength(9);
    expect(starts({ from: '9999-12-31', to: '9999-12-31' })).toHaveLength(9);
    expect(starts({ from: '0000-01-01' })).toEqual([]);
    expect(() => dateOfDay(dayOfDate('9999-12-31') + 1)).toThrow(RangeError);
    expect(() => dayOfDate('10000-01-01')).toThrow(RangeError);
  });
});

describe('nearestSlots', () => {
  const days = (...list: string[]): DayAvailability[] =>
    list.map((text) => ({
      date: text.slice(0, 10),
      capacity: 1,
      slots: [{ start: at(text), staffIds: [1] }],
    }));
  const nearest = (list: DayAvailability[], wanted: string, count: number) =>
    nearestSlots(list, at(wanted), count).map(({ start }) => new Date(start).toISOString().slice(8, 16));

  it('takes the nearest on both sides and shows them in order of time', () => {
    const list = days('2026-06-01T09:00', '2026-06-01T11:00', '2026-06-01T13:00', '2026-06-02T09:00');
    expect(nearest(list, '2026-06-01T11:30', 2)).toEqual(['01T09:00', '01T11:00']);
    expect(nearest(list, '2026-06-01T11:30', 3)).toEqual(['01T07:00', '01T09:00', '01T11:00']);
    expect(nearest(list, '2026-06-03T11:30', 1)).toEqual(['02T07:00']);
    expect(nearest(list, '2026-05-01T11:30', 1)).toEqual(['01T07:00']);
  });

  it('prefers the later of two equally near', () => {
    expect(nearest(days('2026-06-01T09:00', '2026-06-01T11:00'), '2026-06-01T10:00', 1)).toEqual([
      '01T09:00',
    ]);
  });

  it('gives what there is, and nothing for a count of none', () => {
    expect(nearest(days('2026-06-01T09:00'), '2026-06-01T09:00', 5)).toEqual(['01T07:00']);
    expect(nearest([], '2026-06-01T09:00', 5)).toEqual([]);
    expect(nearest(days('2026-06-01T09:00'), '2026-06-01T09:00', 0)).toEqual([]);
  });
});
