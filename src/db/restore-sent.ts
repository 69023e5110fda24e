import { changed, type Scene } from './restore-scene.js';

/** What was done for an update of Telegram is not done again; tells how many were new or different. */
export async function carryUpdates({ trx, mine, theirs, shared }: Scene): Promise<number> {
  if (shared('processed_updates').size === 0) return 0;
  return changed(
    trx,
    `insert into "${mine}".processed_updates as n (update_id, outcome, at)
     select update_id, outcome, at from "${theirs}".processed_updates
     on conflict (update_id) do update set outcome = excluded.outcome, at = excluded.at
       where n.outcome is distinct from excluded.outcome`,
  );
}

const delivery = [
  'state',
  'attempt',
  'claims',
  'postponed',
  'lease_until',
  'message_id',
  'reason',
  'due_at',
] as const;

/** Notifications whose fate is known from the replaced tables; tells how many it changed. */
export async function carryNotifications({ trx, mine, theirs, at, shared }: Scene): Promise<number> {
  const columns = shared('notifications');
  const set = delivery.filter((column) => columns.has(column)).map((column) => `"${column}" = l."${column}"`);
  if (set.length === 0) return 0;
  return changed(
    trx,
    `update "${mine}".notifications n set ${set.join(', ')}, updated_at = :at
     from "${theirs}".notifications l
     where ${isSameNotification(columns)} and (l.state <> 'skipped' or l.due_at <= :at)
       and (l.state <> n.state or l.due_at <> n.due_at)`,
    { at },
  );
}

/** Numbers are never given twice, so a row with the same number is the same row; the rest makes sure. */
function isSameNotification(columns: ReadonlySet<string>): string {
  const recipient = columns.has('recipient') ? 'and l.recipient is not distinct from n.recipient' : '';
  return `l.id = n.id and l.kind = n.kind and l.booking_id is not distinct from n.booking_id
    and l.booking_version = n.booking_version and l.distance_minutes = n.distance_minutes ${recipient}`;
}

/** Skips what was due before now and may have been sent by somebody we do not know of; tells how many. */
export async function skipOverdue({ trx, mine, theirs, at, shared }: Scene, known: boolean): Promise<number> {
  const unless =
    known && shared('notifications').has('booking_version')
      ? `and not exists (select from "${theirs}".notifications l where ${isSameNotification(shared('notifications'))})`
      : '';
  return changed(
    trx,
    `update "${mine}".notifications n
     set state = 'skipped', reason = 'restored', lease_until = null, updated_at = :at
     where n.state in ('pending', 'sending') and n.due_at <= :at ${unless}`,
    { at },
  );
}

/** No broadcast goes on by itself; tells how many were under way in the backup. */
export async function stopBroadcasts({ trx, mine, at }: Scene): Promise<number> {
  return changed(
    trx,
    `update "${mine}".broadcasts set state = 'stopped', due_at = null, ended_at = :at,
       unknown = unknown + in_flight, in_flight = 0 where state = 'sending'`,
    { at },
  );
}

/** A draft that was sent since the backup must not look as if it were not. */
export async function endSentDrafts({ trx, mine, theirs, at, shared }: Scene): Promise<number> {
  if (shared('broadcasts').size === 0) return 0;
  return changed(
    trx,
    `update "${mine}".broadcasts n set state = 'stopped', ended_at = :at from "${theirs}".broadcasts l
     where l.id = n.id and l.created_at = n.created_at and n.state = 'draft' and l.state <> 'draft'`,
    { at },
  );
}
