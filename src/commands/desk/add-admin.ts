import { findAdminRow } from '../../db/admins.js';
import { lockTeam, saveAdmin } from '../../db/admin-team.js';
import { once } from '../../db/processed-updates.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { planDigests } from '../plan-desk-notices.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { isTelegramId, postProblem, type Post } from './team-rules.js';

export interface NewMember extends Post {
  readonly telegramId: number;
  /** How the team calls this person; null: as Telegram does. */
  readonly name: string | null;
}

export interface AddAdminResult {
  /** `already`: on the list, with whatever role; nothing was changed. */
  readonly outcome: 'added' | 'already' | 'invalid_id' | 'staff_needed';
  /** The update has come before: whoever is to be told has been. */
  readonly repeated?: true;
}

/** Puts somebody on the salon's list. Ids may be any numbers. */
export async function addAdmin(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  member: NewMember,
): Promise<AddAdminResult> {
  const now = ctx.clock.now();
  if (!isTelegramId(member.telegramId)) return { outcome: 'invalid_id' };
  return ctx.db.transact((tx) =>
    once<AddAdminResult, AddAdminResult>(
      tx,
      { updateId, verb: 'add-admin', now },
      async () => {
        const answer = await decide(tx, ctx, by, member);
        return { outcome: answer, answer };
      },
      (outcome) => Promise.resolve({ ...outcome, repeated: true }),
    ),
  );
}

async function decide(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  member: NewMember,
): Promise<AddAdminResult> {
  const { telegramId, role, staffId, name } = member;
  await lockTeam(tx);
  const known = await findAdminRow(tx, telegramId);
  if (ctx.owners.includes(telegramId) || known?.fromRegistry === false) return { outcome: 'already' };
  const problem = await postProblem(tx, member);
  if (problem !== null) return { outcome: problem };
  const at = ctx.clock.now();
  await saveAdmin(tx, { telegramId, role, staffId, name, addedBy: by.telegramId, at });
  await planDigests(tx, ctx);
  await audit(tx, by, {
    action: 'admin.add',
    subject: 'admin',
    subjectId: telegramId,
    new: { role, staffId },
    at,
  });
  return { outcome: 'added' };
}
