import { lockOffer } from '../../db/advisory-locks.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { answerOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';

/**
 * Makes one change of services, masters or who offers what, in one transaction and one after another. The same update
 * given again changes nothing and gets the same answer, which is plain data without personal details.
 */
export function changeCatalogue<Answer extends object>(
  ctx: TenantContext,
  cause: Cause,
  verb: string,
  change: (tx: WriteTx, now: number) => Promise<Answer>,
): Promise<Answer> {
  return answerOnce(ctx, cause, verb, async (tx, now) => {
    await lockOffer(tx);
    return change(tx, now);
  });
}

/** What came of an edit. */
export interface EditResult {
  readonly outcome:
    | 'saved'
    /** It is so already. */
    | 'same'
    /** Somebody else has changed it meanwhile; nothing was done. */
    | 'changed'
    | 'not_found'
    /** Not within the limits. */
    | 'invalid';
  /** Visits to come that are kept, when something was hidden; else null. */
  readonly keptVisits: number | null;
}

/** An outcome that keeps no visits. */
export function plainly(outcome: EditResult['outcome']): EditResult {
  return { outcome, keptVisits: null };
}
