import { z } from 'zod';
import { serviceTable } from '../../db/desk-services.js';
import { staffTable } from '../../db/desk-staff.js';
import { commitOperation, findOperation, insertOperation, lockOperation } from '../../db/operations.js';
import { insertServices } from '../../db/services.js';
import { insertOffers } from '../../db/staff.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { areWithin, serviceFields } from '../../domain/catalogue-fields.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { changeCatalogue } from './catalogue-change.js';

/** More than this no client would look through. */
export const mostServices = 300;

const kind = 'services.new';
const draft = z.object({ name: z.string() });
const made = z.object({ serviceId: z.number() });

/** Keeps the name of a service while its length and price are asked for; gives the draft's id. */
export async function draftService(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  name: string,
): Promise<number> {
  const { draftId } = await changeCatalogue(ctx, cause, 'draft-service', async (tx, now) => ({
    draftId: await insertOperation(tx, { kind, createdBy: by.telegramId, params: { name } }, now),
  }));
  return draftId;
}

/** The name kept in a draft of this person; null when there is none. Any number may be asked for. */
export async function readServiceDraft(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
): Promise<string | null> {
  const row = await ctx.db.read((tx) => findOperation(tx, kind, draftId));
  const params = draft.safeParse(row?.params);
  return row?.createdBy === by.telegramId && params.success ? params.data.name : null;
}

export type CreateServiceResult =
  /** `already`: an earlier press made it. */
  | { readonly outcome: 'created' | 'already'; readonly serviceId: number }
  | { readonly outcome: 'gone' | 'invalid' | 'too_many' };

export interface NewServiceOrder {
  readonly draftId: number;
  readonly durationMinutes: number;
  /** In the salon's currency. */
  readonly priceMinor: number;
}

/**
 * Makes the service of a draft, last in the order, without buffers, and offered by all masters who work here now. A draft
 * makes one service, however often it is used. Ids may be any numbers.
 */
export function createService(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: NewServiceOrder,
): Promise<CreateServiceResult> {
  return changeCatalogue(ctx, cause, 'create-service', (tx, now) => write(tx, ctx, by, order, now));
}

async function write(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  { draftId, durationMinutes, priceMinor }: NewServiceOrder,
  now: number,
): Promise<CreateServiceResult> {
  const row = await lockOperation(tx, kind, draftId);
  const params = draft.safeParse(row?.params);
  if (row?.createdBy !== by.telegramId || !params.success) return { outcome: 'gone' };
  const before = made.safeParse(row.result);
  if (before.success) return { outcome: 'already', serviceId: before.data.serviceId };
  const { name } = params.data;
  const values = { name, durationMinutes, priceMinor };
  if (!areWithin(serviceFields, values, ctx.currency)) return { outcome: 'invalid' };
  if ((await serviceTable.all(tx)).length >= mostServices) return { outcome: 'too_many' };
  const serviceId = await insert(tx, ctx.currency, values);
  await commitOperation(tx, draftId, { serviceId }, now);
  await audit(tx, by, {
    action: 'service.create',
    subject: 'service',
    subjectId: serviceId,
    new: { ...values, currency: ctx.currency },
    at: now,
  });
  return { outcome: 'created', serviceId };
}

async function insert(
  tx: WriteTx,
  currency: string,
  values: { readonly name: string; readonly durationMinutes: number; readonly priceMinor: number },
): Promise<number> {
  const [last] = await tx.rows<{ position: number }>(
    tx.sql('services').select({ position: tx.sql.raw('coalesce(max(position), 0) + 1') }),
  );
  const [serviceId] = await insertServices(tx, [
    {
      ...values,
      currency,
      description: null,
      category: null,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      position: last?.position ?? 0,
    },
  ]);
  if (serviceId === undefined) throw new Error('an inserted service has no id');
  const masters = (await staffTable.all(tx)).filter(({ active }) => active);
  await insertOffers(
    tx,
    masters.map(({ id }) => ({ staffId: id, serviceId })),
  );
  return serviceId;
}
