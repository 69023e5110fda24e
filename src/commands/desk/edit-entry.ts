import type { EntryChange, EntryKeys } from '../../db/catalogue-table.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { areWithin, currencyOf, type CatalogueFields } from '../../domain/catalogue-fields.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { changeCatalogue, plainly, type EditResult } from './catalogue-change.js';
import type { CatalogueKind, EntryEdit } from './catalogue-kind.js';

/**
 * Changes a service or a master; also hides one from clients and brings it back. Visits that are booked keep their price,
 * their length and their buffers, and what is hidden keeps its visits. Ids may be any numbers.
 */
export function editEntry<Fields extends CatalogueFields, Entry extends EntryKeys>(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  kind: CatalogueKind<Fields, Entry>,
  order: EntryEdit<Fields>,
): Promise<EditResult> {
  return changeCatalogue(ctx, cause, `edit-${kind.noun}`, (tx, now) => write(tx, by, kind, order, now));
}

async function write<Fields extends CatalogueFields, Entry extends EntryKeys>(
  tx: WriteTx,
  by: Admin,
  { table, subject }: CatalogueKind<Fields, Entry>,
  { id, expectedVersion, values }: EntryEdit<Fields>,
  now: number,
): Promise<EditResult> {
  const before = await table.find(tx, id);
  if (before === null) return plainly('not_found');
  if (before.version !== expectedVersion) return plainly('changed');
  if (!areWithin(table.fields, values, currencyOf(before))) return plainly('invalid');
  const change = differences(before, values);
  if (change === null) return plainly('same');
  if (values.active === false) await table.hold(tx, id);
  await table.update(tx, id, values);
  await audit(tx, by, { action: verbOf(subject, values), subject, subjectId: id, ...change, at: now });
  if (values.active !== false) return plainly('saved');
  return { outcome: 'saved', keptVisits: (await table.countVisits(tx, id, now)).upcoming };
}

/** The values that differ, as they were and as they shall be; null when none does. */
function differences(before: object, wanted: object) {
  const then = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(wanted).filter(([key, to]) => then.get(key) !== to);
  if (changed.length === 0) return null;
  return {
    old: Object.fromEntries(changed.map(([key]) => [key, then.get(key) ?? null])),
    new: Object.fromEntries(changed),
  };
}

/** How the audit log calls a change: hiding and bringing back have names of their own. */
function verbOf(subject: string, { active }: Pick<EntryChange<CatalogueFields>, 'active'>): string {
  if (active === undefined) return `${subject}.edit`;
  return active ? `${subject}.restore` : `${subject}.hide`;
}
