import type { BookingOutcome, BookingStatus } from '../domain/booking.js';
import type { ReadTx } from './tenant-db.js';

/** What bookings are looked for; null: whatever. Instants are epoch milliseconds. */
export interface BookingCriteria {
  readonly outcome: BookingOutcome | null;
  /** Visits that start from `start` on and before `end`. */
  readonly period: { readonly start: number; readonly end: number } | null;
  readonly serviceId: number | null;
  readonly staffId: number | null;
  readonly clientId: number | null;
  readonly text: SearchText | null;
}

/** What somebody typed to find a booking. */
export interface SearchText {
  /** A booking's number, when it may be one. */
  readonly number: number | null;
  /** A whole phone number in E.164. */
  readonly phone: string | null;
  /** A run of digits of a phone number. */
  readonly digits: string | null;
  /** A part of a name. */
  readonly name: string | null;
}

/** A line of a list of bookings. */
export interface FoundBooking {
  readonly id: number;
  readonly status: BookingStatus;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly serviceName: string;
  readonly staffName: string;
  readonly contactName: string;
}

/**
 * A page of the bookings that fit, and how many there are in all: those still to come the earliest first, all others the
 * latest first. `now` is epoch milliseconds.
 */
export async function searchBookings(
  tx: ReadTx,
  criteria: BookingCriteria,
  { now, offset, limit }: { readonly now: number; readonly offset: number; readonly limit: number },
): Promise<{ readonly rows: FoundBooking[]; readonly total: number }> {
  const { clauses, values } = conditionsOf(criteria, now);
  const where = clauses.length === 0 ? 'true' : clauses.join(' and ');
  const [count] = await tx.rows<{ total: number }>(
    tx.sql.raw(`select count(*)::int as total from bookings b where ${where}`, values),
  );
  const direction = criteria.outcome === 'active' ? 'asc' : 'desc';
  const rows = await tx.rows<
    Omit<FoundBooking, 'startsAt' | 'endsAt'> & { readonly startsAt: Date; readonly endsAt: Date }
  >(
    tx.sql.raw(
      `select b.id, b.status, b.starts_at as "startsAt", b.ends_at as "endsAt", s.name as "serviceName",
         m.name as "staffName", b.contact_name as "contactName"
       from (select * from bookings b where ${where}
             order by starts_at ${direction}, id ${direction} offset :offset limit :limit) b
       join services s on s.id = b.service_id
       join staff m on m.id = b.staff_id
       order by b.starts_at ${direction}, b.id ${direction}`,
      { ...values, offset, limit },
    ),
  );
  const found = rows.map((row) => ({
    ...row,
    startsAt: row.startsAt.getTime(),
    endsAt: row.endsAt.getTime(),
  }));
  return { rows: found, total: count?.total ?? 0 };
}

interface Conditions {
  readonly clauses: string[];
  readonly values: Record<string, string | number | Date>;
}

/** `b.status` and the end of the visit say what became of it, as `outcomeOf` does. */
const outcomes: Readonly<Record<BookingOutcome, string>> = {
  active: "b.status = 'booked' and b.ends_at > :now",
  completed: "(b.status = 'completed' or b.status = 'booked' and b.ends_at <= :now)",
  cancelled: "b.status = 'cancelled'",
  no_show: "b.status = 'no_show'",
};

function conditionsOf(criteria: BookingCriteria, now: number): Conditions {
  const { outcome, period, serviceId, staffId, clientId, text } = criteria;
  const found: Conditions = { clauses: [], values: {} };
  const add = (clause: string, values: Conditions['values']): void => {
    found.clauses.push(clause);
    Object.assign(found.values, values);
  };
  if (outcome !== null) {
    const needsNow = outcomes[outcome].includes(':now');
    add(outcomes[outcome], needsNow ? { now: new Date(now) } : {});
  }
  if (period !== null) {
    add('b.starts_at >= :start and b.starts_at < :end', {
      start: new Date(period.start),
      end: new Date(period.end),
    });
  }
  if (serviceId !== null) add('b.service_id = :serviceId', { serviceId });
  if (staffId !== null) add('b.staff_id = :staffId', { staffId });
  if (clientId !== null) add('b.client_id = :clientId', { clientId });
  if (text !== null) addText(text, add);
  return found;
}

function addText(
  { number, phone, digits, name }: SearchText,
  add: (clause: string, values: Conditions['values']) => void,
): void {
  const either: string[] = [];
  const values: Conditions['values'] = {};
  if (number !== null) {
    either.push('b.id = :number');
    values['number'] = number;
  }
  if (phone !== null) {
    either.push('b.contact_phone = :phone or b.client_id in (select id from clients where phone = :phone)');
    values['phone'] = phone;
  }
  if (digits !== null) {
    either.push('b.contact_phone like :digits');
    values['digits'] = `%${digits}%`;
  }
  if (name !== null) {
    either.push('b.contact_name ilike :name');
    values['name'] = `%${name.replace(/[\\%_]/g, '\\$&')}%`;
  }
  add(either.length === 0 ? 'false' : `(${either.join(' or ')})`, values);
}

/** How often a client came, did not come, cancelled, and is still expected. */
export interface ClientCounts {
  readonly completed: number;
  readonly noShow: number;
  readonly cancelled: number;
  readonly active: number;
}

/** What became of all bookings of a client, as `outcomeOf` judges them. `now` is epoch milliseconds. */
export async function countsOfClient(tx: ReadTx, clientId: number, now: number): Promise<ClientCounts> {
  const [row] = await tx.rows<ClientCounts>(
    tx.sql.raw(
      `select count(*) filter (where ${outcomes.completed})::int as completed,
         count(*) filter (where ${outcomes.no_show})::int as "noShow",
         count(*) filter (where ${outcomes.cancelled})::int as cancelled,
         count(*) filter (where ${outcomes.active})::int as active
       from bookings b where b.client_id = :clientId`,
      { clientId, now: new Date(now) },
    ),
  );
  return row ?? { completed: 0, noShow: 0, cancelled: 0, active: 0 };
}
