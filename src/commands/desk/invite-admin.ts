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
const tokenBytes = 18;

export type InviteResult =
  | { readonly outcome: 'invited'; readonly token: string; readonly expiresAt: number }
  /** The update has come before, and its link has been used, withdrawn, or made with a bot's token that is no more. */
  | { readonly outcome: 'void' }
  | { readonly outcome: 'staff_needed' };

/** Of the link only half of what it is made of. */
type Invited = { readonly salt: string; readonly expiresAt: number } | { readonly salt: null };

/**
 * Makes a link's token for one new member of the team: 144 bits, of which only the hash is kept. The same update given
 * again gives the same token, made of a random number kept with the update and of the tenant's secret: it can be had neither
 * from the database alone nor from the secret alone. `expiresAt` is epoch milliseconds.
 */
export async function inviteAdmin(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  post: Post,
): Promise<InviteResult> {
  const now = ctx.clock.now();
  const salt = randomBytes(tokenBytes).toString('base64url');
  const expiresAt = now + inviteHours * 3_600_000;
  return ctx.db.transact((tx) =>
    once<Invited, InviteResult>(
      tx,
      { updateId, verb: 'invite-admin', now },
      async () => {
        const problem = await postProblem(tx, post);
        if (problem !== null) return { outcome: { salt: null }, answer: { outcome: problem } };
        const token = tokenOf(ctx, salt);
        const tokenHash = hashOf(token);
        await insertInvite(tx, { ...post, tokenHash, createdBy: by.telegramId, createdAt: now, expiresAt });
        await audit(tx, by, {
          action: 'admin.invite',
          subject: 'admin',
          subjectId: null,
          new: post,
          at: now,
        });
        return { outcome: { salt, expiresAt }, answer: { outcome: 'invited', token, expiresAt } };
      },
      async (made) => {
        if (made.salt === null) return { outcome: 'staff_needed' };
        const token = tokenOf(ctx, made.salt);
        const invite = await lockInvite(tx, hashOf(token));
        if (invite === null || invite.usedBy !== null) return { outcome: 'void' };
        return { outcome: 'invited', token, expiresAt: made.expiresAt };
      },
    ),
  );
}

/** The token of a link, of as many bytes as its salt. */
function tokenOf(ctx: TenantContext, salt: string): string {
  return Buffer.from(ctx.secret(`invitation ${salt}`), 'base64url')
    .subarray(0, tokenBytes)
    .toString('base64url');
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
        await deleteInvites(tx, by.telegramId);
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
