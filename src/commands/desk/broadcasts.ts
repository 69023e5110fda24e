import {
  countAudience,
  listSources,
  sourceOfClient,
  type ClientSource,
} from '../../db/broadcast-audience.js';
import { findBroadcast, listBroadcastRows, type BroadcastRow } from '../../db/broadcasts.js';
import { serviceTable } from '../../db/desk-services.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { Segment } from '../../domain/broadcast.js';
import { readSegment } from '../broadcast-segment.js';
import type { TenantContext } from '../tenant-context.js';

/** A broadcast as the desk shows it. Instants are epoch milliseconds. */
export interface BroadcastView extends Omit<BroadcastRow, 'segment'> {
  /** Null: it cannot be read any more. */
  readonly segment: Segment | null;
  /** Of a segment by service. */
  readonly serviceName: string | null;
}

/** How many clients a draft would reach now, and how many of them read each language. */
export interface Audience {
  readonly total: number;
  readonly ru: number;
  readonly en: number;
}

export interface BroadcastCard {
  readonly broadcast: BroadcastView;
  /** Of a draft. */
  readonly audience: Audience | null;
}

export const broadcastsOnPage = 8;

/** One page, what is being sent first and then the newest; a page past the end gives the last. */
export async function listBroadcasts(
  ctx: TenantContext,
  wanted: number,
): Promise<{ readonly broadcasts: readonly BroadcastView[]; readonly page: number; readonly pages: number }> {
  return ctx.db.read(async (tx) => {
    const limit = broadcastsOnPage;
    const read = (page: number) => listBroadcastRows(tx, { offset: page * limit, limit });
    const first = await read(wanted);
    const pages = Math.max(1, Math.ceil(first.total / limit));
    const page = Math.min(wanted, pages - 1);
    const { rows } = page === wanted ? first : await read(page);
    const broadcasts: BroadcastView[] = [];
    for (const row of rows) broadcasts.push(await viewBroadcast(tx, row));
    return { broadcasts, page, pages };
  });
}

/** One broadcast, with whom a draft would reach; null when there is none. Any number may be asked for. */
export async function readBroadcast(ctx: TenantContext, id: number): Promise<BroadcastCard | null> {
  return ctx.db.read(async (tx) => {
    const row = await findBroadcast(tx, id);
    return row === null ? null : cardOfBroadcast(tx, ctx, row);
  });
}

/** A row as the desk shows it. */
export async function cardOfBroadcast(
  tx: ReadTx,
  ctx: TenantContext,
  row: BroadcastRow,
): Promise<BroadcastCard> {
  const broadcast = await viewBroadcast(tx, row);
  const audience = row.state === 'draft' ? await audienceOf(tx, ctx, broadcast.segment) : null;
  return { broadcast, audience };
}

/** A row with its segment read. */
export async function viewBroadcast(tx: ReadTx, row: BroadcastRow): Promise<BroadcastView> {
  const segment = readSegment(row.segment);
  const service = segment?.kind === 'service' ? await serviceTable.find(tx, segment.serviceId) : null;
  return { ...row, segment, serviceName: service?.name ?? null };
}

async function audienceOf(tx: ReadTx, ctx: TenantContext, segment: Segment | null): Promise<Audience> {
  if (segment === null) return { total: 0, ru: 0, en: 0 };
  const { total, byLocale } = await countAudience(tx, segment, ctx.clock.now());
  const reads = (wanted: 'ru' | 'en'): number =>
    byLocale
      .filter(({ locale }) => (locale === 'ru' || locale === 'en' ? locale : ctx.locale) === wanted)
      .reduce((sum, { count }) => sum + count, 0);
  return { total, ru: reads('ru'), en: reads('en') };
}

const mostSources = 40;

/** Where clients came from, the commonest first. */
export function listClientSources(ctx: TenantContext): Promise<ClientSource[]> {
  return ctx.db.read((tx) => listSources(tx, mostSources));
}

/** The segment of those who came from where this client did; null when nobody knows. */
export async function segmentOfSource(ctx: TenantContext, clientId: number): Promise<Segment | null> {
  const source = await ctx.db.read((tx) => sourceOfClient(tx, clientId));
  return source === null ? null : readSegment({ kind: 'source', source });
}
