import {
  allServices,
  countVisits,
  findService,
  holdService,
  reorder,
  updateService,
  type ServiceValues,
} from '../../db/desk-services.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { readCatalogueText } from '../../domain/catalogue-text.js';
import { moved, type Move } from '../../domain/row-order.js';
import { isPrice } from '../../domain/typed-money.js';
import { isLength } from '../../domain/visit-length.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import {
  changeCatalogue,
  differences,
  verbOf,
  type EditResult,
  type MoveResult,
} from './catalogue-change.js';

export interface ServiceEdit {
  readonly serviceId: number;
  /** Of the service as the person saw it. */
  readonly expectedVersion: number;
  /** Texts as the readers of `domain/catalogue-text` give them, money in minor units of the service's currency. */
  readonly values: Partial<ServiceValues>;
}

/**
 * Changes a service; also hides it from clients and brings it back. Visits that are booked keep their price, their
 * length and their buffers, and a hidden service keeps its visits. Ids may be any numbers.
 */
export function editService(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: ServiceEdit,
): Promise<EditResult> {
  return changeCatalogue(ctx, cause, 'edit-service', (tx, now) => write(tx, by, order, now));
}

async function write(
  tx: WriteTx,
  by: Admin,
  { serviceId, expectedVersion, values }: ServiceEdit,
  now: number,
): Promise<EditResult> {
  const before = await findService(tx, serviceId);
  if (before === null) return plain('not_found');
  if (before.version !== expectedVersion) return plain('changed');
  if (!isService(values, before.currency)) return plain('invalid');
  const change = differences<ServiceValues>(before, values);
  if (change === null) return plain('same');
  if (values.active === false) await holdService(tx, serviceId);
  await updateService(tx, serviceId, values);
  await audit(tx, by, {
    action: verbOf('service', change.new),
    subject: 'service',
    subjectId: serviceId,
    ...change,
    at: now,
  });
  if (values.active !== false) return plain('saved');
  return { outcome: 'saved', keptVisits: (await countVisits(tx, { serviceId }, now)).upcoming };
}

function plain(outcome: EditResult['outcome']): EditResult {
  return { outcome, keptVisits: null };
}

const longestFileId = 512;

/** Whether values are within the limits. */
export function isService(values: Partial<ServiceValues>, currency: string): boolean {
  const { name, description, category, priceMinor, durationMinutes, photoFileId } = values;
  const isText = (kind: 'serviceName' | 'description' | 'category', text: string | null | undefined) => {
    if (text === undefined || (text === null && kind !== 'serviceName')) return true;
    const read = readCatalogueText(kind, text ?? '');
    return read.ok && read.text === text;
  };
  const isBuffer = (minutes: number | undefined) => minutes === undefined || isLength('buffer', minutes);
  return (
    isText('serviceName', name) &&
    isText('description', description) &&
    isText('category', category) &&
    (priceMinor === undefined || isPrice(priceMinor, currency)) &&
    (durationMinutes === undefined || isLength('duration', durationMinutes)) &&
    isBuffer(values.bufferBeforeMinutes) &&
    isBuffer(values.bufferAfterMinutes) &&
    (photoFileId ?? 'none').length <= longestFileId
  );
}

/** Moves a service in the order in which clients see them. */
export function moveService(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { serviceId, move }: { readonly serviceId: number; readonly move: Move },
): Promise<MoveResult> {
  return changeCatalogue(ctx, cause, 'move-service', async (tx, now): Promise<MoveResult> => {
    const ids = (await allServices(tx)).map(({ id }) => id);
    if (!ids.includes(serviceId)) return { outcome: 'not_found' };
    const order = moved(ids, serviceId, move);
    if (order === null) return { outcome: 'at_end' };
    await reorder(tx, 'services', order);
    await audit(tx, by, {
      action: 'service.move',
      subject: 'service',
      subjectId: serviceId,
      old: { place: ids.indexOf(serviceId) + 1 },
      new: { place: order.indexOf(serviceId) + 1 },
      at: now,
    });
    return { outcome: 'moved' };
  });
}
