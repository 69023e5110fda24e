import type { Admin } from '../../src/commands/desk/admin.js';
import { changeWeek, type WeekChange } from '../../src/commands/desk/change-week.js';
import {
  draftDayOff,
  previewDayOff,
  readDayOff,
  readDaysOff,
  removeDayOff,
  saveDayOff,
  type DayOffOrder,
} from '../../src/commands/desk/days-off.js';
import { previewHolidays, readHolidays, setHolidays } from '../../src/commands/desk/holidays.js';
import { readMasterHours, readWeek } from '../../src/commands/desk/week.js';
import { readDay } from '../../src/commands/read-day.js';
import { publicHolidays } from '../../src/reports/holiday-calendar.js';
import { add, all, buildSalon, change, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { book } from '../support/notices.js';

const owner: Admin = { telegramId: 7, role: 'owner', staffId: null, name: 'Анна' };
const h = (from: number, to: number) => ({ startMinute: from * 60, endMinute: to * 60 });
let test: TestDatabase;
let salon: Salon;
let anna: number;
let boris: number;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database, { staff: [{ name: 'Анна' }, { name: 'Борис' }] });
  [anna = 0, boris = 0] = salon.staff;
});

const cause = (updateId = nextUpdateId()) => ({ updateId });
const weekOf = async (staffId: number | null, by = owner) => {
  const week = await readWeek(salon.ctx, by, staffId);
  if (week === null) throw new Error('no week');
  return week;
};
/** As somebody who has just looked at the week. */
const run = async (staffId: number | null, wanted: WeekChange, by = owner, updateId = nextUpdateId()) =>
  changeWeek(salon.ctx, by, { updateId }, { staffId, change: wanted, seen: (await weekOf(staffId)).seen });
const hoursOn = async (staffId: number | null, weekday: number) =>
  (await weekOf(staffId)).days.find((day) => day.weekday === weekday)?.hours;
const audits = () => all<{ action: string; old: unknown; new: unknown }>(salon.ctx, 'audit_log');
/** The first and the last start that a client is offered. */
const offered = async (date: string, staffId: number | null = null) => {
  const found = await readDay(salon.ctx, { serviceId: salon.services[0] ?? 0, staffId, date });
  if (found === null) throw new Error('nothing is offered');
  const starts = found.slots.map(({ start }) => new Date(start + 3 * 3_600_000).toISOString().slice(11, 16));
  return starts.length === 0 ? 'closed' : `${starts[0] ?? ''}–${starts.at(-1) ?? ''}`;
};

describe('the week', () => {
  it('of the salon changes for clients at once', async () => {
    expect(await offered('2026-03-04')).toBe('09:00–20:00');
    const result = await run(null, { kind: 'hours', weekday: 3, hours: [h(12, 16)] });
    expect(result).toMatchObject({ outcome: 'saved', outside: { count: 0 } });
    expect(await offered('2026-03-04')).toBe('12:00–15:00');
    await run(null, { kind: 'breaks', weekday: 3, breaks: [h(12, 13)] });
    expect(await offered('2026-03-04')).toBe('13:00–15:00');
    await run(null, { kind: 'hours', weekday: 3, hours: [] });
    expect(await offered('2026-03-04')).toBe('closed');
    expect(await all(salon.ctx, 'breaks')).toEqual([]);
    expect(await offered('2026-03-05')).toBe('09:00–20:00');
    expect((await audits()).map(({ action }) => action)).toEqual(['hours.edit', 'hours.edit', 'hours.edit']);
    expect((await audits())[0]).toMatchObject({
      old: [{ weekday: 3, hours: [h(9, 21)], breaks: [] }],
      new: [{ weekday: 3, hours: [h(12, 16)], breaks: [] }],
    });
  });

  it('past midnight belongs to the day it began on', async () => {
    await run(null, { kind: 'hours', weekday: 3, hours: [h(20, 26)] });
    expect(await offered('2026-03-04')).toBe('20:00–23:30');
    expect(await offered('2026-03-05')).toBe('00:00–20:00');
  });

  it('of one day goes to other days', async () => {
    await run(null, { kind: 'hours', weekday: 1, hours: [h(10, 14), h(15, 18)] });
    await run(null, { kind: 'breaks', weekday: 1, breaks: [h(11, 12)] });
    await run(null, { kind: 'copy', weekday: 1, to: [1, 2, 3, 4, 5] });
    expect(await hoursOn(null, 5)).toEqual([h(10, 14), h(15, 18)]);
    expect(await hoursOn(null, 6)).toEqual([h(9, 21)]);
    expect(await all(salon.ctx, 'breaks')).toHaveLength(5);
    expect(await run(null, { kind: 'copy', weekday: 1, to: [1, 2] })).toMatchObject({ outcome: 'same' });
  });

  it('of a master stands for itself, begins as the salon’s, and ends as it', async () => {
    expect(await weekOf(anna)).toMatchObject({ isOwn: false, name: 'Анна' });
    expect(await run(anna, { kind: 'own' })).toMatchObject({ outcome: 'saved', week: { isOwn: true } });
    await run(anna, { kind: 'hours', weekday: 3, hours: [h(10, 12)] });
    expect(await offered('2026-03-04', anna)).toBe('10:00–11:00');
    expect(await offered('2026-03-04', boris)).toBe('09:00–20:00');
    await run(null, { kind: 'hours', weekday: 3, hours: [h(8, 22)] });
    expect(await offered('2026-03-04', anna)).toBe('10:00–11:00');
    expect(await readMasterHours(salon.ctx, owner)).toEqual([
      { id: anna, name: 'Анна', isOwn: true },
      { id: boris, name: 'Борис', isOwn: false },
    ]);
    expect(await run(anna, { kind: 'as_salon' })).toMatchObject({ outcome: 'saved', week: { isOwn: false } });
    expect(await offered('2026-03-04', anna)).toBe('08:00–21:00');
    expect((await audits()).map(({ action }) => action)).toEqual([
      ...['hours.own', 'hours.edit', 'hours.edit', 'hours.as_salon'],
    ]);
  });

  it('of a master keeps a working day, for without one the salon’s would hold', async () => {
    await run(anna, { kind: 'own' });
    for (const weekday of [1, 2, 3, 4, 5, 6]) await run(anna, { kind: 'hours', weekday, hours: [] });
    expect(await run(anna, { kind: 'hours', weekday: 7, hours: [] })).toMatchObject({
      outcome: 'no_day_left',
    });
    expect(await offered('2026-03-04', anna)).toBe('closed');
    expect(await offered('2026-03-08', anna)).toBe('09:00–20:00');
  });

  it('refuses breaks outside the hours, and breaks that leave nothing', async () => {
    const outside: WeekChange = { kind: 'breaks', weekday: 1, breaks: [h(8, 10)] };
    expect(await run(null, outside)).toMatchObject({ outcome: 'break_outside' });
    const all_: WeekChange = { kind: 'breaks', weekday: 1, breaks: [h(9, 21)] };
    expect(await run(null, all_)).toMatchObject({ outcome: 'nothing_left' });
    expect(await all(salon.ctx, 'breaks')).toEqual([]);
    expect(await audits()).toEqual([]);
  });

  it('says which visits the hours no longer cover, and leaves them alone', async () => {
    const { bookingId } = await book(salon, '2026-03-04T19:00');
    await book(salon, '2026-03-05T19:00');
    const before = await all(salon.ctx, 'bookings');
    const result = await run(null, { kind: 'hours', weekday: 3, hours: [h(9, 18)] });
    expect(result).toMatchObject({ outside: { count: 1, dates: [{ date: '2026-03-04', count: 1 }] } });
    // What was outside already is no news of the next change.
    expect(await run(null, { kind: 'hours', weekday: 3, hours: [h(9, 17)] })).toMatchObject({
      outside: { count: 0 },
    });
    expect(await all(salon.ctx, 'bookings')).toEqual(before);
    expect(bookingId).toBeGreaterThan(0);
  });

  it('tells the second of two who change it', async () => {
    const { seen } = await weekOf(null);
    const orders = [10, 11, 12, 13].map((from) =>
      changeWeek(salon.ctx, owner, cause(), {
        ...{ staffId: null, seen, change: { kind: 'hours', weekday: 1, hours: [h(from, 20)] } },
      }),
    );
    const outcomes = (await Promise.all(orders)).map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['changed', 'changed', 'changed', 'saved']);
    expect(await audits()).toHaveLength(1);
    expect(await all(salon.ctx, 'working_hours')).toHaveLength(7);
  });

  it('a redelivered update changes nothing twice', async () => {
    const updateId = nextUpdateId();
    const { seen } = await weekOf(null);
    const order = { staffId: null, seen, change: { kind: 'hours', weekday: 1, hours: [h(10, 20)] } } as const;
    expect(await changeWeek(salon.ctx, owner, { updateId }, order)).toMatchObject({ outcome: 'saved' });
    await run(null, { kind: 'hours', weekday: 1, hours: [h(11, 20)] });
    expect(await changeWeek(salon.ctx, owner, { updateId }, order)).toMatchObject({ outcome: 'saved' });
    expect(await hoursOn(null, 1)).toEqual([h(11, 20)]);
  });

  it('of somebody else is out of a master’s reach, and of nobody there is none', async () => {
    const by: Admin = { telegramId: 9, role: 'staff', staffId: anna, name: 'Анна' };
    expect(await readWeek(salon.ctx, by, anna)).not.toBeNull();
    expect(await readMasterHours(salon.ctx, by)).toMatchObject([{ id: anna }]);
    for (const staffId of [null, boris]) {
      expect(await readWeek(salon.ctx, by, staffId)).toBeNull();
      expect(await run(staffId, { kind: 'own' }, by)).toEqual({ outcome: 'gone' });
      expect(await readDaysOff(salon.ctx, by, staffId)).toEqual([]);
    }
    await change(salon.ctx, 'staff', { id: boris }, { active: false });
    for (const staffId of [boris, 999, 0, -1, 2 ** 40]) {
      expect(await readWeek(salon.ctx, owner, staffId)).toBeNull();
    }
    expect(await audits()).toEqual([]);
  });
});

const dayOff = (over: Partial<DayOffOrder> = {}): DayOffOrder => ({
  ...{ staffId: null, from: '2026-03-04', to: '2026-03-04', intervals: [], reason: null },
  ...over,
});
const draft = async (order: DayOffOrder, by = owner) => {
  const id = await draftDayOff(salon.ctx, by, cause(), order);
  if (id === null) throw new Error('not drafted');
  return id;
};
const save = async (order: DayOffOrder) => saveDayOff(salon.ctx, owner, cause(), await draft(order));

describe('days off', () => {
  it('close the salon at once, and open it when taken back', async () => {
    const result = await save(dayOff({ to: '2026-03-05', reason: 'ремонт' }));
    if (result.outcome !== 'saved') throw new Error('not saved');
    expect(await offered('2026-03-04')).toBe('closed');
    expect(await offered('2026-03-05')).toBe('closed');
    expect(await offered('2026-03-06')).toBe('09:00–20:00');
    expect(await readDaysOff(salon.ctx, owner, null)).toMatchObject([
      {
        from: '2026-03-04',
        to: '2026-03-05',
        kind: 'closed',
        reason: 'ремонт',
        source: null,
        staffName: null,
      },
    ]);
    expect(await removeDayOff(salon.ctx, owner, cause(), result.id)).toBe(true);
    expect(await removeDayOff(salon.ctx, owner, cause(), result.id)).toBe(false);
    expect(await offered('2026-03-04')).toBe('09:00–20:00');
    expect((await audits()).map(({ action }) => action)).toEqual(['day_off.add', 'day_off.remove']);
  });

  it('of one master, and special hours, hold for that master only', async () => {
    await save(dayOff({ staffId: anna }));
    await save(dayOff({ staffId: boris, intervals: [h(6, 8)] }));
    expect(await offered('2026-03-04', anna)).toBe('closed');
    expect(await offered('2026-03-04', boris)).toBe('06:00–07:00');
    expect(await readDaysOff(salon.ctx, owner, anna)).toHaveLength(1);
    expect(await readDaysOff(salon.ctx, owner, null)).toHaveLength(2);
  });

  it('show the visits in the way before anything is saved, by their dates, and leave them alone', async () => {
    await change(salon.ctx, 'staff', { id: boris }, { active: false });
    for (const start of ['2026-03-04T10:00', '2026-03-04T15:00', '2026-03-05T19:00', '2026-03-06T10:00']) {
      await book(salon, start);
    }
    const before = await all(salon.ctx, 'bookings');
    const closed = await previewDayOff(salon.ctx, owner, await draft(dayOff({ to: '2026-03-05' })));
    expect(closed?.inTheWay).toEqual({
      count: 3,
      dates: [
        { date: '2026-03-04', count: 2 },
        { date: '2026-03-05', count: 1 },
      ],
    });
    const special = await previewDayOff(salon.ctx, owner, await draft(dayOff({ intervals: [h(9, 14)] })));
    expect(special?.inTheWay.count).toBe(1);
    const other = await previewDayOff(
      salon.ctx,
      owner,
      await draft(dayOff({ from: '2026-03-07', to: '2026-03-07' })),
    );
    expect(other?.inTheWay.count).toBe(0);
    expect(await all(salon.ctx, 'schedule_exceptions')).toEqual([]);
    expect(await save(dayOff())).toMatchObject({ outcome: 'saved', inTheWay: { count: 2 } });
    expect(await all(salon.ctx, 'bookings')).toEqual(before);
  });

  it('count a visit that was booked outside the hours, and leave the night before to its own day', async () => {
    await run(null, { kind: 'hours', weekday: 3, hours: [h(20, 26)] });
    await book(salon, '2026-03-05T00:30');
    const night = await previewDayOff(
      salon.ctx,
      owner,
      await draft(dayOff({ from: '2026-03-05', to: '2026-03-05' })),
    );
    expect(night?.inTheWay.count).toBe(0);
    const evening = await previewDayOff(salon.ctx, owner, await draft(dayOff()));
    expect(evening?.inTheWay).toEqual({ count: 1, dates: [{ date: '2026-03-05', count: 1 }] });
    await book(salon, '2026-03-06T20:00');
    await run(null, { kind: 'hours', weekday: 5, hours: [h(9, 12)] });
    const after = await previewDayOff(
      salon.ctx,
      owner,
      await draft(dayOff({ from: '2026-03-06', to: '2026-03-06' })),
    );
    expect(after?.inTheWay.count).toBe(1);
  });

  it('are saved once, however often the button is pressed', async () => {
    const id = await draft(dayOff());
    const press = cause();
    const results = await Promise.all([
      saveDayOff(salon.ctx, owner, press, id),
      saveDayOff(salon.ctx, owner, press, id),
      saveDayOff(salon.ctx, owner, cause(), id),
    ]);
    expect(results.every(({ outcome }) => outcome === 'saved')).toBe(true);
    expect(await all(salon.ctx, 'schedule_exceptions')).toHaveLength(1);
    expect(await audits()).toHaveLength(1);
  });

  it('say when special hours would be on a day that is closed already', async () => {
    await save(dayOff());
    const preview = await previewDayOff(
      salon.ctx,
      owner,
      await draft(dayOff({ staffId: anna, intervals: [h(9, 12)] })),
    );
    expect(preview?.isClosedAlready).toBe(true);
  });

  it('that somebody else has drafted, or for whom nobody is there, cannot be saved', async () => {
    const id = await draft(dayOff({ staffId: boris }));
    const other: Admin = { ...owner, telegramId: 8 };
    expect(await previewDayOff(salon.ctx, other, id)).toBeNull();
    expect(await saveDayOff(salon.ctx, other, cause(), id)).toEqual({ outcome: 'gone' });
    await change(salon.ctx, 'staff', { id: boris }, { active: false });
    expect(await saveDayOff(salon.ctx, owner, cause(), id)).toEqual({ outcome: 'gone' });
    expect(await draftDayOff(salon.ctx, owner, cause(), dayOff({ staffId: boris }))).toBeNull();
    for (const nobody of [0, -1, 999, 2 ** 40]) {
      expect(await saveDayOff(salon.ctx, owner, cause(), nobody)).toEqual({ outcome: 'gone' });
      expect(await readDayOff(salon.ctx, owner, nobody)).toBeNull();
    }
    expect(await all(salon.ctx, 'schedule_exceptions')).toEqual([]);
  });

  it('that are over are not listed', async () => {
    await add(salon.ctx, 'schedule_exceptions', {
      from_date: '2026-02-01',
      to_date: '2026-03-01',
      kind: 'closed',
    });
    expect(await readDaysOff(salon.ctx, owner, null)).toEqual([]);
  });
});

describe('public holidays', () => {
  it('of a year ahead are listed in the language asked for, in order, each day once', async () => {
    const holidays = await readHolidays(salon.ctx, 'ru');
    expect(holidays.map(({ from, name }) => `${from} ${name}`)).toEqual(
      expect.arrayContaining(['2026-05-09 День Победы', '2027-01-01 Новый год']),
    );
    expect(holidays.every(({ isOff }) => !isOff)).toBe(true);
    const dates = holidays.map(({ from }) => from);
    expect(dates).toEqual([...new Set(dates)].sort());
    expect(dates.every((date) => date >= '2026-03-02' && date < '2027-03-02')).toBe(true);
    expect((await readHolidays(salon.ctx, 'en')).map(({ name }) => name)).toContain('Victory Day');
  });

  it('close the salon one by one or all together, and open it again', async () => {
    const victory = { from: '2026-05-09', off: true };
    expect(await setHolidays(salon.ctx, owner, cause(), victory)).toBe(1);
    expect(await setHolidays(salon.ctx, owner, cause(), victory)).toBe(0);
    expect(await offered('2026-05-09')).toBe('closed');
    expect(await all(salon.ctx, 'schedule_exceptions')).toMatchObject([
      { from_date: '2026-05-09', kind: 'closed', source: 'holiday', reason: 'День Победы', staff_id: null },
    ]);
    const every = await readHolidays(salon.ctx, 'ru');
    expect(await setHolidays(salon.ctx, owner, cause(), { from: null, off: true })).toBe(every.length - 1);
    expect((await readHolidays(salon.ctx, 'ru')).every(({ isOff }) => isOff)).toBe(true);
    // What was entered by hand is not taken back with the holidays, whichever day it is on.
    await save(dayOff({ from: '2026-06-12', to: '2026-06-12' }));
    expect(await setHolidays(salon.ctx, owner, cause(), { ...victory, off: false })).toBe(1);
    expect(await offered('2026-05-09')).toBe('09:00–20:00');
    expect(await setHolidays(salon.ctx, owner, cause(), { from: null, off: false })).toBe(every.length - 1);
    expect(await readDaysOff(salon.ctx, owner, null)).toMatchObject([{ source: null }]);
    expect((await audits()).map(({ action }) => action)).toEqual([
      ...['holidays.off', 'holidays.off', 'day_off.add', 'holidays.on', 'holidays.on'],
    ]);
  });

  it('say which visits are in the way, and one update switches once', async () => {
    await book(salon, '2026-03-08T12:00');
    const women = { from: '2026-03-08', off: true };
    expect(await previewHolidays(salon.ctx, women)).toEqual({
      count: 1,
      dates: [{ date: '2026-03-08', count: 1 }],
    });
    expect(await previewHolidays(salon.ctx, { ...women, off: false })).toMatchObject({ count: 0 });
    const once = cause();
    expect(await setHolidays(salon.ctx, owner, once, women)).toBe(1);
    expect(await setHolidays(salon.ctx, owner, once, women)).toBe(1);
    expect(await all(salon.ctx, 'schedule_exceptions')).toHaveLength(1);
    expect(await setHolidays(salon.ctx, owner, cause(), { from: '2026-03-03', off: true })).toBe(0);
  });

  it('of a country without a calendar are none', async () => {
    expect(await publicHolidays({ country: 'ZZ', years: [2026], language: 'ru' })).toEqual([]);
  });

  it('are looked up by a thread: the loop of everybody else goes on', async () => {
    let turns = 0;
    let isAnswered = false;
    const spin = (): void => {
      turns += 1;
      if (!isAnswered) setImmediate(spin);
    };
    setImmediate(spin);
    const found = await publicHolidays({ country: 'US', years: [2031], language: 'en' });
    isAnswered = true;
    expect(found.map(({ name }) => name)).toContain('Thanksgiving Day');
    expect(turns).toBeGreaterThan(100);
  });
});
