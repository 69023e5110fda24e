import {
  countDepartures,
  finishClaims,
  lockDueRows,
  moveOn,
  type FinishedClaim,
  type NextState,
  type WaitingRow,
} from '../db/notification-claims.js';
import { nextDueInstant, settleWakeup } from '../db/notifications.js';
import type { WriteTx } from '../db/tenant-db.js';
import { lockDueDeskRows } from '../db/desk-notices.js';
import type { BookingStatus } from '../domain/booking.js';
import { judgeDue, type NotificationKind } from '../domain/notifications.js';
import type { TenantSettings } from '../domain/settings.js';
import { decideDesk, dueDeskFrom, localeOf, type DueDeskNotice } from './claim-desk-notices.js';
import { planDigests } from './plan-desk-notices.js';
import { readSettings } from './read-settings.js';
import type { TenantContext } from './tenant-context.js';
import { readVisitChange, type VisitChange } from './visit-change.js';

/** A notification that this process has claimed and now sends. Instants are epoch milliseconds. */
export interface DueNotification {
  readonly id: number;
  readonly kind: NotificationKind;
  readonly dueAt: number;
  /** The number of the claim: whoever claims the row later has a higher one, and this one is void. */
  readonly claim: number;
  /** Which copy this is: 2 when nobody knows whether the first one arrived. */
  readonly copy: number;
  /** How often Telegram certainly did not take it. */
  readonly postponed: number;
  readonly chatId: number;
  readonly clientId: number;
  readonly locale: 'ru' | 'en';
  readonly booking: {
    readonly id: number;
    readonly status: BookingStatus;
    readonly version: number;
    readonly startsAt: number;
    readonly endsAt: number;
    readonly serviceId: number;
    readonly serviceName: string;
    readonly staffName: string;
    /** The client has said "I will come". */
    readonly confirmed: boolean;
    /** Whether the client may still cancel or move it. */
    readonly mayChange: boolean;
    /** Why it was cancelled, when somebody said. */
    readonly cancelReason: string | null;
  };
  readonly salon: { readonly address: string | null; readonly phone: string | null };
  /** What the salon answers to the client's review of the visit. */
  readonly reviewReply: string | null;
  /** What was before, of a visit that the salon changed. */
  readonly change: VisitChange | null;
  /** For `readTexts`. */
  readonly textsVersion: number | null;
}

export type { DueDeskNotice };
export type Due = DueNotification | DueDeskNotice;

/** Whether a notification is for somebody of the salon. */
export function isForDesk(due: Due): due is DueDeskNotice {
  return 'reader' in due;
}

export interface ClaimOptions {
  readonly limit: number;
  /** How long the rows are this process's to send. */
  readonly leaseMs: number;
  /** Rows that are on their way at this moment, whatever the clock says of their lease. */
  readonly except: readonly number[];
  /** What became of earlier claims: noted in the same transaction, before anything is looked at. */
  readonly outcomes?: readonly Outcome[];
}

export interface Claimed {
  /** To be sent to clients now. */
  readonly due: readonly DueNotification[];
  /** To be sent to people of the salon now. */
  readonly desk: readonly DueDeskNotice[];
  /** How many rows were looked at; fewer than the limit: nothing else is due. */
  readonly seen: number;
  /** When none were, the turn is over, as by `endTurn`, and this is what that tells; else null. */
  readonly nextDueAt: number | null;
}

/** One copy, and one more when nobody knows what became of the first. */
const mostCopies = 2;

/**
 * Takes what is due, looks at each visit again and commits: `sending` with a lease, or `skipped` with the reason, or
 * later. Workers at the same time get different rows. Rejects with `DatabaseUnavailableError`.
 */
export async function claimDue(ctx: TenantContext, options: ClaimOptions): Promise<Claimed> {
  const now = ctx.clock.now();
  return ctx.db.transact(async (tx) => {
    const { limit, except, leaseMs, outcomes = [] } = options;
    await finishClaims(tx, outcomes, now);
    const rows = await lockDueRows(tx, { now, limit, except });
    const left = limit - rows.length;
    const deskRows = left === 0 ? [] : await lockDueDeskRows(tx, { now, limit: left, except });
    if (rows.length + deskRows.length === 0)
      return { due: [], desk: [], seen: 0, nextDueAt: await settleAndLook(tx) };
    const settings = await readSettings(tx, ctx);
    const next = rows.map((row) => decide(row, settings, ctx.zone, now, leaseMs));
    const deskNext = deskRows.map((row) => decideDesk(row, settings, ctx, { now, leaseMs, mostCopies }));
    await moveOn(tx, [...next, ...deskNext], now);
    // The morning after the next one is planned as soon as one comes.
    if (deskRows.some(({ kind }) => kind === 'desk_digest')) await planDigests(tx, ctx);
    const due = rows.flatMap((row, index) => dueFrom(row, next[index], settings, ctx, now));
    const desk = deskRows.flatMap((row, index) => dueDeskFrom(row, deskNext[index], ctx));
    return { due, desk, seen: rows.length + deskRows.length, nextDueAt: null };
  });
}

function decide(
  row: WaitingRow,
  { quietHours }: TenantSettings,
  zone: string,
  now: number,
  leaseMs: number,
): NextState {
  const { id } = row;
  if (row.copies >= mostCopies) return { id, state: 'failed', reason: 'unknown' };
  const reachable = row.telegramId !== null && !row.blocked;
  const judgement = judgeDue({ ...row, reachable, quietHours, zone }, now);
  switch (judgement.kind) {
    case 'send':
      return { id, state: 'sending', claim: row.claims + 1, leaseUntil: now + leaseMs };
    case 'later':
      return { id, state: 'pending', dueAt: judgement.dueAt };
    case 'skip':
      return { id, state: 'skipped', reason: judgement.reason };
  }
}

function dueFrom(
  row: WaitingRow,
  next: NextState | undefined,
  settings: TenantSettings,
  ctx: TenantContext,
  now: number,
): DueNotification[] {
  if (next?.state !== 'sending' || row.telegramId === null) return [];
  const { id, kind, postponed, clientId, clientLocale } = row;
  const deadline = row.startsAt - settings.changeDeadlineMinutes * 60_000;
  return [
    {
      id,
      kind,
      dueAt: row.dueAt,
      claim: next.claim,
      copy: row.copies + 1,
      postponed,
      chatId: row.telegramId,
      clientId,
      locale: localeOf(clientLocale, ctx),
      booking: {
        id: row.bookingId,
        status: row.status,
        version: row.version,
        startsAt: row.startsAt,
        endsAt: row.endsAt,
        serviceId: row.serviceId,
        serviceName: row.serviceName,
        staffName: row.staffName,
        confirmed: row.confirmed,
        mayChange: row.status === 'booked' && now <= deadline,
        cancelReason: row.cancelReason,
      },
      salon: { address: settings.address, phone: settings.phone },
      reviewReply: row.reviewReply,
      change: readVisitChange(row.details),
      textsVersion: row.textsVersion,
    },
  ];
}

type Claim = Pick<DueNotification, 'id' | 'claim'>;

/**
 * To be asked right before messages are handed to Telegram: notes in their rows that a copy may reach the client, and
 * commits. Gives the ids of those that may leave; the others must not: another worker has taken the row, or the visit was
 * cancelled or changed since. Rejects with `DatabaseUnavailableError`; nothing may leave then.
 */
export async function countCopies(
  ctx: TenantContext,
  claims: readonly (Claim & Pick<Due, 'copy' | 'booking'>)[],
): Promise<ReadonlySet<number>> {
  const departures = claims.map(({ id, claim, copy, booking }) => {
    const visit =
      booking === null ? null : { id: booking.id, status: booking.status, version: booking.version };
    return { id, claim, copies: copy, visit };
  });
  return new Set(await ctx.db.transact((tx) => countDepartures(tx, departures, ctx.clock.now())));
}

/** What became of a claim. */
export type Outcome = FinishedClaim;

/** The message is in the chat. */
export function sent({ id, claim }: Claim, messageId: number): Outcome {
  return { held: claim, next: { id, state: 'sent', messageId } };
}

/** It cannot be sent, ever; `reason` is a word, without personal details. */
export function failed({ id, claim }: Claim, reason: string): Outcome {
  return { held: claim, next: { id, state: 'failed', reason } };
}

/** There is nothing to say; `reason` as in `failed`. */
export function skipped({ id, claim }: Claim, reason: string): Outcome {
  return { held: claim, next: { id, state: 'skipped', reason } };
}

/** Telegram certainly did not take it: the copy does not count, and it is due again at `until` (epoch milliseconds). */
export function postponed(
  { id, claim, copy, postponed: before }: Claim & Pick<DueNotification, 'copy' | 'postponed'>,
  until: number,
): Outcome {
  const released = { copies: copy - 1, postponed: before + 1 };
  return { held: claim, next: { id, state: 'pending', dueAt: until, released } };
}

/** It was not handed to Telegram: it is as due as it was, and the next claim looks at the visit again. */
export function givenBack({
  id,
  claim,
  copy,
  postponed: before,
  dueAt,
}: Claim & Pick<DueNotification, 'copy' | 'postponed' | 'dueAt'>): Outcome {
  const released = { copies: copy - 1, postponed: before };
  return { held: claim, next: { id, state: 'pending', dueAt, released } };
}

/**
 * Notes what became of claims, in one transaction. Gives the ids of those it was noted of: not of one whose lease had run
 * out, so that another worker took the row. Rejects with `DatabaseUnavailableError`.
 */
export async function noteOutcomes(
  ctx: TenantContext,
  outcomes: readonly Outcome[],
): Promise<ReadonlySet<number>> {
  return new Set(await ctx.db.transact((tx) => finishClaims(tx, outcomes, ctx.clock.now())));
}

/**
 * For the end of a turn in which nothing more was due: notes what became of the last claims, lets the sweep pass the tenant
 * over until something is due again, and tells when that is (a lease that runs out counts): epoch milliseconds, or null
 * when nothing waits. As long as a transaction that writes notifications is open the tenant stays due.
 */
export function endTurn(ctx: TenantContext, outcomes: readonly Outcome[]): Promise<number | null> {
  return ctx.db.transact(async (tx) => {
    await finishClaims(tx, outcomes, ctx.clock.now());
    return settleAndLook(tx);
  });
}

async function settleAndLook(tx: WriteTx): Promise<number | null> {
  await settleWakeup(tx);
  return nextDueInstant(tx);
}

/**
 * Lets the sweep pass this tenant over until something is due again. False: a transaction that writes notifications was
 * open, so the tenant stays due; try again in a moment.
 */
export function settleDue(ctx: TenantContext): Promise<boolean> {
  return ctx.db.transact(settleWakeup);
}
