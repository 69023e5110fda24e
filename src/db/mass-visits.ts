import type { InstantRange } from '../domain/availability-types.js';
import { lockName } from './advisory-locks.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Which visits to come a change is about. Instants are epoch milliseconds. */
export interface MassSelection extends InstantRange {
  /** True: those whose time, buffers included, touches the range; false: those that start in it. */
  readonly touching: boolean;
  /** Null: any. */
  readonly staffId: number | null;
  readonly serviceId: number | null;
}

/** A booked visit to come. Instants are epoch milliseconds, money is in minor units of `currency`. */
export interface MassVisit {
  readonly id: number;
  readonly clientId: number;
  readonly serviceId: number;
  readonly serviceName: string;
  readonly staffId: number;
  readonly staffName: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly priceMinor: number;
  readonly currency: string;
  readonly contactName: string;
  readonly contactPhone: string;
  /** The client can be written to by the bot. */
  readonly reachable: boolean;
  readonly version: number;
}

/** The booked visits of a selection that have not begun at `now`, earliest first, at most `limit`. */
export async function selectVisits(
  tx: ReadTx,
  selection: MassSelection,
  now: number,
  limit: number,
): Promise<MassVisit[]> {
  const rows = await tx.rows<
    Omit<MassVisit, 'startsAt' | 'endsAt'> & { readonly startsAt: Date; readonly endsAt: Date }
  >(
    tx.sql.raw(
      `select b.id, b.client_id as "clientId", b.service_id as "serviceId", s.name as "serviceName",
         b.staff_id as "staffId", m.name as "staffName", b.starts_at as "startsAt", b.ends_at as "endsAt",
         b.buffer_before_minutes as "bufferBeforeMinutes", b.buffer_after_minutes as "bufferAfterMinutes",
         b.price_minor as "priceMinor", b.currency, b.contact_name as "contactName",
         b.contact_phone as "contactPhone", c.telegram_id is not null and c.blocked_bot_at is null as reachable,
         b.version
       from bookings b
         join services s on s.id = b.service_id
         join staff m on m.id = b.staff_id
         join clients c on c.id = b.client_id
       where ${chosen(selection)}
       order by b.starts_at, b.id
       limit :limit`,
      { ...bindingsOf(selection, now), limit },
    ),
  );
  return rows.map((row) => ({ ...row, startsAt: row.startsAt.getTime(), endsAt: row.endsAt.getTime() }));
}

/**
 * Nobody changes these visits, and none of their clients books or moves, until the transaction ends. Clients are locked
 * before bookings and in the order of ids, as everywhere, so that two never wait crosswise.
 */
export async function lockVisits(
  tx: WriteTx,
  visits: readonly Pick<MassVisit, 'id' | 'clientId'>[],
): Promise<void> {
  const clients = [...new Set(visits.map(({ clientId }) => clientId))].sort((a, b) => a - b);
  const names = clients.map((id) => lockName(tx, `client:${id}`));
  await tx.rows(
    tx.sql.raw(
      `select pg_advisory_xact_lock(hashtextextended(name, 0))
       from (select name from unnest(cast(:names as text[])) with ordinality as n (name, place) order by place) one`,
      { names },
    ),
  );
  const ids = visits.map(({ id }) => id);
  await tx.rows(
    tx.sql.raw('select id from bookings where id = any(cast(:ids as integer[])) order by id for update', {
      ids,
    }),
  );
}

/** A visit that takes a master's time and does not change. Instants are epoch milliseconds. */
export interface StayingVisit {
  readonly id: number;
  readonly clientId: number;
  readonly staffId: number;
  readonly during: InstantRange;
  readonly visit: InstantRange;
}

/**
 * Live visits other than `except` that touch the range (epoch milliseconds) and are with one of these masters or of one
 * of these clients.
 */
export async function stayingVisits(
  tx: ReadTx,
  { start, end }: InstantRange,
  {
    staffIds,
    clientIds,
    except,
  }: {
    readonly staffIds: readonly number[];
    readonly clientIds: readonly number[];
    readonly except: readonly number[];
  },
): Promise<StayingVisit[]> {
  const rows = await tx.rows<{
    id: number;
    clientId: number;
    staffId: number;
    startsAt: Date;
    endsAt: Date;
    from: Date;
    until: Date;
  }>(
    tx.sql.raw(
      `select id, client_id as "clientId", staff_id as "staffId", starts_at as "startsAt", ends_at as "endsAt",
         lower(during) as from, upper(during) as until
       from bookings
       where during && tstzrange(:start, :end) and status in ('booked', 'completed')
         and (staff_id = any(cast(:staffIds as integer[])) or client_id = any(cast(:clientIds as integer[])))
         and id <> all (cast(:except as integer[]))
       order by starts_at, id`,
      { start: new Date(start), end: new Date(end), staffIds, clientIds, except },
    ),
  );
  return rows.map(({ id, clientId, staffId, startsAt, endsAt, from, until }) => ({
    ...{ id, clientId, staffId },
    during: { start: from.getTime(), end: until.getTime() },
    visit: { start: startsAt.getTime(), end: endsAt.getTime() },
  }));
}

/** How many visits of a selection there are with each master for each service. */
export interface VisitShare {
  readonly staffId: number;
  readonly staffName: string;
  readonly serviceId: number;
  readonly serviceName: string;
  readonly visits: number;
}

/** The visits of a selection that have not begun at `now`, counted, masters and services in the owner's order. */
export async function countSelected(
  tx: ReadTx,
  selection: MassSelection,
  now: number,
): Promise<VisitShare[]> {
  return tx.rows<VisitShare>(
    tx.sql.raw(
      `select m.id as "staffId", m.name as "staffName", s.id as "serviceId", s.name as "serviceName",
         count(*)::int as visits
       from bookings b
         join services s on s.id = b.service_id
         join staff m on m.id = b.staff_id
       where ${chosen(selection)}
       group by m.id, s.id
       order by m.position, m.id, s.position, s.id`,
      bindingsOf(selection, now),
    ),
  );
}

function chosen({ touching, staffId, serviceId }: MassSelection): string {
  return [
    `b.status = 'booked' and b.starts_at > :now`,
    touching ? 'b.during && tstzrange(:start, :end)' : 'b.starts_at >= :start and b.starts_at < :end',
    ...(staffId === null ? [] : ['b.staff_id = :staffId']),
    ...(serviceId === null ? [] : ['b.service_id = :serviceId']),
  ].join(' and ');
}

function bindingsOf({ start, end, staffId, serviceId }: MassSelection, now: number) {
  return {
    start: new Date(start),
    end: new Date(end),
    now: new Date(now),
    ...(staffId === null ? {} : { staffId }),
    ...(serviceId === null ? {} : { serviceId }),
  };
}
