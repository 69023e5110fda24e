/** Wrong attempts that cost nothing but another try. */
export const freeAttempts = 3;
const minute = 60_000;
const locks = [30_000, minute, 5 * minute, 30 * minute, 60 * minute] as const;

/** How long nothing is taken after this many wrong attempts in a row, in milliseconds; growing, one hour at most. */
export function lockAfterMs(failedAttempts: number): number {
  if (failedAttempts < freeAttempts) return 0;
  return locks[Math.min(failedAttempts - freeAttempts, locks.length - 1)] ?? 0;
}

export type PinProblem = 'not_digits' | 'too_simple';

/** A new PIN: 4 to 8 digits that are not the first to be tried. Null: it will do. */
export function pinProblem(pin: string): PinProblem | null {
  if (!/^\d{4,8}$/.test(pin)) return 'not_digits';
  const steps = new Set(
    Array.from(pin)
      .slice(1)
      .map((digit, index) => Number(digit) - Number(pin[index])),
  );
  const [only] = steps;
  if (steps.size === 1 && only !== undefined && Math.abs(only) <= 1) return 'too_simple';
  const half = pin.length / 2;
  const isRepeated = Number.isInteger(half) && pin.slice(0, half) === pin.slice(half);
  return isRepeated || /^(?:19|20)\d\d$/.test(pin) ? 'too_simple' : null;
}
