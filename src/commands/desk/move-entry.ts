import type { EntryKeys } from '../../db/catalogue-table.js';
import type { CatalogueFields } from '../../domain/catalogue-fields.js';
import { moved, type Move } from '../../domain/row-order.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { changeCatalogue } from './catalogue-change.js';
import type { CatalogueKind } from './catalogue-kind.js';

export interface MoveResult {
  /** `at_end`: nothing lies before or behind it. */
  readonly outcome: 'moved' | 'at_end' | 'not_found';
}

/** Moves a service or a master in the order in which clients see them. Ids may be any numbers. */
export function moveEntry<Fields extends CatalogueFields, Entry extends EntryKeys>(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { table, subject, noun }: CatalogueKind<Fields, Entry>,
  { id, move }: { readonly id: number; readonly move: Move },
): Promise<MoveResult> {
  return changeCatalogue(ctx, cause, `move-${noun}`, async (tx, now): Promise<MoveResult> => {
    const ids = (await table.all(tx)).map((one) => one.id);
    if (!ids.includes(id)) return { outcome: 'not_found' };
    const order = moved(ids, id, move);
    if (order === null) return { outcome: 'at_end' };
    await table.reorder(tx, order);
    await audit(tx, by, {
      action: `${subject}.move`,
      subject,
      subjectId: id,
      old: { place: ids.indexOf(id) + 1 },
      new: { place: order.indexOf(id) + 1 },
      at: now,
    });
    return { outcome: 'moved' };
  });
}
