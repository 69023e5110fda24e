import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  feedbackToMove,
  moveFeedback,
  replaceReminders,
  visitsToRemind,
  type WantedReminder,
} from '../../db/replanned-notifications.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { planFeedback, planReminders } from '../../domain/notifications.js';
import type { TenantSettings } from '../../domain/settings.js';

/** What decides when something is sent. */
export interface SendingRules extends Pick<
  TenantSettings,
  'quietHours' | 'reminderMinutes' | 'feedbackDelayMinutes'
> {
  readonly zone: string;
}

const slice = 200;
/** So many are planned before the event loop belongs to others again. */
const plannedAtOnce = 5;

/**
 * Plans all that waits to be sent ahead anew by other rules, in the transaction that changes them and in slices: reminders
 * of visits to come and requests for feedback. What was sent stays sent. Gives the number of visits looked at. `now` is
 * epoch milliseconds.
 */
export async function replanAhead(tx: WriteTx, rules: SendingRules, now: number): Promise<number> {
  const visits = await replanReminders(tx, rules, now);
  await replanFeedback(tx, rules, now);
  return visits;
}

async function replanReminders(tx: WriteTx, rules: SendingRules, now: number): Promise<number> {
  const { zone, quietHours, reminderMinutes } = rules;
  let looked = 0;
  for (let after = 0; ;) {
    const visits = await visitsToRemind(tx, { now, after, limit: slice });
    const wanted: WantedReminder[] = [];
    for (const [index, visit] of visits.entries()) {
      if (index % plannedAtOnce === 0) await nextTurn();
      const planned = planReminders({ startsAt: visit.startsAt, now, reminderMinutes, quietHours, zone });
      wanted.push(...planned.map((reminder) => ({ ...visit, ...reminder })));
    }
    const ids = visits.map(({ bookingId }) => bookingId);
    if (ids.length > 0) await replaceReminders(tx, ids, wanted, now);
    looked += ids.length;
    after = ids.at(-1) ?? after;
    if (ids.length < slice) return looked;
  }
}

async function replanFeedback(tx: WriteTx, rules: SendingRules, now: number): Promise<void> {
  const { zone, quietHours, feedbackDelayMinutes } = rules;
  for (let after = 0; ;) {
    const waiting = await feedbackToMove(tx, { now, after, limit: slice });
    const moved: { id: number; dueAt: number }[] = [];
    for (const [index, { id, endsAt }] of waiting.entries()) {
      if (index % plannedAtOnce === 0) await nextTurn();
      moved.push({ id, dueAt: planFeedback(endsAt, feedbackDelayMinutes, { quietHours, zone }) });
    }
    if (moved.length > 0) await moveFeedback(tx, moved, now);
    after = waiting.at(-1)?.id ?? after;
    if (waiting.length < slice) return;
  }
}
