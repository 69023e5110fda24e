/** A repeatable die. */
export interface Dice {
  readonly seed: number;
  /** A whole number from 0 to below the limit. */
  below(limit: number): number;
  shuffled<T>(items: readonly T[]): T[];
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
  return {
    seed,
    below,
    shuffled: (items) => {
      const left = [...items];
      return items.flatMap(() => left.splice(below(left.length), 1));
    },
  };
}

/** `npm run test:faults` runs every fault test at its full length, `npm test` a short version of it. */
export const isFullLength = process.env.FAULTS === 'full';

/**
 * Dice for a test whose seed is printed with its figures; `FAULT_SEED` repeats a run. `npm test` always throws the same: what
 * fails there can be looked into; the full length throws anew each time, to find what nobody has thought of.
 */
export function testDice(offset = 0): Dice {
  const { FAULT_SEED: given } = process.env;
  const usual = isFullLength ? Date.now() % 1_000_000 : 1;
  const dice = diceOf((given === undefined ? usual : Number(given)) + offset);
  if (isFullLength) process.stdout.write(`seed ${dice.seed - offset}\n`);
  return dice;
}

/** How many times a fault test goes through its whole story; `FAULT_ROUNDS` makes it longer. */
export const faultRounds = Math.max(1, Number(process.env.FAULT_ROUNDS ?? 1));
