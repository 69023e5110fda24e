import type { BookingStatus } from './booking.js';
import { minuteMs } from './local-time.js';
import { quietStretchAt } from './quiet-hours.js';
import type { QuietHours } from './settings.js';

/** What is sent around a visit. `feedback` carries the thanks too: one message after a visit, not two. */
export const notificationKinds = [
  'reminder',
  'created',
  'changed',
  'cancelled',
  'thanks',
  'feedback',
  'review_reply',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** Whose nights are kept free of messages. */
export interface Surroundings {
  readonly quietHours: QuietHours | null;
  /** IANA zone of the salon. */
  readonly zone: string;
}

export interface PlannedReminder {
  readonly distanceMinutes: number;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** A reminder that was moved by quiet hours still comes at least this long before the start. */
const usefulLeadMs = 30 * minuteMs;
/** How long before quiet hours begin a reminder comes that cannot come after them. */
const beforeQuietMs = 10 * minuteMs;
/** Two reminders of one visit are never closer than this. */
export const reminderSpacingMs = 20 * minuteMs;

/**
 * The reminders of a visit that are still ahead, earliest first. `startsAt` and `now` are epoch milliseconds, the
 * distances before the start are minutes of real time, whatever the clocks do in between. One that falls into quiet
 * hours comes when they end if that leaves half an hour before the start, else ten minutes before they begin, else not
 * at all. Of two that would come within twenty minutes of each other the one nearer to the start stays.
 */
export function planReminders({
  startsAt,
  now,
  reminderMinutes,
  quietHours,
  zone,
}: Surroundings & {
  readonly startsAt: number;
  readonly now: number;
  readonly reminderMinutes: readonly number[];
}): PlannedReminder[] {
  const planned: PlannedReminder[] = [];
  for (const distanceMinutes of new Set(reminderMinutes.toSorted((a, b) => a - b))) {
    const wanted = startsAt - distanceMinutes * minuteMs;
    const dueAt = wanted > now ? outsideQuiet(wanted, startsAt, { quietHours, zone }) : null;
    if (dueAt === null || dueAt <= now) continue;
    if (planned.some((other) => Math.abs(other.dueAt - dueAt) < reminderSpacingMs)) continue;
    planned.push({ distanceMinutes, dueAt });
  }
  return planned.toSorted((a, b) => a.dueAt - b.dueAt);
}

function outsideQuiet(wanted: number, startsAt: number, around: Surroundings): number | null {
  const quiet = quietStretchAt(wanted, around.quietHours, around.zone);
  if (quiet === null) return wanted;
  if (quiet.end <= startsAt - usefulLeadMs) return quiet.end;
  return quiet.start - beforeQuietMs;
}

/**
 * When to ask a client for an opinion: `delayMinutes` after the end of the visit, or when the quiet hours end which
 * that falls into. Epoch milliseconds.
 */
export function planFeedback(endsAt: number, delayMinutes: number, around: Surroundings): number {
  const wanted = endsAt + delayMinutes * minuteMs;
  return quietStretchAt(wanted, around.quietHours, around.zone)?.end ?? wanted;
}

/** A notification whose time has come, and how its visit stands now. Instants are epoch milliseconds. */
export interface DueFacts extends Surroundings {
  readonly kind: NotificationKind;
  readonly dueAt: number;
  /** The start it was planned for. */
  readonly plannedFor: number;
  readonly status: BookingStatus;
  readonly startsAt: number;
  readonly endsAt: number;
  /** The client may be written to: neither erased nor has blocked the bot. */
  readonly reachable: boolean;
  /** Another reminder of this visit, nearer to the start, is due by now or soon, or was sent already. */
  readonly superseded: boolean;
  /** The client has said already what the visit was like. */
  readonly reviewed: boolean;
}

export type SkipReason =
  | 'unreachable'
  | 'moved'
  | 'cancelled'
  | 'not_cancelled'
  | 'no_show'
  | 'too_late'
  | 'superseded'
  | 'quiet_hours'
  | 'reviewed';

export type Judgement =
  | { readonly kind: 'send' }
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'later'; readonly dueAt: number };

/** What comes this much later than planned is judged anew by quiet hours; a sweep's delay is not lateness. */
const punctualMs = 5 * minuteMs;
/** A week later nobody remembers the visit. */
const feedbackUsefulMs = 7 * 24 * 60 * minuteMs;

/** Whether a notification that is due at `now` is still worth sending, must wait for the morning, or is past its use. */
export function judgeDue(facts: DueFacts, now: number): Judgement {
  const reason = reasonToSkip(facts, now);
  if (reason !== null) return { kind: 'skip', reason };
  // The salon acted this minute and the client should know; what was planned ahead is not sent into the night.
  const canWait = facts.kind === 'feedback' || facts.kind === 'review_reply';
  const urgent = facts.kind !== 'reminder' && !canWait;
  if (urgent || now - facts.dueAt <= punctualMs) return { kind: 'send' };
  const quiet = quietStretchAt(now, facts.quietHours, facts.zone);
  if (quiet === null) return { kind: 'send' };
  if (canWait || quiet.end <= facts.startsAt - usefulLeadMs) {
    return { kind: 'later', dueAt: quiet.end };
  }
  return { kind: 'skip', reason: 'quiet_hours' };
}

function reasonToSkip(facts: DueFacts, now: number): SkipReason | null {
  const { kind, status, startsAt } = facts;
  if (!facts.reachable) return 'unreachable';
  // It is about what the client wrote, whatever became of the visit.
  if (kind === 'review_reply') return null;
  if (startsAt !== facts.plannedFor) return 'moved';
  if (kind === 'cancelled') {
    if (status !== 'cancelled') return 'not_cancelled';
    return now < startsAt ? null : 'too_late';
  }
  if (status === 'cancelled' || status === 'no_show') return status;
  if (kind === 'feedback' || kind === 'thanks') {
    if (facts.reviewed) return 'reviewed';
    return now < facts.endsAt + feedbackUsefulMs ? null : 'too_late';
  }
  if (status !== 'booked' || now >= startsAt) return 'too_late';
  return kind === 'reminder' && facts.superseded ? 'superseded' : null;
}
