import type { WriteTx } from './tenant-db.js';

/**
 * Locks the clients without Telegram who have this phone (E.164), with whatever is just being booked for them: their
 * ids, oldest first.
 */
export async function lockWalkIns(tx: WriteTx, phone: string): Promise<number[]> {
  const rows = await tx.rows<{ id: number }>(
    tx
      .sql('clients')
      .where({ phone, telegram_id: null, linked_to: null, erased_at: null })
      .orderBy('id')
      .select('id')
      .forUpdate(),
  );
  return rows.map(({ id }) => id);
}

/**
 * Gives everything of locked clients to another one: bookings, reviews, what waits to be sent, notes and what the salon
 * decided about them. Their rows stay, empty, and say whose they are.
 */
export async function giveClientsTo(tx: WriteTx, from: readonly number[], to: number): Promise<void> {
  for (const table of ['bookings', 'reviews', 'notifications']) {
    await tx.rows(
      tx
        .sql(table)
        .whereIn('client_id', [...from])
        .update({ client_id: to }),
    );
  }
  await tx.rows(tx.sql.raw(mergeSql, { from: [...from], to }));
  await tx.rows(
    tx
      .sql('clients')
      .whereIn('id', [...from])
      .update({
        linked_to: to,
        name: null,
        phone: null,
        notes: null,
        blacklisted_at: null,
        blacklist_reason: null,
        prepay_only: false,
        version: tx.sql.raw('version + 1'),
      }),
  );
}

const mergeSql = `
  update clients c
  set name = coalesce(c.name, w.name), source = coalesce(c.source, w.source),
    notes = nullif(concat_ws(E'\\n\\n', c.notes, w.notes), ''),
    blacklisted_at = least(c.blacklisted_at, w.blacklisted_at),
    blacklist_reason = coalesce(c.blacklist_reason, w.reason),
    prepay_only = c.prepay_only or w.prepay, created_at = least(c.created_at, w.created_at),
    version = c.version + 1
  from (
    select min(name) as name, min(source) as source, string_agg(notes, E'\\n\\n' order by id) as notes,
      min(blacklisted_at) as blacklisted_at, min(blacklist_reason) as reason, bool_or(prepay_only) as prepay,
      min(created_at) as created_at
    from clients where id = any(cast(:from as int[]))
  ) w
  where c.id = :to`;
