import { deleteTimeBlock, findTimeBlock } from '../../db/time-blocks.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { answerOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, scopeOf, type Admin } from './admin.js';

export interface RemoveBlockResult {
  /** `not_found`: it is open already, or it is not this person's to open. */
  readonly outcome: 'removed' | 'not_found';
}

/** Opens a closed time. The same update given again changes nothing. */
export async function removeBlock(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  blockId: number,
): Promise<RemoveBlockResult> {
  return answerOnce(ctx, cause, 'remove-block', async (tx, now) => ({
    outcome: await remove(tx, by, blockId, now),
  }));
}

async function remove(
  tx: WriteTx,
  by: Admin,
  blockId: number,
  now: number,
): Promise<RemoveBlockResult['outcome']> {
  const block = await findTimeBlock(tx, blockId);
  const scope = scopeOf(by);
  if (block === null || (scope !== null && block.staffId !== scope)) return 'not_found';
  if (!(await deleteTimeBlock(tx, blockId))) return 'not_found';
  await audit(tx, by, {
    action: 'block.remove',
    subject: 'block',
    subjectId: blockId,
    old: {
      from: new Date(block.start).toISOString(),
      to: new Date(block.end).toISOString(),
      staffId: block.staffId,
      reason: block.reason,
    },
    at: now,
  });
  return 'removed';
}
