import { figuresOfClient, historyOfClient, type ClientFigures } from '../../db/client-history.js';
import { findDeskClient, type DeskClientRow } from '../../db/desk-clients.js';
import type { ReadTx } from '../../db/tenant-db.js';
import { outcomeOf, type BookingOutcome } from '../../domain/booking.js';
import type { TenantContext } from '../tenant-context.js';

/** A client with everything the salon knows. Instants are epoch milliseconds. */
export interface ClientCard extends DeskClientRow {
  readonly figures: ClientFigures;
}

/** The client's card; null when there is none, or no more. Any number may be asked for. */
export async function readClient(ctx: TenantContext, clientId: number): Promise<ClientCard | null> {
  return ctx.db.read((tx) => cardOf(tx, clientId, ctx.clock.now()));
}

/** As `readClient`, within a transaction. */
export async function cardOf(tx: ReadTx, clientId: number, now: number): Promise<ClientCard | null> {
  const row = await findDeskClient(tx, clientId);
  return row === null ? null : { ...row, figures: await figuresOfClient(tx, clientId, now) };
}

/** A line of a client's history. `startsAt` is epoch milliseconds. */
export interface ClientVisit {
  readonly id: number;
  readonly startsAt: number;
  readonly outcome: BookingOutcome;
  readonly serviceName: string;
  readonly staffName: string;
}

export interface ClientHistory {
  readonly client: DeskClientRow;
  readonly visits: readonly ClientVisit[];
  readonly total: number;
  /** From 0; the last one when a later one was asked for. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
}

export const historyOnPage = 8;

/** One page of all bookings of a client, latest first; null when there is no such client. */
export async function readClientHistory(
  ctx: TenantContext,
  { clientId, page }: { readonly clientId: number; readonly page: number },
): Promise<ClientHistory | null> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const client = await findDeskClient(tx, clientId);
    if (client === null) return null;
    const limit = historyOnPage;
    const { total } = await historyOfClient(tx, clientId, { offset: 0, limit: 0 });
    const pages = Math.max(1, Math.ceil(total / limit));
    const shown = Math.min(Math.max(0, page), pages - 1);
    const { rows } = await historyOfClient(tx, clientId, { offset: shown * limit, limit });
    const visits = rows.map((row) => ({
      id: row.id,
      startsAt: row.startsAt,
      outcome: outcomeOf(row, now),
      serviceName: row.serviceName,
      staffName: row.staffName,
    }));
    return { client, visits, total, page: shown, pages };
  });
}
