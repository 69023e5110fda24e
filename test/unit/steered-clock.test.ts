import { ClockKeeper } from '../../src/host/clock-keeper.js';
import { SteeredClock } from '../../src/lib/steered-clock.js';
import { Counter, collectedLog } from '../support/telegram-bot.js';

const noon = Date.parse('2026-03-02T12:00:00Z');
const hour = 3_600_000;

test('counts on by what has passed, in whole milliseconds, and is set to another time', () => {
  let passed = 1_000;
  const clock = new SteeredClock(noon, () => passed);
  expect(clock.now()).toBe(noon);
  passed += 1_500.4;
  expect(clock.now()).toBe(noon + 1_500);
  expect(clock.set(noon - hour)).toBe(hour + 1_500);
  expect(clock.now()).toBe(noon - hour);
  passed += 10;
  expect(clock.now()).toBe(noon - hour + 10);
});

test('is kept by the database’s time, from the first look on, and a difference is told', async () => {
  const { log, lines } = collectedLog();
  const clock = new SteeredClock(noon + 2 * hour, () => 0);
  const keeper = new ClockKeeper(clock, log, 1);
  const looks = new Counter();
  let time = noon;
  await keeper.follow('far', () => {
    looks.add();
    return Promise.resolve(time);
  });
  expect(Math.abs(clock.now() - noon)).toBeLessThan(hour);
  expect(lines.filter((line) => line.includes('"aheadMs":7')).length).toBe(1);
  time = noon + hour;
  await looks.reached(looks.value + 2);
  expect(clock.now()).toBeGreaterThan(noon + hour / 2);
  keeper.stop();
});

test('goes by the default database when there is one, and counts on while it is away', async () => {
  const clock = new SteeredClock(noon, () => 0);
  const keeper = new ClockKeeper(clock, collectedLog().log, 1);
  const failures = new Counter();
  await keeper.follow('far', () => Promise.resolve(noon + hour));
  await keeper.follow('default', () => Promise.resolve(noon + 2 * hour));
  await keeper.follow('other', () => Promise.resolve(noon + 3 * hour));
  const set = clock.now();
  expect(set).toBeGreaterThan(noon + hour + hour / 2);
  expect(set).toBeLessThan(noon + 2 * hour + hour / 2);
  await keeper.follow('default', () => {
    failures.add();
    return Promise.reject(new Error('the database is away'));
  });
  await failures.reached(3);
  expect(clock.now()).toBe(set);
  keeper.stop();
});
