import { createHash, randomBytes } from 'node:crypto';
import { findAdminRow } from '../../db/admins.js';
import {
  deleteInvites,
  insertInvite,
  lockInvite,
  lockTeam,
  saveAdmin,
  useInvite,
} from '../../db/admin-team.js';
import { appendAudit } from '../../db/audit-log.js';
import { once } from '../../db/processed-updates.js';
import type { WriteTx } from '../../db/tenant-db.js';
import type { Role } from '../../domain/permissions.js';
import { planDigests } from '../plan-desk-notices.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { actorOf, audit, type Admin } from './admin.js';
import { postProblem, type Post } from './team-rules.js';

/** An invitation is good for one person within this time. */
export const inviteHours = 48;

export type InviteResult =
  | { readonly outcome: 'invited'; readonly token: string; readonly expiresAt: number }
  | { readonly outcome: 'staff_needed' };

type Invited = { readonly id: number } | { readonly id: null };

/**
 * Makes a link's token for one new member of the team: 144 random bits, of which only the hash is kept. The same update
 * given again makes another token and the first one worthless. `expiresAt` is epoch milliseconds.
 */
export async function inviteAdmin(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  post: Post,
): Promise<InviteResult> {
  const now = ctx.clock.now();
  const token = randomBytes(18).toString('base64url');
  const expiresAt = now + inviteHours * 3_600_000;
  const answer: InviteResult = { outcome: 'invited', token, expiresAt };
  const write = (tx: WriteTx) =>
    insertInvite(tx, {
      ...post,
      tokenHash: hashOf(token),
      createdBy: by.telegramId,
      createdAt: now,
      expiresAt,
    });
  return ctx.db.transact((tx) =>
    once<Invited, InviteResult>(
      tx,
      { updateId, verb: 'invite-admin', now },
      async () => {
        const problem = await postProblem(tx, post);
        if (problem !== null) return { outcome: { id: null }, answer: { outcome: problem } };
        const id = await write(tx);
        await audit(tx, by, {
          action: 'admin.invite',
          subject: 'admin',
          subjectId: null,
          new: post,
          at: now,
        });
        return { outcome: { id }, answer };
      },
      async ({ id }) => {
        if (id === null) return { outcome: 'staff_needed' };
        await deleteInvites(tx, { id });
        await write(tx);
        return answer;
      },
    ),
  );
}

/**
 * Makes all unused links of this owner worthless. The same update given again changes nothing: a link made since is good.
 */
export async function withdrawInvites(ctx: TenantContext, by: Admin, { updateId }: Cause): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.transact((tx) =>
    once(
      tx,
      { updateId, verb: 'withdraw-invites', now },
      async () => {
        await deleteInvites(tx, { createdBy: by.telegramId });
        await audit(tx, by, { action: 'admin.withdraw', subject: 'admin', subjectId: null, at: now });
        return { outcome: {}, answer: undefined };
      },
      () => Promise.resolve(undefined),
    ),
  );
}

export type AcceptResult =
  /** `repeated`: the update has come before, and whoever is to be told has been. */
  | {
      readonly outcome: 'joined';
      readonly role: Role;
      readonly invitedBy: number;
      readonly repeated?: true;
    }
  /** Works here already; the link stays unused. */
  | { readonly outcome: 'already' }
  /** No such link, used by somebody else, too old, or withdrawn: which of them is not told. */
  | { readonly outcome: 'void' };

/** Lets the person with a link's token join the team: the first one who comes, once. The token may be any text. */
export async function acceptInvite(
  ctx: TenantContext,
  { updateId }: Cause,
  { telegramId, name, token }: { readonly telegramId: number; readonly name: string; readonly token: string },
): Promise<AcceptResult> {
  const now = ctx.clock.now();
  const decide = async (tx: WriteTx): Promise<AcceptResult> => {
    await lockTeam(tx);
    const invite = await lockInvite(tx, hashOf(token));
    if (invite === null || invite.usedBy !== null || invite.expiresAt <= now) return { outcome: 'void' };
    const known = await findAdminRow(tx, telegramId);
    if (ctx.owners.includes(telegramId) || known?.fromRegistry === false) return { outcome: 'already' };
    if ((await postProblem(tx, invite)) !== null) return { outcome: 'void' };
    const { id, role, staffId, createdBy } = invite;
    await useInvite(tx, id, telegramId, now);
    await saveAdmin(tx, { telegramId, role, staffId, name, addedBy: createdBy, at: now });
    await planDigests(tx, ctx);
    await appendAudit(tx, {
      actor: actorOf({ telegramId }),
      actorName: name,
      action: 'admin.join',
      subject: 'admin',
      subjectId: telegramId,
      new: { role, staffId, invitedBy: createdBy },
      at: now,
    });
    return { outcome: 'joined', role, invitedBy: createdBy };
  };
  return ctx.db.transact((tx) =>
    once<AcceptResult, AcceptResult>(
      tx,
      { updateId, verb: 'accept-invite', now },
      async () => {
        const answer = await decide(tx);
        return { outcome: answer, answer };
      },
      (outcome) => Promise.resolve(outcome.outcome === 'joined' ? { ...outcome, repeated: true } : outcome),
    ),
  );
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
