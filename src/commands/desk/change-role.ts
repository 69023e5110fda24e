import { findAdminRow } from '../../db/admins.js';
import { deleteAdmin, deleteInvites, lockTeam, updateAdmin } from '../../db/admin-team.js';
import { once } from '../../db/processed-updates.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { planDigests } from '../plan-desk-notices.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { isLastOwner, postProblem, type Post } from './team-rules.js';

export interface TeamChangeResult {
  readonly outcome:
    | 'done'
    /** Somebody else changed this person's post meanwhile. */
    | 'changed'
    /** Named by the operator in the registry: only there. */
    | 'from_registry'
    /** The salon would have no owner. */
    | 'last_owner'
    | 'staff_needed'
    | 'not_found';
}

export interface TeamTarget {
  readonly telegramId: number;
  readonly expectedVersion: number;
}

/** Gives somebody another role or calendar. The same role again changes nothing. */
export function changeRole(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: TeamTarget & Post,
): Promise<TeamChangeResult> {
  return changeTeam(ctx, cause, order, 'change-role', async (tx, before) => {
    const problem = await postProblem(tx, order);
    if (problem !== null) return problem;
    const isDemoted = before.role === 'owner' && order.role !== 'owner';
    if (isDemoted && (await isLastOwner(tx, ctx, order.telegramId))) return 'last_owner';
    const { role, staffId } = order;
    if (before.role === role && before.staffId === staffId) return 'done';
    await updateAdmin(tx, order.telegramId, { role, staffId });
    await planDigests(tx, ctx);
    await audit(tx, by, {
      action: 'admin.role',
      subject: 'admin',
      subjectId: order.telegramId,
      old: { role: before.role, staffId: before.staffId },
      new: { role, staffId },
      at: ctx.clock.now(),
    });
    return 'done';
  });
}

/** Takes somebody off the list; the next press of this person finds the desk closed. */
export function removeAdmin(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  target: TeamTarget,
): Promise<TeamChangeResult> {
  return changeTeam(ctx, cause, target, 'remove-admin', async (tx, before) => {
    if (before.role === 'owner' && (await isLastOwner(tx, ctx, target.telegramId))) return 'last_owner';
    await deleteAdmin(tx, target.telegramId);
    await deleteInvites(tx, target.telegramId);
    await planDigests(tx, ctx);
    await audit(tx, by, {
      action: 'admin.remove',
      subject: 'admin',
      subjectId: target.telegramId,
      old: { role: before.role, staffId: before.staffId },
      at: ctx.clock.now(),
    });
    return 'done';
  });
}

function changeTeam(
  ctx: TenantContext,
  { updateId }: Cause,
  { telegramId, expectedVersion }: TeamTarget,
  verb: string,
  change: (tx: WriteTx, before: Post) => Promise<TeamChangeResult['outcome']>,
): Promise<TeamChangeResult> {
  const decide = async (tx: WriteTx): Promise<TeamChangeResult['outcome']> => {
    await lockTeam(tx);
    if (ctx.owners.includes(telegramId)) return 'from_registry';
    const before = await findAdminRow(tx, telegramId);
    if (before === null || before.fromRegistry) return 'not_found';
    return before.version === expectedVersion ? change(tx, before) : 'changed';
  };
  return ctx.db.transact((tx) =>
    once<TeamChangeResult, TeamChangeResult>(
      tx,
      { updateId, verb, now: ctx.clock.now() },
      async () => {
        const answer = { outcome: await decide(tx) };
        return { outcome: answer, answer };
      },
      (outcome) => Promise.resolve(outcome),
    ),
  );
}
