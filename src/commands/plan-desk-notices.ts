import { z } from 'zod';
import { insertDeskNotices, listRecipients, replaceDigests, type NewDeskNotice } from '../db/desk-notices.js';
import type { ReadTx, WriteTx } from '../db/tenant-db.js';
import { defaultChoices, nextDigests, wants, type NoticeChoices } from '../domain/desk-notices.js';
import type { Role } from '../domain/permissions.js';
import type { TenantContext } from './tenant-context.js';

const kept = z.object({
  created: z.boolean().optional().catch(undefined),
  changed: z.boolean().optional().catch(undefined),
  cancelled: z.boolean().optional().catch(undefined),
  rating: z.boolean().optional().catch(undefined),
  digestMinute: z.number().int().min(0).max(1439).nullable().optional().catch(undefined),
  ownOnly: z.boolean().optional().catch(undefined),
});

/** What somebody of a role wants to be told: as chosen, and by default what was not chosen. `stored` may be anything. */
export function choicesOf(role: Role, stored: unknown): NoticeChoices {
  const parsed = kept.safeParse(stored);
  const usual = defaultChoices(role);
  const chosen = parsed.success ? parsed.data : {};
  const { digestMinute = usual.digestMinute } = chosen;
  const choices = {
    created: chosen.created ?? usual.created,
    changed: chosen.changed ?? usual.changed,
    cancelled: chosen.cancelled ?? usual.cancelled,
    rating: chosen.rating ?? usual.rating,
    ownOnly: chosen.ownOnly ?? usual.ownOnly,
    digestMinute,
  };
  return role === 'staff' ? { ...choices, ownOnly: true } : choices;
}

/** What of an account decides whether it is one of the team. */
interface Account {
  readonly telegramId: number;
  readonly role: Role | null;
  readonly fromRegistry: boolean;
}

/** The role an account has now; null: it is nobody of the team (any more). */
export function roleNow(ctx: TenantContext, { telegramId, role, fromRegistry }: Account): Role | null {
  if (ctx.owners.includes(telegramId)) return 'owner';
  return fromRegistry ? null : role;
}

interface Recipient {
  readonly telegramId: number;
  readonly role: Role;
  readonly choices: NoticeChoices;
  /** The only calendar this person is told of; null: all. */
  readonly onlyStaffId: number | null;
}

/** The calendar somebody is told of only: the own one, never anybody's (0) when there is none; null: all. */
export function onlyStaffIdOf(
  role: Role,
  staffId: number | null,
  { ownOnly }: Pick<NoticeChoices, 'ownOnly'>,
): number | null {
  if (role === 'staff') return staffId ?? 0;
  return ownOnly ? staffId : null;
}

async function recipientsOf(tx: ReadTx, ctx: TenantContext): Promise<Recipient[]> {
  const rows = await listRecipients(tx, ctx.owners);
  return rows.flatMap(({ telegramId, staffId, notices, ...row }) => {
    const role = roleNow(ctx, { telegramId, ...row });
    if (role === null) return [];
    const choices = choicesOf(role, notices);
    return [{ telegramId, role, choices, onlyStaffId: onlyStaffIdOf(role, staffId, choices) }];
  });
}

/**
 * Plans what the team is told of a visit, in the transaction that changes it. A visit that changed its master is told in
 * both calendars. `whom`: who of those that want it. `now` is epoch milliseconds.
 */
export async function planDeskNotices(
  tx: WriteTx,
  ctx: TenantContext,
  notice: NewDeskNotice,
  now: number,
  whom: (recipient: Recipient) => boolean = () => true,
): Promise<void> {
  const recipients = (await recipientsOf(tx, ctx)).filter(
    (recipient) => wants(recipient.role, recipient.choices, notice.kind) && whom(recipient),
  );
  await insertDeskNotices(
    tx,
    notice,
    recipients.map(({ telegramId, onlyStaffId }) => ({ telegramId, onlyStaffId })),
    now,
  );
}

/**
 * Plans the next mornings' digests of everybody anew, in the transaction that changes who gets them, or when. Safe at any
 * time: what is planned so already stays.
 */
export async function planDigests(tx: WriteTx, ctx: TenantContext, zone = ctx.zone): Promise<void> {
  const now = ctx.clock.now();
  const wanted = (await recipientsOf(tx, ctx)).flatMap(({ telegramId, role, choices }) => {
    const { digestMinute } = choices;
    if (digestMinute === null || !wants(role, choices, 'desk_digest')) return [];
    return nextDigests(digestMinute, zone, now).map((digest) => ({ ...digest, recipient: telegramId }));
  });
  await replaceDigests(tx, wanted, now);
}

/** As `planDigests`, in a transaction of its own: for the start of a tenant. */
export async function planDigestsNow(ctx: TenantContext): Promise<void> {
  await ctx.db.transact((tx) => planDigests(tx, ctx));
}
