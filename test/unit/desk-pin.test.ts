import fc from 'fast-check';
import { hashPin, isPin } from '../../src/commands/desk/pin-hash.js';
import { freeAttempts, lockAfterMs, pinProblem } from '../../src/domain/pin.js';

test.each(['', '123', '123456789', '12 34', 'abcd', '12.4', '١٢٣٤'])('%j is not a PIN', (pin) => {
  expect(pinProblem(pin)).toBe('not_digits');
});

test.each(['0000', '1111', '1234', '4321', '987654', '1212', '123123', '1985', '2026'])(
  '%s is too easy to guess',
  (pin) => {
    expect(pinProblem(pin)).toBe('too_simple');
  },
);

test.each(['7391', '1235', '90210', '84651379'])('%s will do', (pin) => {
  expect(pinProblem(pin)).toBeNull();
});

test('the lock begins after the free attempts, grows and stays within an hour', () => {
  const waits = Array.from({ length: 12 }, (_, attempts) => lockAfterMs(attempts));
  expect(waits.slice(0, freeAttempts)).toEqual([0, 0, 0]);
  expect(waits.slice(freeAttempts, freeAttempts + 5)).toEqual([
    30_000, 60_000, 300_000, 1_800_000, 3_600_000,
  ]);
  expect(waits.at(-1)).toBe(3_600_000);
});

test('a hash tells its PIN from others, differs each time and does not hold the digits', async () => {
  const [one, other] = await Promise.all([hashPin('7391'), hashPin('7391')]);
  expect(one).not.toBe(other);
  expect(one).toMatch(/^scrypt\$15\$8\$3\$/);
  expect(one).not.toContain('7391');
  expect(await isPin('7391', one)).toBe(true);
  expect(await isPin('7390', one)).toBe(false);
  expect(await isPin('73910', one)).toBe(false);
});

test('anything else in place of a hash opens nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (kept) => {
      expect(await isPin('7391', kept)).toBe(false);
    }),
  );
});
