import { sqlStateOf } from '../../db/errors.js';
import { BotelError } from '../../lib/errors.js';

/** Somebody won the time at this very moment; what the transaction has written besides must not stay. */
export class TimeLostError extends BotelError {
  constructor() {
    super('time_lost', 'the time was won by somebody else at the same moment');
  }
}

const exclusionViolation = '23P01';
/** Each attempt lost to a rival leaves one rival's booking to be seen by the next: a few are plenty. */
const attempts = 6;

/**
 * Runs a transaction that takes a master's time, and runs it again when somebody who does not wait for the staff's lock
 * won that time at the same moment: the next attempt sees who did. `attempt` must have no other effects.
 */
export async function winTime<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let number = 1; ; number++) {
    try {
      return await attempt();
    } catch (error) {
      const isLost = error instanceof TimeLostError || sqlStateOf(error) === exclusionViolation;
      if (!isLost || number === attempts) throw error;
    }
  }
}
