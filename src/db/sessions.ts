import type { ReadTx, WriteTx } from './tenant-db.js';

/** Whose conversation: one person in one chat. */
export interface SessionKey {
  readonly chatId: number;
  readonly userId: number;
}

export interface SessionRow {
  /** JSON of any shape; null: the conversation was ended. */
  readonly state: unknown;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** The higher, the later in what the person did. */
  readonly version: number;
}

/** The stored conversation, ended or not, expired or not, or null. */
export async function findSession(tx: ReadTx, { chatId, userId }: SessionKey): Promise<SessionRow | null> {
  const [row] = await tx.rows<{ state: unknown; expires_at: Date; version: string }>(
    tx.sql('sessions').where({ chat_id: chatId, user_id: userId }).select('state', 'expires_at', 'version'),
  );
  if (row === undefined) return null;
  return { state: row.state, expiresAt: row.expires_at.getTime(), version: Number(row.version) };
}

/**
 * Writes a conversation over the one that may be there, unless that one is newer and has not expired at `now` (epoch
 * milliseconds); false: it is. An ended one stays until it expires, so that no older one comes back.
 */
export async function upsertSession(
  tx: WriteTx,
  { chatId, userId }: SessionKey,
  { state, expiresAt, version }: SessionRow,
  now: number,
): Promise<boolean> {
  const written = await tx.rows(
    tx.sql.raw(
      `insert into sessions as kept (chat_id, user_id, state, expires_at, version) values (?, ?, ?::jsonb, ?, ?)
       on conflict (chat_id, user_id) do update
         set state = excluded.state, expires_at = excluded.expires_at, version = excluded.version
         where kept.version <= excluded.version or kept.expires_at <= ?
       returning version`,
      [chatId, userId, JSON.stringify(state), new Date(expiresAt), version, new Date(now)],
    ),
  );
  return written.length > 0;
}

/** Forgets some conversations that ended before `now` (epoch milliseconds), passing over those in use. */
export async function deleteExpiredSessions(tx: WriteTx, now: number): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `delete from sessions where (chat_id, user_id) in
         (select chat_id, user_id from sessions where expires_at <= ? limit 100 for update skip locked)`,
      [new Date(now)],
    ),
  );
}
