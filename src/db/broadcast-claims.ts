import type { Segment, Tally } from '../domain/broadcast.js';
import { mayBeWritten, segmentCondition } from './broadcast-audience.js';
import { broadcastColumns, broadcastFrom, type BroadcastRow, type StoredBroadcast } from './broadcasts.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A broadcast that is due, locked, with where it stands. */
export interface DueBroadcast extends BroadcastRow {
  readonly lastClientId: number;
  readonly untilClientId: number;
  readonly again: readonly number[];
  readonly claims: number;
  readonly postponed: number;
  /** For `readTexts`. */
  readonly textsVersion: number | null;
}

/** Locks the broadcast that has been due for longest; null when none is, or another worker holds it. */
export async function lockDueBroadcast(tx: WriteTx, now: number): Promise<DueBroadcast | null> {
  const [row] = await tx.rows<StoredBroadcast & DueBroadcast>(
    tx.sql.raw(
      `select ${broadcastColumns}, last_client_id as "lastClientId", until_client_id as "untilClientId", again, claims,
         postponed, (select version from settings where key = 'texts') as "textsVersion"
       from broadcasts where state = 'sending' and due_at <= ? order by due_at, id limit 1 for update skip locked`,
      [new Date(now)],
    ),
  );
  if (row === undefined) return null;
  const { lastClientId, untilClientId, again, claims, postponed, textsVersion } = row;
  return { ...broadcastFrom(row), lastClientId, untilClientId, again, claims, postponed, textsVersion };
}

/** Somebody to write to. */
export interface Recipient {
  readonly clientId: number;
  readonly telegramId: number;
  readonly locale: string | null;
}

const recipient = `c.id as "clientId", c.telegram_id as "telegramId", c.locale`;

/** Those of these clients that may still be written to. */
export async function recipientsAmong(tx: ReadTx, ids: readonly number[]): Promise<Recipient[]> {
  return tx.rows<Recipient>(
    tx.sql.raw(
      `select ${recipient} from clients c where c.id = any(cast(? as int[])) and ${mayBeWritten} order by c.id`,
      [[...ids]],
    ),
  );
}

export interface RecipientQuery {
  readonly segment: Segment;
  /** As of when the segment is meant, epoch milliseconds. */
  readonly asOf: number;
  /** The ids lie beyond `after` and up to `until`. */
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}

/** The next clients of a segment that may be written to, in the order of their ids. */
export async function nextRecipients(
  tx: ReadTx,
  { segment, asOf, after, until, limit }: RecipientQuery,
): Promise<Recipient[]> {
  const { sql, values } = segmentCondition(segment, asOf);
  return tx.rows<Recipient>(
    tx.sql.raw(
      `select ${recipient} from clients c
       where c.id > :after and c.id <= :until and ${mayBeWritten} and ${sql} order by c.id limit :limit`,
      { ...values, after, until, limit },
    ),
  );
}

/**
 * Takes the next batch of a locked broadcast: the cursor passes its clients, and whatever was under way and nobody told of
 * counts as unknown. `leaseUntil`: when this batch will count so, in epoch milliseconds.
 */
export async function claimRecipients(
  tx: WriteTx,
  id: number,
  batch: {
    readonly cursor: number;
    readonly again: readonly number[];
    readonly size: number;
    readonly leaseUntil: number;
  },
): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `update broadcasts set last_client_id = :cursor, again = cast(:again as int[]), claims = claims + 1,
         unknown = unknown + in_flight, in_flight = :size, due_at = :leaseUntil where id = :id`,
      { id, ...batch, again: [...batch.again], leaseUntil: new Date(batch.leaseUntil) },
    ),
  );
}

/** Ends a locked broadcast: nobody is left. `now` is epoch milliseconds. */
export async function finishBroadcast(tx: WriteTx, id: number, now: number): Promise<BroadcastRow | null> {
  const [row] = await tx.rows<StoredBroadcast>(
    tx.sql.raw(
      `update broadcasts set state = 'done', due_at = null, ended_at = :now, unknown = unknown + in_flight, in_flight = 0
       where id = :id returning ${broadcastColumns}`,
      { id, now: new Date(now) },
    ),
  );
  return row === undefined ? null : broadcastFrom(row);
}

/** What became of a batch. */
export interface BatchResult extends Tally {
  /** The number of the batch. */
  readonly claim: number;
  readonly size: number;
  /** Clients who certainly got nothing and are to be taken once more. */
  readonly again: readonly number[];
  /** How often in a row it has been put off. */
  readonly postponed: number;
  /** When the next batch may go, in epoch milliseconds. */
  readonly dueAt: number;
}

/** The last time its progress was shown was before `before`: it is shown now. Both in epoch milliseconds. */
export interface Painting {
  readonly now: number;
  readonly before: number;
}

/**
 * Counts what became of a batch. One that was given up for lost meanwhile is counted all the same, and is unknown no more;
 * only when the next batch goes is not its affair then. Null: it was counted before. `paint`: show the progress now.
 */
export async function settleRecipients(
  tx: WriteTx,
  id: number,
  result: BatchResult,
  painting: Painting,
): Promise<{ readonly broadcast: BroadcastRow; readonly paint: boolean } | null> {
  const [row] = await tx.rows<StoredBroadcast & { paint: boolean }>(
    tx.sql.raw(settleSql, {
      ...{ id, ...result, again: [...result.again] },
      ...{ dueAt: new Date(result.dueAt), now: new Date(painting.now), before: new Date(painting.before) },
    }),
  );
  if (row === undefined) return null;
  const { paint } = row;
  return { broadcast: broadcastFrom(row), paint };
}

const settleSql = `
  update broadcasts b set
    sent = b.sent + :sent, blocked = b.blocked + :blocked, failed = b.failed + :failed,
    unknown = b.unknown + :unknown - case when b.claims = :claim then 0 else :size end,
    again = b.again || cast(:again as int[]),
    in_flight = case when b.claims = :claim then 0 else b.in_flight end,
    postponed = case when b.claims = :claim then :postponed else b.postponed end,
    due_at = case when b.state = 'sending' and b.claims = :claim then :dueAt else b.due_at end,
    painted_at = case when old.paint then :now else b.painted_at end
  from (
    select coalesce(state <> 'sending' or painted_at is null or painted_at <= :before or painted_at > :now, true) as paint
    from broadcasts where id = :id for update
  ) old
  where b.id = :id and (b.claims <> :claim or b.in_flight > 0)
  returning ${broadcastColumns
    .split(',')
    .map((column) => `b.${column.trim()}`)
    .join(', ')}, old.paint`;

/** Whether the next messages of a batch may go: it was not stopped, and no notification of the salon waits for its turn. */
export async function mayGoOn(tx: ReadTx, id: number, now: number): Promise<boolean> {
  const [row] = await tx.rows<{ may: boolean }>(
    tx.sql.raw(
      `select state = 'sending' and not exists (
         select from notifications where state in ('pending', 'sending') and coalesce(lease_until, due_at) <= :now
       ) as may from broadcasts where id = :id`,
      { id, now: new Date(now) },
    ),
  );
  return row?.may === true;
}
