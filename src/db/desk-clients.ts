import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A client in the salon's lists. Instants are epoch milliseconds. */
export interface ListedClient {
  readonly id: number;
  readonly name: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly blacklisted: boolean;
  readonly prepayOnly: boolean;
  /** How many took place. */
  readonly visits: number;
  readonly lastVisitAt: number | null;
}

/**
 * `recent`: last heard of first. `visits`: most visits first. `flagged`: blacklisted, or booked with prepayment only.
 * `sleeping`: have been here, but not since `since`, and nothing is booked.
 */
export type ClientOrder = 'recent' | 'visits' | 'flagged' | 'sleeping';

export interface Window {
  readonly offset: number;
  readonly limit: number;
}

/** All of a person but who was linked to somebody else, was erased, or only looked around. */
const isKnown = `c.linked_to is null and c.erased_at is null and (c.name is not null or c.phone is not null)`;
const tookPlace = `(b.status = 'completed' or b.status = 'booked' and b.ends_at <= :now)`;
const orders: Readonly<Record<ClientOrder, { readonly where: string; readonly by: string }>> = {
  recent: { where: 'true', by: 'c.seen_at desc, c.id desc' },
  visits: { where: 'v.visits > 0', by: 'v.visits desc, v.last_visit desc, c.id' },
  flagged: {
    where: 'c.blacklisted_at is not null or c.prepay_only',
    by: 'c.blacklisted_at desc nulls last, c.id desc',
  },
  sleeping: {
    where: 'v.last_visit < :since and not coalesce(v.ahead, false)',
    by: 'v.last_visit desc, c.id desc',
  },
};
const visitsOfAll = `
  select b.client_id, count(*) filter (where ${tookPlace})::int as visits,
    max(b.starts_at) filter (where ${tookPlace}) as last_visit,
    bool_or(b.status = 'booked' and b.ends_at > :now) as ahead
  from bookings b group by b.client_id`;

/** One page of the clients in an order, and how many there are in all. `now` and `since` are epoch milliseconds. */
export async function listClientRows(
  tx: ReadTx,
  order: ClientOrder,
  { now, since, offset, limit }: Window & { readonly now: number; readonly since: number },
): Promise<{ readonly rows: ListedClient[]; readonly total: number }> {
  const { where, by } = orders[order];
  const values = { now: new Date(now), since: new Date(since), offset, limit };
  const needsVisits = order === 'visits' || order === 'sleeping';
  const from = `from clients c ${needsVisits ? `join (${visitsOfAll}) v on v.client_id = c.id` : ''}
    where ${isKnown} and (${where})`;
  return pageOfClients(tx, { from, by }, values);
}

export interface ClientSearch {
  /** Lower case, `е` for `ё`: all of them stand in the name. */
  readonly words: readonly string[];
  /** Digits of a phone: one of them stands in the number. */
  readonly digits: readonly string[];
}

/** One page of the clients that fit, last heard of first. With digits the number decides, else the name. */
export async function searchClientRows(
  tx: ReadTx,
  { words, digits }: ClientSearch,
  { now, offset, limit }: Window & { readonly now: number },
): Promise<{ readonly rows: ListedClient[]; readonly total: number }> {
  const byPhone = digits.length > 0;
  const patterns = (byPhone ? digits : words).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  const fits = byPhone
    ? 'c.phone like any(cast(:patterns as text[]))'
    : `replace(lower(c.name), 'ё', 'е') like all(cast(:patterns as text[]))`;
  const from = `from clients c where ${isKnown} and ${fits}`;
  const values = { now: new Date(now), offset, limit, patterns };
  return pageOfClients(tx, { from, by: orders.recent.by }, values);
}

async function pageOfClients(
  tx: ReadTx,
  { from, by }: { readonly from: string; readonly by: string },
  values: Record<string, string[] | Date | number>,
): Promise<{ readonly rows: ListedClient[]; readonly total: number }> {
  const [counted] = await tx.rows<{ total: number }>(
    tx.sql.raw(`select count(*)::int as total ${from}`, values),
  );
  const rows = await tx.rows<Omit<ListedClient, 'lastVisitAt'> & { lastVisitAt: Date | null }>(
    tx.sql.raw(
      `with page as (
         select c.id, row_number() over (order by ${by}) as place ${from}
         order by place limit :limit offset :offset
       )
       select c.id, c.name, c.phone, c.blacklisted_at is not null as blacklisted, c.prepay_only as "prepayOnly",
         count(b.id)::int as visits, max(b.starts_at) as "lastVisitAt"
       from page join clients c on c.id = page.id
         left join bookings b on b.client_id = c.id and ${tookPlace}
       group by c.id, page.place order by page.place`,
      values,
    ),
  );
  return {
    rows: rows.map((row) => ({ ...row, lastVisitAt: row.lastVisitAt?.getTime() ?? null })),
    total: counted?.total ?? 0,
  };
}

/** What the salon keeps about a client. Instants are epoch milliseconds. */
export interface DeskClientRow {
  readonly id: number;
  readonly telegramId: number | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly source: string | null;
  readonly notes: string | null;
  readonly blacklistedAt: number | null;
  readonly blacklistReason: string | null;
  readonly prepayOnly: boolean;
  readonly blockedBotAt: number | null;
  readonly createdAt: number;
  readonly version: number;
}

/** A client's row for the salon; null for one who was erased or linked to another. Any number may be asked for. */
export async function findDeskClient(tx: ReadTx, clientId: number): Promise<DeskClientRow | null> {
  return one(tx, clientId, '');
}

/** As `findDeskClient`, and nobody else changes the row until this transaction ends. */
export async function lockDeskClient(tx: WriteTx, clientId: number): Promise<DeskClientRow | null> {
  return one(tx, clientId, 'for update');
}

async function one(tx: ReadTx, clientId: number, lock: '' | 'for update'): Promise<DeskClientRow | null> {
  if (!isRowId(clientId)) return null;
  const [row] = await tx.rows<StoredClient>(
    tx.sql.raw(
      `select c.id, c.telegram_id as "telegramId", c.name, c.phone, c.locale, c.source, c.notes,
         c.blacklisted_at as "blacklistedAt", c.blacklist_reason as "blacklistReason",
         c.prepay_only as "prepayOnly", c.blocked_bot_at as "blockedBotAt", c.created_at as "createdAt", c.version
       from clients c where c.id = ? and c.linked_to is null and c.erased_at is null ${lock}`,
      [clientId],
    ),
  );
  if (row === undefined) return null;
  return {
    ...row,
    blacklistedAt: row.blacklistedAt?.getTime() ?? null,
    blockedBotAt: row.blockedBotAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
  };
}

interface StoredClient extends Omit<DeskClientRow, 'blacklistedAt' | 'blockedBotAt' | 'createdAt'> {
  readonly blacklistedAt: Date | null;
  readonly blockedBotAt: Date | null;
  readonly createdAt: Date;
}

/** What the salon may change of a client; what is absent stays. Instants are epoch milliseconds. */
export interface DeskClientChange {
  readonly name?: string;
  readonly phone?: string;
  readonly notes?: string | null;
  readonly blacklistedAt?: number | null;
  readonly blacklistReason?: string | null;
  readonly prepayOnly?: boolean;
}

/** Changes a locked client's row and counts the change. */
export async function updateDeskClient(
  tx: WriteTx,
  clientId: number,
  change: DeskClientChange,
): Promise<void> {
  const { name, phone, notes, blacklistedAt, blacklistReason, prepayOnly } = change;
  await tx.rows(
    tx
      .sql('clients')
      .where({ id: clientId })
      .update({
        ...(name === undefined ? {} : { name }),
        ...(phone === undefined ? {} : { phone }),
        ...(notes === undefined ? {} : { notes }),
        ...(blacklistedAt === undefined
          ? {}
          : { blacklisted_at: blacklistedAt === null ? null : new Date(blacklistedAt) }),
        ...(blacklistReason === undefined ? {} : { blacklist_reason: blacklistReason }),
        ...(prepayOnly === undefined ? {} : { prepay_only: prepayOnly }),
        version: tx.sql.raw('version + 1'),
      }),
  );
}
