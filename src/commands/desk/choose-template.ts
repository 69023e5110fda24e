import { hasServices } from '../../db/services.js';
import { hasStaff } from '../../db/staff.js';
import { hasOperation, insertOperation } from '../../db/operations.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { SalonBlueprint } from '../../domain/blueprint.js';
import { templates, type TemplateName } from '../../domain/templates.js';
import { furnish } from '../furnish-tenant.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { changeCatalogue } from './catalogue-change.js';

const refusedKind = 'services.start_empty';

async function isEmpty(tx: ReadTx): Promise<boolean> {
  return !(await hasServices(tx)) && !(await hasStaff(tx));
}

/** Whether a salon has nothing yet, so that a template can fill it. */
export function canChooseTemplate(ctx: TenantContext): Promise<boolean> {
  return ctx.db.read(isEmpty);
}

/** Whether the owner is to be asked for a template: the salon has nothing, and nobody chose to start like that. */
export function asksForTemplate(ctx: TenantContext): Promise<boolean> {
  return ctx.db.read(async (tx) => (await isEmpty(tx)) && !(await hasOperation(tx, refusedKind)));
}

/** What a template would fill in, in the salon's language. */
export function previewTemplate(ctx: TenantContext, name: TemplateName): SalonBlueprint {
  return templates[name](ctx.locale);
}

export interface ChooseTemplateResult {
  /** `not_empty`: there are services or masters already; nothing was done. */
  readonly outcome: 'furnished' | 'not_empty';
}

/** Fills an empty salon; hours that somebody has entered already stay as they are. */
export function chooseTemplate(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  name: TemplateName,
): Promise<ChooseTemplateResult> {
  return changeCatalogue(ctx, cause, 'choose-template', async (tx, now): Promise<ChooseTemplateResult> => {
    const blueprint = previewTemplate(ctx, name);
    if (!(await furnish(tx, ctx, blueprint))) return { outcome: 'not_empty' };
    await audit(tx, by, {
      action: 'salon.template',
      subject: 'salon',
      subjectId: null,
      new: { template: name, services: blueprint.services.length, staff: blueprint.staff.length },
      at: now,
    });
    return { outcome: 'furnished' };
  });
}

/** Remembers that the owner wants no template, so that the desk does not ask again. */
export async function startEmpty(ctx: TenantContext, by: Admin, cause: Cause): Promise<void> {
  await changeCatalogue(ctx, cause, 'start-empty', async (tx, now) => {
    if (await hasOperation(tx, refusedKind)) return {};
    await insertOperation(tx, { kind: refusedKind, createdBy: by.telegramId }, now);
    await audit(tx, by, { action: 'salon.start_empty', subject: 'salon', subjectId: null, at: now });
    return {};
  });
}
