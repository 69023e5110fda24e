import {
  bookingsToExport,
  clientsToExport,
  reviewsToExport,
  type ExportedBooking,
  type ExportedClient,
  type ExportedReview,
  type ExportWindow,
  type PageEnd,
} from '../../db/exports.js';
import type { ReadTx } from '../../db/tenant-db.js';
import { outcomeOf, type BookingOutcome } from '../../domain/booking.js';
import { minorDigits } from '../../domain/place.js';
import type { ColumnKind, Row } from '../../reports/table.js';

export const exportKinds = ['bookings', 'clients', 'reviews'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** Columns of each table, in their order: name, kind, width in characters. */
export const exportColumns = {
  bookings: [
    ['number', 'integer', 8],
    ['status', 'text', 14],
    ['starts', 'moment', 17],
    ['ends', 'moment', 17],
    ['minutes', 'integer', 8],
    ['service', 'text', 28],
    ['master', 'text', 20],
    ['price', 'money', 12],
    ['currency', 'text', 8],
    ['client', 'integer', 8],
    ['name', 'text', 24],
    ['phone', 'phone', 18],
    ['source', 'text', 14],
    ['comment', 'text', 32],
    ['cancelled_by', 'text', 12],
    ['reason', 'text', 24],
    ['created', 'moment', 17],
  ],
  clients: [
    ['client', 'integer', 8],
    ['name', 'text', 24],
    ['phone', 'phone', 18],
    ['language', 'text', 8],
    ['source', 'text', 14],
    ['created', 'moment', 17],
    ['seen', 'moment', 17],
    ['telegram', 'text', 10],
    ['completed', 'integer', 10],
    ['active', 'integer', 10],
    ['cancelled', 'integer', 10],
    ['no_shows', 'integer', 10],
    ['revenue', 'money', 14],
    ['currency', 'text', 8],
    ['first_visit', 'moment', 17],
    ['last_visit', 'moment', 17],
    ['blacklisted', 'text', 12],
    ['notes', 'text', 32],
  ],
  reviews: [
    ['booking', 'integer', 8],
    ['written', 'moment', 17],
    ['visit', 'moment', 17],
    ['stars', 'integer', 8],
    ['words', 'text', 48],
    ['reply', 'text', 32],
    ['hidden', 'text', 10],
    ['service', 'text', 28],
    ['master', 'text', 20],
    ['client', 'integer', 8],
    ['name', 'text', 24],
  ],
} as const satisfies Record<ExportKind, readonly (readonly [string, ColumnKind, number])[]>;

export type ColumnName = (typeof exportColumns)[ExportKind][number][0];

/** The words of a table, in the reader's language. */
export interface ExportWords {
  /** Name of the sheet. */
  readonly title: string;
  column(name: ColumnName): string;
  outcome(outcome: BookingOutcome): string;
  side(side: 'client' | 'salon'): string;
  yes: string;
  no: string;
}

export interface TableFacts {
  readonly window: ExportWindow;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The one that clients' money is counted in. */
  readonly currency: string;
  readonly words: ExportWords;
}

/** Some rows and where they end; null behind the last ones. */
export interface TablePage {
  readonly rows: readonly Row[];
  readonly end: PageEnd;
}

const pageSize = 250;

/** The next rows of a table. */
export async function readPage(
  tx: ReadTx,
  kind: ExportKind,
  facts: TableFacts,
  after: PageEnd | null,
): Promise<TablePage | null> {
  const { window, now, currency } = facts;
  const page = { ...window, after, limit: pageSize };
  switch (kind) {
    case 'bookings':
      return pageOf(await bookingsToExport(tx, page), (row) => bookingRow(row, facts));
    case 'clients':
      return pageOf(await clientsToExport(tx, { ...page, now, currency }), (row) => clientRow(row, facts));
    case 'reviews':
      return pageOf(await reviewsToExport(tx, page), (row) => reviewRow(row, facts));
  }
}

function pageOf<Stored extends PageEnd>(
  stored: readonly Stored[],
  rowOf: (row: Stored) => Row,
): TablePage | null {
  const last = stored.at(-1);
  return last === undefined ? null : { rows: stored.map(rowOf), end: last };
}

function bookingRow(row: ExportedBooking, { now, words }: TableFacts): Row {
  const [startsAt, endsAt] = [row.startsAt.getTime(), row.endsAt.getTime()];
  return [
    row.id,
    words.outcome(outcomeOf({ status: row.status, endsAt }, now)),
    startsAt,
    endsAt,
    Math.round((endsAt - startsAt) / 60_000),
    row.serviceName,
    row.staffName,
    wholeUnits(row.priceMinor, row.currency),
    row.currency,
    row.clientId,
    row.contactName,
    row.contactPhone,
    row.source,
    row.comment,
    row.cancelledBy === null ? null : words.side(row.cancelledBy),
    row.cancelReason,
    row.createdAt.getTime(),
  ];
}

function clientRow(row: ExportedClient, { currency, words }: TableFacts): Row {
  return [
    row.id,
    row.name,
    row.phone,
    row.locale,
    row.source,
    row.createdAt.getTime(),
    row.seenAt.getTime(),
    row.hasTelegram ? words.yes : words.no,
    row.completed,
    row.active,
    row.cancelled,
    row.noShows,
    wholeUnits(row.revenueMinor, currency),
    currency,
    row.firstVisitAt?.getTime() ?? null,
    row.lastVisitAt?.getTime() ?? null,
    row.isBlacklisted ? words.yes : words.no,
    row.notes,
  ];
}

function reviewRow(row: ExportedReview, { words }: TableFacts): Row {
  return [
    row.bookingId,
    row.createdAt.getTime(),
    row.visitAt.getTime(),
    row.stars,
    row.body,
    row.reply,
    row.hidden ? words.yes : words.no,
    row.serviceName,
    row.staffName,
    row.clientId,
    row.clientName,
  ];
}

const digits = new Map<string, number>();

function wholeUnits(minor: number, currency: string): number {
  const known = digits.get(currency) ?? minorDigits(currency);
  digits.set(currency, known);
  return minor / 10 ** known;
}
