import type { ReadTx, WriteTx } from './tenant-db.js';

/** A client as the salon finds one again. */
export interface KnownClient {
  readonly id: number;
  readonly name: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly blacklisted: boolean;
}

/** Writes a client who has never written to the bot. `now` is epoch milliseconds. */
export async function insertWalkIn(
  tx: WriteTx,
  { name, phone }: { readonly name: string; readonly phone: string },
  now: number,
): Promise<number> {
  const at = new Date(now);
  const [row] = await tx.rows<{ id: number }>(
    tx.sql('clients').insert({ name, phone, created_at: at, seen_at: at }).returning('id'),
  );
  if (row === undefined) throw new RangeError('a client was not written');
  return row.id;
}

/** Clients with this whole number, or with a part of a name; the last seen first, at most `limit`. */
export async function findKnownClients(
  tx: ReadTx,
  wanted: { readonly phone: string } | { readonly name: string },
  limit: number,
): Promise<KnownClient[]> {
  const query = tx
    .sql('clients')
    .whereNull('erased_at')
    .whereNotNull('phone')
    .orderBy([
      { column: 'seen_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit)
    .select('id', 'name', 'phone', tx.sql.raw('blacklisted_at is not null as blacklisted'));
  return tx.rows<KnownClient>(
    'phone' in wanted
      ? query.where({ phone: wanted.phone })
      : query.whereILike('name', `%${wanted.name.replace(/[\\%_]/g, '\\$&')}%`),
  );
}

/** What the salon should know of a client before booking. */
export interface ClientWarnings {
  readonly blacklisted: boolean;
  readonly blacklistReason: string | null;
  readonly prepayOnly: boolean;
  readonly notes: string | null;
  /** The bot can write to this client. */
  readonly reachable: boolean;
}

/** What the salon has noted about a client; all quiet when there is no such client. */
export async function readWarnings(tx: ReadTx, clientId: number): Promise<ClientWarnings> {
  const [row] = await tx.rows<ClientWarnings>(
    tx.sql.raw(
      `select blacklisted_at is not null as blacklisted, blacklist_reason as "blacklistReason",
         prepay_only as "prepayOnly", notes,
         telegram_id is not null and blocked_bot_at is null as reachable
       from clients where id = ?`,
      [clientId],
    ),
  );
  return (
    row ?? { blacklisted: false, blacklistReason: null, prepayOnly: false, notes: null, reachable: false }
  );
}

/** Whether a client has, or ever had, a booking in a master's calendar. */
export async function isClientOf(tx: ReadTx, clientId: number, staffId: number): Promise<boolean> {
  const found = await tx.rows(
    tx.sql('bookings').where({ client_id: clientId, staff_id: staffId }).select('id').limit(1),
  );
  return found.length > 0;
}
