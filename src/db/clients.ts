import { lockName, offerLock } from './advisory-locks.js';
import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A person who wrote to the salon's bot. Instants are epoch milliseconds. */
export interface ClientRow {
  readonly id: number;
  readonly telegramId: number | null;
  readonly name: string | null;
  /** E.164. */
  readonly phone: string | null;
  /** As stored; null until the person's language is known. */
  readonly locale: string | null;
  readonly source: string | null;
  readonly blockedBotAt: number | null;
  readonly seenAt: number;
  /** When the person had seen or skipped the first tour; null before. */
  readonly onboardedAt: number | null;
  /** Stands on the salon's list of its own people. */
  readonly isTeam: boolean;
  /** How often the salon's texts were changed; null: never. */
  readonly textsVersion: number | null;
  /** Names the state of the services and masters: another one after every change of them, and after a restore. */
  readonly catalogueVersion: string;
  /** Wants no broadcasts. */
  readonly refusesBroadcasts: boolean;
}

export interface ClientChange {
  readonly name?: string;
  readonly phone?: string;
  readonly locale?: string;
  readonly source?: string;
  readonly blockedBotAt?: number | null;
  readonly seenAt?: number;
  readonly onboardedAt?: number;
  /** The language was picked by the person, not told by Telegram. */
  readonly localeChosen?: boolean;
}

/** The client with this Telegram id, or null. */
export async function findClientByTelegramId(tx: ReadTx, telegramId: number): Promise<ClientRow | null> {
  const [row] = await tx.rows<StoredClient>(
    tx.sql.raw(`${selectClient} where telegram_id = ?`, [telegramId]),
  );
  return row === undefined ? null : clientFrom(row);
}

/** The client with this id, or null. Any number may be asked for. */
export async function findClient(tx: ReadTx, clientId: number): Promise<ClientRow | null> {
  if (!isRowId(clientId)) return null;
  const [row] = await tx.rows<StoredClient>(tx.sql.raw(`${selectClient} where id = ?`, [clientId]));
  return row === undefined ? null : clientFrom(row);
}

/**
 * The client with this id, or null; what counts this client's bookings before adding one waits here, and goes on one
 * transaction at a time. The row is as it was before waiting. Any number may be asked for.
 */
export async function lockClient(tx: WriteTx, clientId: number): Promise<ClientRow | null> {
  if (!isRowId(clientId)) return null;
  const name = lockName(tx, `client:${clientId}`);
  const [row] = await tx.rows<StoredClient>(
    tx.sql.raw(
      `${selectClient} cross join pg_advisory_xact_lock(hashtextextended(?, 0)) as locked where id = ?`,
      [name, clientId],
    ),
  );
  return row === undefined ? null : clientFrom(row);
}

/**
 * As `lockClient`, and as `holdOffer` before: for whoever looks for a place for a visit of this client. The offer's lock is
 * part of the name of the client's, so that it is taken first; PostgreSQL knows no other order within a statement.
 */
export async function lockClientAndOffer(tx: WriteTx, clientId: number): Promise<ClientRow | null> {
  if (!isRowId(clientId)) return null;
  const [row] = await tx.rows<StoredClient>(
    tx.sql.raw(
      `${selectClient} cross join pg_advisory_xact_lock(hashtextextended(
         pg_advisory_xact_lock_shared(hashtextextended(?, 0))::text || ?, 0)) as locked where id = ?`,
      [offerLock(tx), lockName(tx, `client:${clientId}`), clientId],
    ),
  );
  return row === undefined ? null : clientFrom(row);
}

/** Writes a client unless this Telegram id has one; a rival who has not committed yet is waited for. */
export async function insertClient(
  tx: WriteTx,
  client: { telegramId: number; locale: string | null; source: string | null; seenAt: number },
): Promise<void> {
  const seenAt = new Date(client.seenAt);
  await tx.rows(
    tx
      .sql('clients')
      .insert({
        telegram_id: client.telegramId,
        locale: client.locale,
        source: client.source,
        created_at: seenAt,
        seen_at: seenAt,
      })
      .onConflict('telegram_id')
      .ignore(),
  );
}

/** Changes what is named in `change` and leaves the rest as it is. Another name or phone counts as a new version. */
export async function updateClient(tx: WriteTx, clientId: number, change: ClientChange): Promise<void> {
  const columns = columnsOf(change);
  if (Object.keys(columns).length === 0) return;
  const isNewContact = change.name !== undefined || change.phone !== undefined;
  const version = isNewContact ? { version: tx.sql.raw('version + 1') } : {};
  await tx.rows(
    tx
      .sql('clients')
      .where({ id: clientId })
      .update({ ...columns, ...version }),
  );
}

/** Remembers that messages to this person are refused since `now` (epoch milliseconds), unless that was known. */
export async function markBlocked(tx: WriteTx, telegramId: number, now: number): Promise<void> {
  await tx.rows(
    tx
      .sql('clients')
      .where({ telegram_id: telegramId })
      .whereNull('blocked_bot_at')
      .update({ blocked_bot_at: new Date(now) }),
  );
}

/** Keeps since when (epoch milliseconds) a client wants no broadcasts, the first time it was said; null: wants them. */
export async function setBroadcastsRefused(
  tx: WriteTx,
  clientId: number,
  since: number | null,
): Promise<void> {
  const client = tx.sql('clients').where({ id: clientId });
  await tx.rows(
    since === null
      ? client.update({ broadcasts_refused_at: null })
      : client.whereNull('broadcasts_refused_at').update({ broadcasts_refused_at: new Date(since) }),
  );
}

/**
 * Takes the person out of a client's row, which stays for the statistics of its bookings. The Telegram id belongs to
 * nobody afterwards: whoever writes with it is somebody new. `now` is epoch milliseconds.
 */
export async function eraseClientRow(tx: WriteTx, clientId: number, now: number): Promise<void> {
  await tx.rows(
    tx
      .sql('clients')
      .where({ id: clientId })
      .update({
        telegram_id: null,
        name: null,
        phone: null,
        locale: null,
        locale_chosen: false,
        blocked_bot_at: null,
        notes: null,
        blacklist_reason: null,
        erased_at: new Date(now),
      }),
  );
}

/** Deletes a client whose name and phone are unknown and who never booked; anybody else stays as they are. */
export async function deleteClientWithoutTrace(tx: WriteTx, clientId: number): Promise<void> {
  if (!isRowId(clientId)) return;
  await tx.rows(
    tx.sql.raw(
      `delete from clients where id = ? and name is null and phone is null
         and not exists (select from bookings where client_id = clients.id)`,
      [clientId],
    ),
  );
}

function columnsOf(change: ClientChange): Record<string, string | boolean | Date | null> {
  const { name, phone, locale, source, blockedBotAt, seenAt, onboardedAt, localeChosen } = change;
  return {
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
    ...(locale === undefined ? {} : { locale }),
    ...(source === undefined ? {} : { source }),
    ...(blockedBotAt === undefined
      ? {}
      : { blocked_bot_at: blockedBotAt === null ? null : new Date(blockedBotAt) }),
    ...(seenAt === undefined ? {} : { seen_at: new Date(seenAt) }),
    ...(onboardedAt === undefined ? {} : { onboarded_at: new Date(onboardedAt) }),
    ...(localeChosen === undefined ? {} : { locale_chosen: localeChosen }),
  };
}

interface StoredClient extends Omit<ClientRow, 'blockedBotAt' | 'seenAt' | 'onboardedAt'> {
  readonly blockedBotAt: Date | null;
  readonly seenAt: Date;
  readonly onboardedAt: Date | null;
}

const selectClient = `
  select id, telegram_id as "telegramId", name, phone, locale, source,
    blocked_bot_at as "blockedBotAt", seen_at as "seenAt", onboarded_at as "onboardedAt",
    exists (select from admins where admins.telegram_id = clients.telegram_id) as "isTeam",
    (select version from settings where key = 'texts') as "textsVersion",
    concat(clients.tableoid, ':', (select version from settings where key = 'catalogue')) as "catalogueVersion",
    broadcasts_refused_at is not null as "refusesBroadcasts"
  from clients`;

function clientFrom(row: StoredClient): ClientRow {
  return {
    ...row,
    blockedBotAt: row.blockedBotAt?.getTime() ?? null,
    seenAt: row.seenAt.getTime(),
    onboardedAt: row.onboardedAt?.getTime() ?? null,
  };
}
