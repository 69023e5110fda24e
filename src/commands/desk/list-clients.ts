import {
  listClientRows,
  searchClientRows,
  type ClientOrder,
  type ClientSearch,
  type ListedClient,
} from '../../db/desk-clients.js';
import { forgetOperations, findOperation, insertOperation } from '../../db/operations.js';
import type { ReadTx } from '../../db/tenant-db.js';
import { parsePhone } from '../../lib/phone.js';
import { answerOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import type { Admin } from './admin.js';

export type { ClientOrder, ListedClient } from '../../db/desk-clients.js';

export interface ClientPage {
  readonly clients: readonly ListedClient[];
  readonly total: number;
  /** From 0; the last one when a later one was asked for. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
}

export const clientsOnPage = 8;
/** Who was not here for so long, and has nothing booked, sleeps. */
export const sleepingDays = 60;
const dayMs = 86_400_000;

/** One page of the salon's clients; `page` may be any whole number. */
export async function listClients(
  ctx: TenantContext,
  { order, page }: { readonly order: ClientOrder; readonly page: number },
): Promise<ClientPage> {
  const now = ctx.clock.now();
  const since = now - sleepingDays * dayMs;
  return ctx.db.read((tx) => paged(page, (window) => listClientRows(tx, order, { now, since, ...window })));
}

const searchKind = 'clients.search';
/** Pages of what was found can be turned this long. */
const keptMs = 7 * 24 * 3_600_000;

/** Keeps what somebody searches for, so that its pages can be turned: the id for `findClients`. */
export async function keepSearch(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  typed: string,
): Promise<number> {
  const params = { typed: typed.trim().slice(0, 100) };
  const { id } = await answerOnce(ctx, cause, 'search-clients', async (tx, now) => {
    await forgetOperations(tx, searchKind, now - keptMs);
    return { id: await insertOperation(tx, { kind: searchKind, createdBy: by.telegramId, params }, now) };
  });
  return id;
}

/** The clients that fit a kept search, and what was typed; null when there is no such search of this person. */
export async function findClients(
  ctx: TenantContext,
  by: Admin,
  { searchId, page }: { readonly searchId: number; readonly page: number },
): Promise<(ClientPage & { readonly typed: string }) | null> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const typed = await typedBy(tx, by, searchId);
    if (typed === null) return null;
    const search = searchOf(typed, ctx.country);
    if (search.words.length === 0 && search.digits.length === 0) {
      return { typed, clients: [], total: 0, page: 0, pages: 1 };
    }
    return { typed, ...(await paged(page, (window) => searchClientRows(tx, search, { now, ...window }))) };
  });
}

async function typedBy(tx: ReadTx, { telegramId }: Admin, searchId: number): Promise<string | null> {
  const operation = await findOperation(tx, searchKind, searchId);
  if (operation?.createdBy !== telegramId) return null;
  const { typed } = operation.params as { readonly typed?: unknown };
  return typeof typed === 'string' ? typed : null;
}

const fewestDigits = 3;

/**
 * What is looked for. Digits alone are a phone: the whole number in any form, or a part of it, as its last four. Anything
 * else is words of a name.
 */
export function searchOf(typed: string, country: string): ClientSearch {
  const digits = typed.replace(/\D/g, '');
  if (!/\p{L}/u.test(typed) && digits.length >= fewestDigits) {
    const whole = parsePhone(typed, country)?.slice(1);
    if (whole !== undefined) return { words: [], digits: [whole] };
    // The start of a number with the prefix of calls within the country, which is not stored.
    const national = /^[08]\d{3}/.test(digits) ? [digits.slice(1)] : [];
    return { words: [], digits: [digits, ...national] };
  }
  const words = typed.toLowerCase().replaceAll('ё', 'е').split(/\s+/).filter(Boolean);
  return { words, digits: [] };
}

async function paged(
  wanted: number,
  read: (window: {
    offset: number;
    limit: number;
  }) => Promise<{ readonly rows: ListedClient[]; readonly total: number }>,
): Promise<ClientPage> {
  const page = Math.max(0, wanted);
  const found = await read({ offset: page * clientsOnPage, limit: clientsOnPage });
  const { total } = found;
  const pages = Math.max(1, Math.ceil(total / clientsOnPage));
  if (page < pages) return { clients: found.rows, total, page, pages };
  const last = await read({ offset: (pages - 1) * clientsOnPage, limit: clientsOnPage });
  return { clients: last.rows, total, page: pages - 1, pages };
}
