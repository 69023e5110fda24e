import { holdOffer, lockOffer } from '../../db/advisory-locks.js';
import { lockStaff } from '../../db/booking-moves.js';
import { keepFingerprint } from '../../db/mass-operations.js';
import { lockVisits, selectVisits } from '../../db/mass-visits.js';
import { commitOperation } from '../../db/operations.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { isSoft } from '../../domain/mass-collisions.js';
import { answerOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import type { Admin } from './admin.js';
import { applyMass } from './apply-mass.js';
import { lockMassOperation, mostVisits, type MassDone, type MassKind } from './mass-order.js';
import { planMass, seenOf, type MassPlan } from './plan-mass.js';
import { winTime } from './win-time.js';

export interface MassCommit {
  readonly kind: MassKind;
  readonly operationId: number;
  /** Of the preview that was confirmed. */
  readonly seen: number;
  /** Somebody has seen the collisions that give way, and goes on. */
  readonly anyway: boolean;
}

export type CommitMassResult =
  /** `repeated`: it had been done by another press; nothing was changed. */
  | ({ readonly outcome: 'done'; readonly repeated: boolean } & MassDone)
  /** It would not come out as it was shown: nothing was changed. */
  | { readonly outcome: 'changed' }
  /** Something is in the way that nobody may pass over, or that needs `anyway`: nothing was changed. */
  | { readonly outcome: 'collides' | 'needs_anyway' }
  /** There is no visit to change, and no time to close. */
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'not_found' };

/**
 * Does what was shown, all of it or nothing: every visit with its version, history, notices and reminders, and one line of
 * the audit log with the whole list, in one transaction. What would come out differently from the preview is not done.
 * A rival who wins a time at this very moment makes it come out differently. A second press gets what the first did.
 */
export async function commitMass(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  commit: MassCommit,
): Promise<CommitMassResult> {
  const result = await winTime(() =>
    answerOnce(ctx, cause, 'commit-mass', (tx, now) => decide(tx, ctx, by, commit, now)),
  );
  if (result.outcome === 'done') ctx.wake();
  return result;
}

async function decide(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  { kind, operationId, seen, anyway }: MassCommit,
  now: number,
): Promise<CommitMassResult> {
  const operation = await lockMassOperation(tx, by, kind, operationId);
  if (operation === null) return { outcome: 'not_found' };
  const { order, result } = operation;
  if (result !== null) return { outcome: 'done', repeated: true, ...result };
  await (order.block === null ? holdOffer(tx) : lockOffer(tx));
  const selected = await selectVisits(tx, order.selection, now, mostVisits + 1);
  await lockVisits(tx, selected);
  await lockStaff(
    tx,
    selected.map(({ staffId }) => staffId),
  );
  // Read again: whoever was waited for may have changed anything.
  const plan = await planMass(tx, ctx, order, now);
  if (typeof plan === 'string' || seenOf(plan) !== seen) return { outcome: 'changed' };
  const refusal = refusalOf(plan, anyway);
  if (refusal !== null) return { outcome: refusal };
  if (plan.visits.length === 0 && order.block === null) return { outcome: 'nothing' };
  const done = await applyMass(tx, ctx, by, { operationId, kind, order, plan, anyway }, now);
  await keepFingerprint(tx, operationId, plan.fingerprint);
  await commitOperation(tx, operationId, done, now);
  return { outcome: 'done', repeated: false, ...done };
}

function refusalOf({ visits }: MassPlan, anyway: boolean): 'collides' | 'needs_anyway' | null {
  const collisions = visits.flatMap((one) => one.collisions);
  if (collisions.some((collision) => !isSoft(collision))) return 'collides';
  return collisions.length > 0 && !anyway ? 'needs_anyway' : null;
}
