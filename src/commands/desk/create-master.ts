import { staffTable } from '../../db/desk-staff.js';
import { insertStaff } from '../../db/staff.js';
import { areWithin, masterFields } from '../../domain/catalogue-fields.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { changeCatalogue } from './catalogue-change.js';

/** More than this no client would choose from. */
export const mostMasters = 100;

export type CreateMasterResult =
  { readonly outcome: 'created'; readonly staffId: number } | { readonly outcome: 'invalid' | 'too_many' };

/** Takes a new master on, last in the order, with the salon's hours and without services: clients see nobody yet. */
export function createMaster(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  name: string,
): Promise<CreateMasterResult> {
  return changeCatalogue(ctx, cause, 'create-master', async (tx, now): Promise<CreateMasterResult> => {
    if (!areWithin(masterFields, { name }, null)) return { outcome: 'invalid' };
    const known = await staffTable.all(tx);
    if (known.length >= mostMasters) return { outcome: 'too_many' };
    const [staffId] = await insertStaff(tx, [{ name, about: null, position: known.length + 1 }]);
    if (staffId === undefined) throw new Error('an inserted master has no id');
    await staffTable.reorder(tx, [...known.map(({ id }) => id), staffId]);
    await audit(tx, by, {
      action: 'staff.create',
      subject: 'staff',
      subjectId: staffId,
      new: { name },
      at: now,
    });
    return { outcome: 'created', staffId };
  });
}
