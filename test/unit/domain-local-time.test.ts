import { dayOfDate, endInstant, readZone, startInstant } from '../../src/domain/local-time.js';

const hourMs = 3_600_000;
const oneDay = (zone: string, date: string) => readZone(zone, dayOfDate(date), dayOfDate(date));

// Zones west and east of Greenwich change their clocks on another day of UTC than on the wall.
describe('readZone, asked for one day', () => {
  it('sees the hour that is repeated at its end, far in the west', () => {
    const day = dayOfDate('2026-04-04');
    const periods = oneDay('America/Santiago', '2026-04-04');
    const [first, last] = [startInstant(periods, day, 23 * 60 + 30), endInstant(periods, day, 23 * 60 + 30)];
    expect(first).toBe(Date.parse('2026-04-05T02:30:00Z'));
    expect(last - first).toBe(hourMs);
  });

  it('sees the hour that is skipped at its beginning, in the east', () => {
    const day = dayOfDate('2026-03-29');
    const periods = oneDay('Asia/Beirut', '2026-03-29');
    expect(startInstant(periods, day, 30)).toBe(Date.parse('2026-03-28T22:30:00Z'));
    expect(startInstant(periods, day, 60)).toBe(Date.parse('2026-03-28T22:00:00Z'));
  });

  it('reads a zone without changes as one period', () => {
    expect(oneDay('Europe/Moscow', '2026-06-01')).toEqual([
      { from: -Infinity, until: Infinity, offset: 3 * hourMs },
    ]);
  });

  it('refuses an unknown zone', () => {
    expect(() => oneDay('Europe/Atlantis', '2026-06-01')).toThrow(RangeError);
  });
});
