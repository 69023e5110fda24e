import type { CatalogueTable, EntryChange, EntryKeys, VisitCounts } from '../../db/catalogue-table.js';
import type { CatalogueFields } from '../../domain/catalogue-fields.js';
import type { TenantContext } from '../tenant-context.js';

export type { EntryChange, EntryKeys } from '../../db/catalogue-table.js';

/** What the catalogue holds: services, or masters. */
export interface CatalogueKind<Fields extends CatalogueFields, Entry extends EntryKeys> {
  /** As the audit log calls one. */
  readonly subject: 'service' | 'staff';
  /** As the verbs that change one call it. */
  readonly noun: 'service' | 'master';
  readonly table: CatalogueTable<Fields, Entry>;
}

/** One entry and what goes with it. */
export interface EntryCard<Entry> {
  readonly entry: Entry;
  readonly visits: VisitCounts;
  /** Where it stands in the owner's order, from 0, and how many there are. */
  readonly place: { readonly index: number; readonly of: number };
}

export interface EntryEdit<Fields extends CatalogueFields> {
  readonly id: number;
  /** Of the entry as the person saw it. */
  readonly expectedVersion: number;
  /** Texts as the readers of `domain/catalogue-text` give them, money in minor units of the entry's currency. */
  readonly values: EntryChange<Fields>;
}

/** All entries of a kind in the owner's order. */
export function listEntries<Fields extends CatalogueFields, Entry extends EntryKeys>(
  ctx: TenantContext,
  { table }: CatalogueKind<Fields, Entry>,
): Promise<Entry[]> {
  return ctx.db.read((tx) => table.all(tx));
}

/** One entry; null when there is none. Any number may be asked for. */
export async function readEntryCard<Fields extends CatalogueFields, Entry extends EntryKeys>(
  ctx: TenantContext,
  { table }: CatalogueKind<Fields, Entry>,
  id: number,
): Promise<EntryCard<Entry> | null> {
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const entry = await table.find(tx, id);
    if (entry === null) return null;
    const ids = (await table.all(tx)).map((one) => one.id);
    const visits = await table.countVisits(tx, id, now);
    return { entry, visits, place: { index: ids.indexOf(id), of: ids.length } };
  });
}
