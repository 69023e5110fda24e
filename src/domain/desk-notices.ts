import type { BookingStatus } from './booking.js';
import { localDayAt, minuteMs, readZone, startInstant } from './local-time.js';
import { may, type Role } from './permissions.js';
import type { Surroundings } from './notifications.js';
import { quietStretchAt } from './quiet-hours.js';

/** What people of the salon are told of without asking. */
export const deskNoticeKinds = [
  'desk_created',
  'desk_changed',
  'desk_cancelled',
  'desk_rating',
  'desk_digest',
] as const;
export type DeskNoticeKind = (typeof deskNoticeKinds)[number];

/** What one person wants to be told. */
export interface NoticeChoices {
  readonly created: boolean;
  readonly changed: boolean;
  readonly cancelled: boolean;
  /** A client gave three stars or fewer. */
  readonly rating: boolean;
  /** When the day's schedule comes, in minutes after the salon's midnight; null: it does not. */
  readonly digestMinute: number | null;
  /** Only of the own calendar. */
  readonly ownOnly: boolean;
}

export const digestMinutes = [6, 7, 8, 9, 10].map((hour) => hour * 60);
/** So many stars, or fewer, are told at once. */
export const lowStars = 3;
const defaultDigest = 8 * 60;

/** What somebody of a role is told who has chosen nothing. */
export function defaultChoices(role: Role): NoticeChoices {
  const all = role !== 'viewer';
  return {
    created: all,
    changed: all,
    cancelled: all,
    rating: all && may(role, 'reviews.view'),
    digestMinute: all ? defaultDigest : null,
    ownOnly: role === 'staff',
  };
}

/** Whether somebody wants to be told a thing, as far as the role lets this person know it. */
export function wants(role: Role, choices: NoticeChoices, kind: DeskNoticeKind): boolean {
  switch (kind) {
    case 'desk_created':
      return choices.created;
    case 'desk_changed':
      return choices.changed;
    case 'desk_cancelled':
      return choices.cancelled;
    case 'desk_rating':
      return choices.rating && may(role, 'reviews.view');
    case 'desk_digest':
      return choices.digestMinute !== null;
  }
}

/** A digest: for which local day, as its number from 1970-01-01, and when it comes (epoch milliseconds). */
export interface PlannedDigest {
  readonly day: number;
  readonly dueAt: number;
}

/** The next two digests after `now`: when one goes out, the one behind it is planned already. */
export function nextDigests(minute: number, zone: string, now: number): PlannedDigest[] {
  const today = localDayAt(now, zone);
  const periods = readZone(zone, today, today + 2);
  return [today, today + 1, today + 2]
    .map((day) => ({ day, dueAt: startInstant(periods, day, minute) }))
    .filter(({ dueAt }) => dueAt > now)
    .slice(0, 2);
}

/** A notice whose time has come, and how things stand now. Instants are epoch milliseconds. */
export interface DeskDueFacts extends Surroundings {
  readonly kind: DeskNoticeKind;
  readonly dueAt: number;
  /** The start of the visit it was planned for. */
  readonly plannedFor: number;
  /** Null: it is about a day. */
  readonly visit: {
    readonly status: BookingStatus;
    readonly startsAt: number;
    readonly endsAt: number;
  } | null;
  readonly reachable: boolean;
  /** Is of the team, may know it and wants to. */
  readonly wanted: boolean;
}

export type DeskSkipReason =
  'unreachable' | 'not_wanted' | 'too_late' | 'moved' | 'cancelled' | 'not_cancelled';

export type DeskJudgement =
  | { readonly kind: 'send' }
  | { readonly kind: 'skip'; readonly reason: DeskSkipReason }
  | { readonly kind: 'later'; readonly dueAt: number };

const hourMs = 60 * minuteMs;
/** A morning's plan is of no use at noon. */
const digestUsefulMs = 3 * hourMs;
const ratingUsefulMs = 7 * 24 * hourMs;
/** A visit that begins so soon after the quiet hours is told of in the night. */
const urgentLeadMs = 2 * hourMs;

/**
 * Whether a notice that is due at `now` still goes out. A digest keeps to its time; the rest waits for the end of the
 * quiet hours, unless the visit begins in them or within two hours after.
 */
export function judgeDeskNotice(facts: DeskDueFacts, now: number): DeskJudgement {
  const reason = reasonToSkip(facts, now);
  if (reason !== null) return { kind: 'skip', reason };
  if (facts.kind === 'desk_digest') return { kind: 'send' };
  const quiet = quietStretchAt(now, facts.quietHours, facts.zone);
  if (quiet === null) return { kind: 'send' };
  const startsAt = facts.visit?.startsAt ?? 0;
  const urgent = facts.kind !== 'desk_rating' && startsAt < quiet.end + urgentLeadMs;
  return urgent ? { kind: 'send' } : { kind: 'later', dueAt: quiet.end };
}

function reasonToSkip(facts: DeskDueFacts, now: number): DeskSkipReason | null {
  const { kind, visit, dueAt } = facts;
  if (!facts.wanted) return 'not_wanted';
  if (!facts.reachable) return 'unreachable';
  if (kind === 'desk_digest') return now < dueAt + digestUsefulMs ? null : 'too_late';
  if (visit === null) return 'not_wanted';
  if (kind === 'desk_rating') return now < dueAt + ratingUsefulMs ? null : 'too_late';
  if (now >= visit.endsAt) return 'too_late';
  if (kind === 'desk_cancelled') return visit.status === 'cancelled' ? null : 'not_cancelled';
  if (visit.status === 'cancelled') return 'cancelled';
  return visit.startsAt === facts.plannedFor ? null : 'moved';
}
