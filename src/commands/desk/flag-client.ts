import { lockBookingsOfPhone } from '../../db/client-standing.js';
import { lockDeskClient, updateDeskClient, type DeskClientRow } from '../../db/desk-clients.js';
import type { ReadTx, WriteTx } from '../../db/tenant-db.js';
import { checkComment } from '../../domain/comment.js';
import { decideOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { cardOf, type ClientCard } from './read-client.js';

/** In code points. */
export const reasonLength = 300;

export type ClientFlag =
  /** `reason`: as it was typed; null: none is given. */
  | { readonly kind: 'blacklist'; readonly on: true; readonly reason: string | null }
  | { readonly kind: 'blacklist'; readonly on: false }
  | { readonly kind: 'prepay'; readonly on: boolean };

export type FlagClientResult =
  /** `unchanged`: it was so already. */
  | { readonly outcome: 'saved' | 'unchanged'; readonly client: ClientCard }
  /** `length`: how many characters the reason has. */
  | { readonly outcome: 'reason_too_long'; readonly length: number }
  | { readonly outcome: 'not_found' };

interface Verdict {
  readonly outcome: 'saved' | 'unchanged' | 'not_found';
}

/**
 * Puts a client on the blacklist or takes one off it; likewise for "with prepayment only". From the commit on no booking
 * of this client, or of another with the same phone, is made by themselves; bookings there are stay. The same update
 * given again changes nothing.
 */
export async function flagClient(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { clientId, flag }: { readonly clientId: number; readonly flag: ClientFlag },
): Promise<FlagClientResult> {
  const reason = reasonOf(flag);
  if (typeof reason === 'object' && reason !== null) return reason;
  const decide = async (tx: WriteTx, now: number): Promise<Verdict> => ({
    outcome: await write(tx, by, { clientId, flag, reason }, now),
  });
  const show = async (tx: ReadTx, { outcome }: Verdict, now: number): Promise<FlagClientResult> => {
    const client = outcome === 'not_found' ? null : await cardOf(tx, clientId, now);
    return client === null || outcome === 'not_found' ? { outcome: 'not_found' } : { outcome, client };
  };
  return decideOnce(ctx, cause, 'flag-client', decide, show);
}

function reasonOf(flag: ClientFlag): string | null | Extract<FlagClientResult, { length: number }> {
  if (flag.kind !== 'blacklist' || !flag.on || flag.reason === null) return null;
  const check = checkComment(flag.reason, reasonLength);
  if (check.ok) return check.comment;
  return check.reason === 'empty' ? null : { outcome: 'reason_too_long', length: check.length };
}

async function write(
  tx: WriteTx,
  by: Admin,
  order: { readonly clientId: number; readonly flag: ClientFlag; readonly reason: string | null },
  now: number,
): Promise<Verdict['outcome']> {
  const { clientId, flag, reason } = order;
  await lockBookingsOfPhone(tx, clientId);
  const row = await lockDeskClient(tx, clientId);
  if (row === null) return 'not_found';
  if (isSo(row, flag, reason)) return 'unchanged';
  const told = { subject: 'client', subjectId: clientId, at: now };
  if (flag.kind === 'prepay') {
    await updateDeskClient(tx, clientId, { prepayOnly: flag.on });
    const change = { old: { prepayOnly: row.prepayOnly }, new: { prepayOnly: flag.on } };
    await audit(tx, by, { action: 'client.prepay', ...told, ...change });
    return 'saved';
  }
  const blacklistedAt = flag.on ? (row.blacklistedAt ?? now) : null;
  await updateDeskClient(tx, clientId, { blacklistedAt, blacklistReason: reason });
  const action = flag.on ? 'client.blacklist' : 'client.unblacklist';
  const change = { old: { blacklisted: row.blacklistedAt !== null }, new: { blacklisted: flag.on } };
  await audit(tx, by, { action, ...told, ...change });
  return 'saved';
}

function isSo(row: DeskClientRow, flag: ClientFlag, reason: string | null): boolean {
  if (flag.kind === 'prepay') return row.prepayOnly === flag.on;
  if (!flag.on) return row.blacklistedAt === null;
  return row.blacklistedAt !== null && (reason === null || row.blacklistReason === reason);
}
