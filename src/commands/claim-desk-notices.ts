import type { WaitingDeskRow } from '../db/desk-notices.js';
import type { NextState } from '../db/notification-claims.js';
import type { LocalDate } from '../domain/availability-types.js';
import type { BookingStatus } from '../domain/booking.js';
import { judgeDeskNotice, wants, type DeskNoticeKind } from '../domain/desk-notices.js';
import type { TenantSettings } from '../domain/settings.js';
import type { Admin } from './desk/admin.js';
import { localDateOf } from './local-dates.js';
import { choicesOf, onlyStaffIdOf, roleNow } from './plan-desk-notices.js';
import type { TenantContext } from './tenant-context.js';
import { readVisitChange, type VisitChange } from './visit-change.js';

/** What somebody of the salon is told; what it says is read when it is written. Instants are epoch milliseconds. */
export interface DueDeskNotice {
  readonly id: number;
  readonly dueAt: number;
  /** As of a client's notification. */
  readonly claim: number;
  readonly copy: number;
  readonly postponed: number;
  readonly chatId: number;
  readonly locale: 'ru' | 'en';
  /** For `readTexts`. */
  readonly textsVersion: number | null;
  readonly kind: DeskNoticeKind;
  readonly reader: Admin;
  /** The only calendar the reader is told of; null: all. */
  readonly onlyStaffId: number | null;
  /** Null: it is about a day. */
  readonly booking: {
    readonly id: number;
    readonly status: BookingStatus;
    readonly version: number;
  } | null;
  /** The local day of a digest, `2026-03-02`. */
  readonly day: LocalDate;
  /** What was before, of a visit that was moved. */
  readonly change: VisitChange | null;
  /** The visit is with another master now, and the reader is told that it is gone. */
  readonly hasLeft: boolean;
}

interface Sending {
  readonly now: number;
  readonly leaseMs: number;
  /** After so many copies of unknown fate there is no other. */
  readonly mostCopies: number;
}

/** What becomes of a locked row. Who has left the team, or does not want it any more, gets nothing, whatever was planned. */
export function decideDesk(
  row: WaitingDeskRow,
  { quietHours }: TenantSettings,
  ctx: TenantContext,
  { now, leaseMs, mostCopies }: Sending,
): NextState {
  const { id, kind, visit } = row;
  if (row.copies >= mostCopies) return { id, state: 'failed', reason: 'unknown' };
  const role = roleNow(ctx, { ...row, telegramId: row.recipient });
  const choices = role === null ? null : choicesOf(role, row.notices);
  const only = role === null || choices === null ? null : onlyStaffIdOf(role, row.staffId, choices);
  const left = leftVisit(row, only);
  const wanted =
    role !== null &&
    choices !== null &&
    wants(role, choices, kind) &&
    (visit === null || only === null || visit.staffId === only || left !== null);
  const judgement = judgeDeskNotice({ ...row, ...left, wanted, quietHours, zone: ctx.zone }, now);
  switch (judgement.kind) {
    case 'send':
      return { id, state: 'sending', claim: row.claims + 1, leaseUntil: now + leaseMs };
    case 'later':
      return { id, state: 'pending', dueAt: judgement.dueAt };
    case 'skip':
      return { id, state: 'skipped', reason: judgement.reason };
  }
}

/**
 * The visit as it stood in the reader's only calendar, when it has left for another: for who lost it, that is the one that
 * counts. Null: it has not.
 */
function leftVisit({ visit, details }: WaitingDeskRow, only: number | null) {
  const change = readVisitChange(details);
  if (visit === null || only === null || visit.staffId === only || change?.fromStaffId !== only) return null;
  const startsAt = change.startsAt ?? visit.startsAt;
  const endsAt = startsAt + (visit.endsAt - visit.startsAt);
  return { plannedFor: startsAt, visit: { status: 'booked' as const, startsAt, endsAt } };
}

/** The notice that a row was claimed for; nothing when it was not. */
export function dueDeskFrom(
  row: WaitingDeskRow,
  next: NextState | undefined,
  ctx: TenantContext,
): DueDeskNotice[] {
  const role = roleNow(ctx, { ...row, telegramId: row.recipient });
  if (next?.state !== 'sending' || role === null) return [];
  const { id, kind, dueAt, postponed, recipient, staffId, visit, textsVersion } = row;
  const onlyStaffId = onlyStaffIdOf(role, staffId, choicesOf(role, row.notices));
  return [
    {
      ...{ id, kind, dueAt, postponed, chatId: recipient, textsVersion, claim: next.claim },
      copy: row.copies + 1,
      locale: localeOf(row.locale, ctx),
      reader: { telegramId: recipient, role, staffId, name: row.name ?? String(recipient) },
      onlyStaffId,
      booking: visit,
      day: localDateOf(row.plannedFor, ctx.zone),
      change: readVisitChange(row.details),
      hasLeft: leftVisit(row, onlyStaffId) !== null,
    },
  ];
}

/** The language of a reader, or the salon's. */
export function localeOf(stored: string | null, ctx: TenantContext): 'ru' | 'en' {
  return stored === 'ru' || stored === 'en' ? stored : ctx.locale;
}
