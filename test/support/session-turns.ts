import fc from 'fast-check';
import pino from 'pino';
import { Sessions, type SessionShelf } from '../../src/commands/sessions.js';
import type { Clock } from '../../src/lib/clock.js';
import { TransientError } from '../../src/lib/errors.js';

/** One update of one person, handled by one of two processes. */
interface Handling {
  readonly process: 0 | 1;
  /** How many updates ago it was sent: more than 0 is late, or a repetition. */
  readonly late: number;
  /** Nothing of the conversation is changed. */
  readonly isLook: boolean;
  /** Whether the shelf is away from this process when it reads, and when it writes. */
  readonly isAway: readonly [boolean, boolean];
}

const oftenNot = fc.constantFrom(false, false, false, true);
const handling: fc.Arbitrary<Handling> = fc.record({
  process: fc.constantFrom(0 as const, 1 as const),
  late: fc.constantFrom(0, 0, 0, 1, 1, 2),
  isLook: oftenNot,
  isAway: fc.tuple(fc.boolean(), oftenNot),
});

/** What an update makes of the conversation; before the first there is none. */
const stateAfter = (update: number): object | null => (update % 4 === 0 ? null : { update });

/** A process with its own door to the shelf. */
class Process {
  isAway = false;
  /** The latest update of which this process has seen, or made, the state. */
  known = 0;
  readonly store;

  constructor(shelf: SessionShelf, clock: Clock) {
    const pass = <T>(work: () => Promise<T>): Promise<T> =>
      this.isAway ? Promise.reject(new TransientError('away', 'the door is shut')) : work();
    this.store = new Sessions(clock, pino({ level: 'silent' })).of('anna', {
      ...shelf,
      find: (key) => pass(() => shelf.find(key)),
      put: (key, session) => pass(() => shelf.put(key, session)),
    });
  }
}

let people = 0;

/**
 * Lets two processes take turns at one conversation while the shelf comes and goes for each. Whatever happens, the shelf has
 * the state of the latest update that a process could tell it, at once or when it was asked again, and never goes back.
 */
export async function expectLatestKept(shelf: SessionShelf, clock: Clock, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(handling, { minLength: 6, maxLength: 12 }), async (handlings) => {
      people += 1;
      const key = { chatId: people, userId: people };
      const processes = [new Process(shelf, clock), new Process(shelf, clock)] as const;
      let sent = 0;
      let kept = 0;
      for (const { process, late, isLook, isAway } of handlings) {
        const one = processes[process];
        if (late === 0) sent += 1;
        const updateId = Math.max(1, sent - late);
        [one.isAway] = isAway;
        if (!one.isAway) one.known = kept = Math.max(kept, one.known);
        expect(await one.store.read(key)).toEqual(stateAfter(one.known));
        [, one.isAway] = isAway;
        if (!isLook) {
          const state = stateAfter(updateId);
          if (state === null) await one.store.end({ ...key, updateId });
          else await one.store.save({ ...key, updateId }, state);
          one.known = Math.max(one.known, updateId);
          if (!one.isAway && one.known === updateId) one.known = kept = Math.max(kept, updateId);
        }
        expect((await shelf.find(key))?.state ?? null).toEqual(stateAfter(kept));
      }
    }),
    { numRuns: runs },
  );
}
