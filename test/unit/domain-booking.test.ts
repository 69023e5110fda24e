import { mayClientChange } from '../../src/domain/booking.js';

const hour = 3_600_000;
const startsAt = Date.parse('2026-06-01T10:00:00Z');

describe('mayClientChange', () => {
  it('allows it until the deadline to the millisecond', () => {
    const booking = { status: 'booked', startsAt } as const;
    expect(mayClientChange(booking, startsAt - 24 * hour, 24 * 60)).toBe(true);
    expect(mayClientChange(booking, startsAt - 24 * hour + 1, 24 * 60)).toBe(false);
    expect(mayClientChange(booking, startsAt, 0)).toBe(true);
    expect(mayClientChange(booking, startsAt + 1, 0)).toBe(false);
  });

  it.each(['completed', 'cancelled', 'no_show'] as const)('refuses it for a visit that is %s', (status) => {
    expect(mayClientChange({ status, startsAt }, startsAt - 48 * hour, 60)).toBe(false);
  });
});
