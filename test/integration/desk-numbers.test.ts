import { DateTime } from 'luxon';
import { readNumbers, type Numbers } from '../../src/commands/desk/read-numbers.js';
import type { Figures } from '../../src/commands/desk/figures.js';
import { previousPeriod, type Period } from '../../src/domain/period.js';
import { add, all, buildSalon, change, daily, haircut, type Salon } from '../support/builders.js';
import { fillSalon, seeded } from '../support/busy-salon.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

interface Visit {
  readonly client_id: number;
  readonly service_id: number;
  readonly staff_id: number;
  readonly status: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly price_minor: number;
  readonly currency: string;
}
interface Review {
  readonly stars: number;
  readonly created_at: Date;
}

/** The figures once more, from the rows, day by day on luxon's calendar. */
class Recount {
  private constructor(
    private readonly salon: Salon,
    private readonly visits: readonly Visit[],
    private readonly reviews: readonly Review[],
  ) {}

  static async of(salon: Salon): Promise<Recount> {
    return new Recount(
      salon,
      await all<Visit>(salon.ctx, 'bookings'),
      await all<Review>(salon.ctx, 'reviews'),
    );
  }

  private readonly locals = new Map<number, DateTime>();

  private local(instant: Date): DateTime {
    const known = this.locals.get(instant.getTime());
    if (known !== undefined) return known;
    const local = DateTime.fromJSDate(instant, { zone: this.salon.ctx.zone });
    this.locals.set(instant.getTime(), local);
    return local;
  }

  private isWithin(instant: Date, { from, to }: Period): boolean {
    const date = this.local(instant).toISODate() ?? '';
    return date >= from && date <= to;
  }

  private tookPlace({ status, ends_at }: Visit): boolean {
    return status === 'completed' || (status === 'booked' && ends_at.getTime() <= this.salon.clock.now());
  }

  private within(period: Period): Visit[] {
    return this.visits.filter(({ starts_at }) => this.isWithin(starts_at, period));
  }

  counts(visits: readonly Visit[]) {
    const count = (fits: (visit: Visit) => boolean): number => visits.filter(fits).length;
    return {
      bookings: visits.length,
      active: count((visit) => visit.status === 'booked' && !this.tookPlace(visit)),
      completed: count((visit) => this.tookPlace(visit)),
      cancelled: count(({ status }) => status === 'cancelled'),
      noShows: count(({ status }) => status === 'no_show'),
    };
  }

  /** By currency, in no order. */
  revenue(visits: readonly Visit[]): Record<string, { minor: number; visits: number }> {
    const sums: Record<string, { minor: number; visits: number }> = {};
    for (const visit of visits) {
      if (!this.tookPlace(visit)) continue;
      const known = sums[visit.currency] ?? { minor: 0, visits: 0 };
      sums[visit.currency] = { minor: known.minor + visit.price_minor, visits: known.visits + 1 };
    }
    return sums;
  }

  minutes(visits: readonly Visit[]): number {
    return visits
      .filter(({ status }) => status === 'booked' || status === 'completed')
      .reduce((sum, { starts_at, ends_at }) => sum + (ends_at.getTime() - starts_at.getTime()) / 60_000, 0);
  }

  figures(period: Period) {
    const visits = this.within(period);
    const came = new Set(visits.filter((visit) => this.tookPlace(visit)).map(({ client_id }) => client_id));
    const first = (clientId: number): string =>
      this.visits
        .filter((visit) => visit.client_id === clientId && this.tookPlace(visit))
        .map(({ starts_at }) => this.local(starts_at).toISODate() ?? '')
        .sort()[0] ?? '';
    const isNew = [...came].map((clientId) => first(clientId) >= period.from);
    const stars = this.reviews
      .filter(({ created_at }) => this.isWithin(created_at, period))
      .map((review) => review.stars);
    return {
      ...this.counts(visits),
      revenue: this.revenue(visits),
      newClients: isNew.filter((fresh) => fresh).length,
      returningClients: isNew.filter((fresh) => !fresh).length,
      stars: stars.length,
      average:
        stars.length === 0 ? null : (stars.reduce((sum, one) => sum + one, 0) / stars.length).toFixed(9),
    };
  }

  lines(period: Period, column: 'service_id' | 'staff_id') {
    const visits = this.within(period);
    return [...new Set(visits.map((visit) => visit[column]))]
      .sort((a, b) => a - b)
      .map((id) => {
        const own = visits.filter((visit) => visit[column] === id);
        return { id, ...this.counts(own), revenue: this.revenue(own), minutes: this.minutes(own) };
      });
  }

  days({ from, to }: Period) {
    const days = [];
    for (let date = from; date <= to; date = DateTime.fromISO(date).plus({ days: 1 }).toISODate() ?? '') {
      const own = this.within({ from: date, to: date });
      days.push({ date, ...this.counts(own), revenue: this.revenue(own) });
    }
    return days;
  }

  peaks(period: Period) {
    const starts = this.within(period)
      .filter(({ status }) => status !== 'cancelled')
      .map(({ starts_at }) => this.local(starts_at));
    const count = (fits: (start: DateTime) => boolean): number => starts.filter(fits).length;
    return {
      hours: Array.from({ length: 24 }, (_, hour) => count((start) => start.hour === hour)),
      weekdays: Array.from({ length: 7 }, (_, index) => count(({ weekday }) => weekday === index + 1)),
    };
  }

  minutesOf(period: Period, staff: readonly number[]): number {
    return this.minutes(this.within(period).filter(({ staff_id }) => staff.includes(staff_id)));
  }
}

const byCurrency = (
  revenue: readonly { readonly currency: string; readonly minor: number; readonly visits: number }[],
) => Object.fromEntries(revenue.map(({ currency, minor, visits }) => [currency, { minor, visits }]));

function plain(figures: Figures) {
  const { bookings, active, completed, cancelled, noShows, revenue, newClients, returningClients, rating } =
    figures;
  return {
    ...{ bookings, active, completed, cancelled, noShows, newClients, returningClients },
    revenue: byCurrency(revenue),
    stars: rating?.count ?? 0,
    average: rating === null ? null : rating.average.toFixed(9),
  };
}

async function read(salon: Salon, period: Period): Promise<Numbers> {
  const numbers = await readNumbers(salon.ctx, period);
  if (numbers === 'too_long') throw new Error(numbers);
  return numbers;
}

const three = [haircut, { ...haircut, name: 'Укладка' }, { ...haircut, name: 'Брови' }];
const team = [{ name: 'Анна' }, { name: 'Мария' }, { name: 'Ольга' }];

describe.each([
  ['Europe/Berlin', 1, '2026-02-01', '2026-04-30', '2026-03-29T14:20'],
  ['America/New_York', 2, '2025-10-01', '2025-11-30', '2025-11-02T01:30'],
  ['Australia/Lord_Howe', 3, '2026-03-01', '2026-05-15', '2026-04-05T09:00'],
  ['Asia/Kathmandu', 4, '2026-03-01', '2026-04-10', '2026-03-20T23:59'],
])('random visits in %s', (zone, seed, from, to, now) => {
  let salon: Salon;
  let recount: Recount;
  const dates = (): string[] => {
    const random = seeded(seed * 100);
    const days = DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days;
    return Array.from(
      { length: 2 },
      () =>
        DateTime.fromISO(from)
          .plus({ days: Math.floor(random() * days) })
          .toISODate() ?? '',
    ).sort();
  };

  beforeAll(async () => {
    salon = await buildSalon(test.database, { zone, services: three, staff: team, now });
    await fillSalon(salon, { random: seeded(seed), from, to, clients: 60 });
    recount = await Recount.of(salon);
  });

  it.each([
    ['the day of the clock', () => ({ from: now.slice(0, 10), to: now.slice(0, 10) })],
    ['the days around it', () => ({ from: plus(now, -3), to: plus(now, 3) })],
    ['the whole time', () => ({ from, to })],
    ['some days', () => ({ from: dates()[0] ?? '', to: dates()[1] ?? '' })],
    ['days without visits', () => ({ from: '2030-01-01', to: '2030-01-07' })],
  ])('are counted as a recount of the rows counts them: %s', async (_, periodOf) => {
    const period = periodOf();
    const numbers = await read(salon, period);
    const before = previousPeriod(period);
    expect(numbers.previous).toEqual(before);
    expect(plain(numbers.current)).toEqual(recount.figures(period));
    expect(plain(numbers.before)).toEqual(recount.figures(before));
    const sorted = (lines: Numbers['services']) =>
      lines
        .map(({ id, bookings, active, completed, cancelled, noShows, minutes, revenue }) => ({
          ...{ id, bookings, active, completed, cancelled, noShows, minutes },
          revenue: byCurrency(revenue),
        }))
        .sort((a, b) => a.id - b.id);
    expect(sorted(numbers.services)).toEqual(recount.lines(period, 'service_id'));
    expect(sorted(numbers.staff)).toEqual(recount.lines(period, 'staff_id'));
    expect(numbers.peaks).toEqual(recount.peaks(period));
    const plainDays = (days: Numbers['days']) =>
      days.map(({ revenue, ...day }) => ({ ...day, revenue: byCurrency(revenue) }));
    expect(plainDays(numbers.days)).toEqual(recount.days(period));
    expect(plainDays(numbers.daysBefore)).toEqual(recount.days(before));
    expect(numbers.current.bookedMinutes).toBe(recount.minutesOf(period, salon.staff));
    expect(numbers.before.bookedMinutes).toBe(recount.minutesOf(before, salon.staff));
  });

  it('have something of every kind in them', async () => {
    const { current } = await read(salon, { from, to });
    for (const key of ['active', 'completed', 'cancelled', 'noShows', 'newClients'] as const) {
      expect(current[key]).toBeGreaterThan(5);
    }
    expect(current.revenue.map(({ currency }) => currency).sort()).toEqual(['JPY', 'RUB', 'USD']);
  });
});

const plus = (moment: string, days: number): string =>
  DateTime.fromISO(moment.slice(0, 10)).plus({ days }).toISODate() ?? '';

describe('occupancy', () => {
  const monday = { from: '2026-03-02', to: '2026-03-02' };
  const week = { from: '2026-03-02', to: '2026-03-08' };
  let salon: Salon;

  const visit = (wallTime: string, minutes: number, more: Record<string, unknown> = {}) => {
    const startsAt = new Date(salon.at(wallTime));
    const endsAt = new Date(startsAt.getTime() + minutes * 60_000);
    const before = typeof more['buffer_before_minutes'] === 'number' ? more['buffer_before_minutes'] : 0;
    const from = new Date(startsAt.getTime() - before * 60_000);
    return add(salon.ctx, 'bookings', {
      client_id: 1,
      service_id: salon.services[0],
      staff_id: salon.staff[0],
      starts_at: startsAt,
      ends_at: endsAt,
      during: `[${from.toISOString()},${endsAt.toISOString()})`,
      ...{ price_minor: 0, currency: 'RUB', contact_name: 'М', contact_phone: '+79161234567' },
      ...more,
    });
  };

  beforeEach(async () => {
    salon = await buildSalon(test.database, {
      hours: daily(9 * 60, 21 * 60),
      breaks: daily(13 * 60, 14 * 60),
      staff: [{ name: 'Анна' }, { name: 'Мария' }],
    });
    await add(salon.ctx, 'clients', { telegram_id: 1 });
  });

  it('is booked minutes of working minutes, without breaks, buffers and what was cancelled or missed', async () => {
    await visit('2026-03-02T10:00', 60, { buffer_before_minutes: 30 });
    await visit('2026-03-02T15:00', 50, { status: 'cancelled' });
    await visit('2026-03-02T16:00', 50, { status: 'no_show' });
    await visit('2026-03-02T18:00', 72, { status: 'completed', staff_id: salon.staff[1] });
    const { current } = await read(salon, monday);
    expect(current.workingMinutes).toBe(2 * 11 * 60);
    expect(current.bookedMinutes).toBe(132);
    expect(current.occupancy).toBeCloseTo(0.1, 12);
  });

  it('leaves out closed days and blocked time, of one master and of all', async () => {
    await add(
      salon.ctx,
      'schedule_exceptions',
      { from_date: '2026-03-03', to_date: '2026-03-03', kind: 'closed' },
      { from_date: '2026-03-04', to_date: '2026-03-05', kind: 'closed', staff_id: salon.staff[0] },
    );
    const block = (from: string, to: string, staffId: number | null) => ({
      staff_id: staffId,
      during: `[${new Date(salon.at(from)).toISOString()},${new Date(salon.at(to)).toISOString()})`,
    });
    await add(
      salon.ctx,
      'time_blocks',
      block('2026-03-06T08:00', '2026-03-06T10:00', null),
      block('2026-03-06T09:30', '2026-03-06T11:00', salon.staff[1] ?? 0),
      block('2026-03-08T20:00', '2026-03-09T12:00', salon.staff[0] ?? 0),
    );
    const { current } = await read(salon, week);
    const days = 7 + 7 - 2 - 2;
    expect(current.workingMinutes).toBe(days * 11 * 60 - 60 - 120 - 60);
  });

  it('is of the masters who work here now, and of nobody when nobody does', async () => {
    await visit('2026-03-02T10:00', 60, { staff_id: salon.staff[1] });
    await change(salon.ctx, 'staff', { id: salon.staff[1] }, { active: false });
    const numbers = await read(salon, monday);
    expect(numbers.current).toMatchObject({
      bookings: 1,
      bookedMinutes: 0,
      workingMinutes: 660,
      occupancy: 0,
    });
    expect(numbers.staff).toMatchObject([{ name: 'Мария', isHere: false, bookings: 1 }]);
    await change(salon.ctx, 'staff', { id: salon.staff[0] }, { active: false });
    expect((await read(salon, monday)).current.occupancy).toBeNull();
  });

  it('counts a night shift once, on a long period as on a short one, and the hour the clocks repeat', async () => {
    const night = await buildSalon(test.database, {
      zone: 'Europe/Berlin',
      hours: daily(22 * 60, 28 * 60),
      now: '2026-10-01T12:00',
    });
    const of = async (period: Period) => (await read(night, period)).current.workingMinutes;
    expect(await of({ from: '2026-10-23', to: '2026-10-23' })).toBe(360);
    expect(await of({ from: '2026-10-24', to: '2026-10-24' })).toBe(420);
    expect(await of({ from: '2026-01-01', to: '2026-12-31' })).toBe(365 * 360);
  });
});

describe('a period', () => {
  it('that is too long is refused', async () => {
    const salon = await buildSalon(test.database);
    expect(await readNumbers(salon.ctx, { from: '2019-01-01', to: '2026-12-31' })).toBe('too_long');
  });

  it('runs until its last moment', async () => {
    const salon = await buildSalon(test.database, { now: '2026-03-02T23:59' });
    const day = { from: '2026-03-02', to: '2026-03-02' };
    expect(await read(salon, day)).toMatchObject({ isRunning: true });
    salon.clock.setTo(salon.at('2026-03-03T00:00'));
    expect(await read(salon, day)).toMatchObject({ isRunning: false });
  });
});
