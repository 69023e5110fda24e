import type { ScheduleRules } from '../../src/domain/availability-types.js';
import { mergeRanges, subtractRanges } from '../../src/domain/instant-ranges.js';
import { workingRanges } from '../../src/domain/availability.js';
import { daily, hours, on, rules, shown } from '../support/availability-builders.js';

/** Monday 2026-06-01 in Berlin unless given otherwise; `06-01 09:00..12:00`-like pairs. */
function ranges(
  given: Partial<ScheduleRules>,
  search: { from?: string; to?: string; zone?: string } = {},
): string[] {
  const { from = '2026-06-01', zone = 'Europe/Berlin' } = search;
  const to = search.to ?? from;
  return workingRanges(rules(given), from, to, zone).map(({ start, end }) => {
    const [a, b] = shown([start, end], zone).map((text) => text.slice(0, 11));
    return `${a ?? ''}..${b ?? ''}`;
  });
}

describe('breaks', () => {
  it('are taken out of the weekly hours', () => {
    expect(ranges({ weekly: daily('9:00-18:00'), breaks: daily('13:00-14:00', '13:30-14:30') })).toEqual([
      '06-01 09:00..06-01 13:00',
      '06-01 14:30..06-01 18:00',
    ]);
  });

  it('hold for their weekday only', () => {
    expect(ranges({ weekly: daily('9:00-18:00'), breaks: on(2, '13:00-14:00') })).toEqual([
      '06-01 09:00..06-01 18:00',
    ]);
  });

  it('may swallow the hours, or reach over their edges', () => {
    expect(ranges({ weekly: daily('9:00-18:00'), breaks: daily('9:00-18:00') })).toEqual([]);
    expect(ranges({ weekly: daily('9:00-18:00'), breaks: daily('8:00-10:00', '17:00-19:00') })).toEqual([
      '06-01 10:00..06-01 17:00',
    ]);
  });

  it('may cross midnight, and cut a shift that began the day before', () => {
    const night = { weekly: on(1, '20:00-28:00') };
    const cut = ['06-01 20:00..06-01 23:30', '06-02 00:30..06-02 04:00'];
    expect(ranges({ ...night, breaks: on(1, '23:30-24:30') })).toEqual(cut);
    expect(ranges({ ...night, breaks: [...on(1, '23:30-24:00'), ...on(2, '0:00-0:30')] })).toEqual(cut);
  });

  it('leave special hours as they are', () => {
    const exceptions = [
      { kind: 'special', from: '2026-06-01', to: '2026-06-01', intervals: [hours('10:00-16:00')] },
    ] as const;
    expect(ranges({ weekly: daily('9:00-18:00'), breaks: daily('13:00-14:00'), exceptions })).toEqual([
      '06-01 10:00..06-01 16:00',
    ]);
  });
});

describe('exceptions', () => {
  const weekly = daily('9:00-18:00');
  const closed = (from: string, to = from) => ({ kind: 'closed', from, to }) as const;
  const special = (date: string, ...texts: string[]) =>
    ({ kind: 'special', from: date, to: date, intervals: texts.map(hours) }) as const;

  it('close every date from the first to the last', () => {
    const found = ranges(
      { weekly, exceptions: [closed('2026-06-02', '2026-06-03')] },
      { from: '2026-06-01', to: '2026-06-04' },
    );
    expect(found).toEqual(['06-01 09:00..06-01 18:00', '06-04 09:00..06-04 18:00']);
  });

  it('replace the hours of the date, those of several together', () => {
    const exceptions = [
      special('2026-06-01', '20:00-21:00'),
      special('2026-06-01', '21:00-22:00', '6:00-7:00'),
    ];
    expect(ranges({ weekly, exceptions })).toEqual(['06-01 06:00..06-01 07:00', '06-01 20:00..06-01 22:00']);
  });

  it('open a date that has no weekly hours', () => {
    expect(ranges({ exceptions: [special('2026-06-01', '10:00-12:00')] })).toEqual([
      '06-01 10:00..06-01 12:00',
    ]);
  });

  it('close the date when both kinds hold for it, in any order', () => {
    const both = [special('2026-06-01', '10:00-12:00'), closed('2026-06-01')];
    expect(ranges({ weekly, exceptions: both })).toEqual([]);
    expect(ranges({ weekly, exceptions: [...both].reverse() })).toEqual([]);
  });

  it('leave the tail of the night before, which belongs to the date it began on', () => {
    const bar = { weekly: daily('18:00-26:00'), exceptions: [closed('2026-06-02')] };
    expect(ranges(bar, { from: '2026-06-01', to: '2026-06-03' })).toEqual([
      '06-01 18:00..06-02 02:00',
      '06-03 18:00..06-04 02:00',
    ]);
  });

  it('take the whole night of their date', () => {
    expect(ranges({ weekly: daily('18:00-26:00'), exceptions: [closed('2026-06-01')] })).toEqual([]);
  });
});

describe('days on which clocks change', () => {
  it('move what is planned for the skipped hour forward', () => {
    const spring = { from: '2026-03-29' };
    expect(ranges({ weekly: on(7, '1:00-2:30') }, spring)).toEqual(['03-29 01:00..03-29 03:30']);
    expect(ranges({ weekly: on(7, '2:30-10:00') }, spring)).toEqual(['03-29 03:30..03-29 10:00']);
    expect(ranges({ weekly: on(7, '2:45-3:30') }, spring)).toEqual([]);
  });

  it('cover a repeated hour whole, but not one that only begins where the plan ends', () => {
    const length = (text: string) =>
      workingRanges(rules({ weekly: on(7, text) }), '2026-10-25', '2026-10-25', 'Europe/Berlin').map(
        ({ start, end }) => (end - start) / 60_000,
      );
    expect(length('0:00-24:00')).toEqual([25 * 60]);
    expect(length('1:00-2:00')).toEqual([60]);
    expect(length('1:00-2:30')).toEqual([150]);
    expect(length('2:30-4:00')).toEqual([150]);
    expect(length('3:00-4:00')).toEqual([60]);
  });

  it('give nothing for a date that does not exist, but let the night before run on', () => {
    const apia = { from: '2011-12-29', to: '2011-12-31', zone: 'Pacific/Apia' };
    expect(ranges({ weekly: on(5, '9:00-18:00') }, apia)).toEqual([]);
    expect(ranges({ weekly: on(4, '22:00-30:00') }, apia)).toEqual(['12-29 22:00..12-31 06:00']);
  });
});

describe('ranges', () => {
  const r = (...pairs: [number, number][]) => pairs.map(([start, end]) => ({ start, end }));

  it('merge what overlaps or touches and drop what is empty', () => {
    expect(mergeRanges(r([5, 7], [1, 2], [2, 3], [6, 6], [9, 8], [6, 9]))).toEqual(r([1, 3], [5, 9]));
  });

  it('do not change what they were given', () => {
    const given = r([2, 4], [1, 3]);
    mergeRanges(given);
    expect(given).toEqual(r([2, 4], [1, 3]));
  });

  it('subtract holes that lie in several ranges at once', () => {
    expect(subtractRanges(r([0, 10], [20, 30], [40, 50]), r([5, 25], [28, 45]))).toEqual(
      r([0, 5], [25, 28], [45, 50]),
    );
  });
});
