import type { ReadTx, WriteTx } from './tenant-db.js';

/** Whose conversation: one person in one chat. */
export interface SessionKey {
  readonly chatId: number;
  readonly userId: number;
}

export interface SessionRow {
  /** JSON of any shape. */
  readonly state: unknown;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

const where = ({ chatId, userId }: SessionKey) => ({ chat_id: chatId, user_id: userId });

/** The stored conversation, expired or not, or null. */
export async function findSession(tx: ReadTx, key: SessionKey): Promise<SessionRow | null> {
  const [row] = await tx.rows<{ state: unknown; expires_at: Date }>(
    tx.sql('sessions').where(where(key)).select('state', 'expires_at'),
  );
  return row === undefined ? null : { state: row.state, expiresAt: row.expires_at.getTime() };
}

/** Writes a conversation over the one that may be there. */
export async function upsertSession(tx: WriteTx, key: SessionKey, session: SessionRow): Promise<void> {
  await tx.rows(
    tx
      .sql('sessions')
      .insert({
        ...where(key),
        state: JSON.stringify(session.state),
        expires_at: new Date(session.expiresAt),
      })
      .onConflict(['chat_id', 'user_id'])
      .merge(['state', 'expires_at']),
  );
}

/** Forgets a conversation. */
export async function deleteSession(tx: WriteTx, key: SessionKey): Promise<void> {
  await tx.rows(tx.sql('sessions').where(where(key)).delete());
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
