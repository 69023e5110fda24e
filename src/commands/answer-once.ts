import { once } from '../db/processed-updates.js';
import type { WriteTx } from '../db/tenant-db.js';
import type { Cause, TenantContext } from './tenant-context.js';

/**
 * Decides something in a transaction of its own, once however often its update comes: given again, it changes nothing.
 * What was decided is kept as it is, so it is plain data without personal details; `show` makes the answer of it, by how
 * things stand now, each time. `now` is epoch milliseconds.
 */
export function decideOnce<Verdict extends object, Answer>(
  ctx: TenantContext,
  { updateId }: Cause,
  verb: string,
  decide: (tx: WriteTx, now: number) => Promise<Verdict>,
  show: (tx: WriteTx, verdict: Verdict, now: number) => Answer | Promise<Answer>,
): Promise<Answer> {
  const now = ctx.clock.now();
  return ctx.db.transact(async (tx) => {
    const verdict = await once<Verdict, Verdict>(
      tx,
      { updateId, verb, now },
      async () => {
        const decided = await decide(tx, now);
        return { outcome: decided, answer: decided };
      },
      (kept) => Promise.resolve(kept),
    );
    return show(tx, verdict, now);
  });
}

/** As `decideOnce`, where what is decided is the answer, the same each time. */
export function answerOnce<Answer extends object>(
  ctx: TenantContext,
  cause: Cause,
  verb: string,
  work: (tx: WriteTx, now: number) => Promise<Answer>,
): Promise<Answer> {
  return decideOnce(ctx, cause, verb, work, (_, answer) => answer);
}
