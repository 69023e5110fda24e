import type { Segment } from '../domain/broadcast.js';
import type { ReadTx } from './tenant-db.js';

const dayMs = 24 * 3_600_000;

/** Who may be written to at all: neither gone, nor unwilling, nor unwanted, be it under another row of the same phone. */
export const mayBeWritten = `
  c.telegram_id is not null and c.erased_at is null and c.linked_to is null and c.blocked_bot_at is null
  and c.broadcasts_refused_at is null and c.blacklisted_at is null
  and not exists (select from clients o where o.phone = c.phone and o.blacklisted_at is not null)`;

const visit = (condition: string): string =>
  `exists (select from bookings b where b.client_id = c.id and (${condition}))`;
const tookPlace = `b.status = 'completed' or b.status = 'booked' and b.ends_at <= :now`;
const ahead = `b.status = 'booked' and b.ends_at > :now`;
const recent = `(${tookPlace}) and b.starts_at >= :since`;

const conditions: Readonly<Record<Segment['kind'], string>> = {
  all: 'true',
  visited: visit(recent),
  sleeping: `${visit(tookPlace)} and not ${visit(`${recent} or ${ahead}`)}`,
  service: visit(`b.service_id = :service and b.status in ('booked', 'completed')`),
  source: 'c.source = :source',
  upcoming: visit(ahead),
  no_upcoming: `not ${visit(ahead)}`,
};

/** The condition on clients `c` of a segment as of an instant (epoch milliseconds), and what its placeholders stand for. */
export function segmentCondition(
  segment: Segment,
  now: number,
): { readonly sql: string; readonly values: Record<string, Date | number | string> } {
  const days = 'days' in segment ? segment.days : 0;
  return {
    sql: `(${conditions[segment.kind]})`,
    values: {
      now: new Date(now),
      since: new Date(now - days * dayMs),
      service: segment.kind === 'service' ? segment.serviceId : 0,
      source: segment.kind === 'source' ? segment.source : '',
    },
  };
}

/** How many clients a broadcast would reach. */
export interface AudienceCount {
  readonly total: number;
  /** Of them, readers of each language; `locale` is null where it is not known. */
  readonly byLocale: readonly { readonly locale: string | null; readonly count: number }[];
  /** The greatest id among them; 0 when there is nobody. */
  readonly until: number;
}

/** Counts the clients of a segment that may be written to. `now` is epoch milliseconds. */
export async function countAudience(tx: ReadTx, segment: Segment, now: number): Promise<AudienceCount> {
  const { sql, values } = segmentCondition(segment, now);
  const rows = await tx.rows<{ locale: string | null; count: number; until: number }>(
    tx.sql.raw(
      `select c.locale, count(*)::int as count, max(c.id) as until from clients c
       where ${mayBeWritten} and ${sql} group by c.locale order by count desc`,
      values,
    ),
  );
  return {
    total: rows.reduce((sum, { count }) => sum + count, 0),
    byLocale: rows.map(({ locale, count }) => ({ locale, count })),
    until: Math.max(0, ...rows.map(({ until }) => until)),
  };
}

/** Where clients came from. */
export interface ClientSource {
  readonly source: string;
  readonly clients: number;
  /** The first client from there: it stands for the source where there is no room for its name. */
  readonly anchor: number;
}

/** The sources that most clients came from, at most `limit`. */
export async function listSources(tx: ReadTx, limit: number): Promise<ClientSource[]> {
  return tx.rows<ClientSource>(
    tx.sql.raw(
      `select source, count(*)::int as clients, min(id) as anchor from clients
       where source is not null and telegram_id is not null group by source order by clients desc, source limit ?`,
      [limit],
    ),
  );
}

/** The source of a client; null when it has none. */
export async function sourceOfClient(tx: ReadTx, clientId: number): Promise<string | null> {
  const [row] = await tx.rows<{ source: string | null }>(
    tx.sql('clients').where({ id: clientId }).select('source'),
  );
  return row?.source ?? null;
}
