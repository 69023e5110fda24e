import { serviceTable } from '../../db/desk-services.js';
export type { OwnTerms } from '../../db/desk-staff.js';
import { offersOf, saveOffer, staffTable, type OfferRow, type OwnTerms } from '../../db/desk-staff.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { isPrice } from '../../domain/typed-money.js';
import { isLength } from '../../domain/visit-length.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { changeCatalogue, plainly, type EditResult } from './catalogue-change.js';

export interface OfferOrder {
  readonly staffId: number;
  readonly serviceId: number;
  readonly isOffered: boolean;
}

/** Says whether a master does a service; visits that are booked stay. Ids may be any numbers. */
export function changeOffer(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { staffId, serviceId, isOffered }: OfferOrder,
): Promise<EditResult> {
  return changeCatalogue(ctx, cause, 'change-offer', async (tx, now) => {
    const offer = await findOfferOf(tx, staffId, serviceId);
    if (offer === null) return plainly('not_found');
    if (offer.isOffered === isOffered) return plainly('same');
    await saveOffer(tx, { staffId, serviceId }, isOffered ? servicesOwn : null);
    return noteChange(tx, by, { staffId, offer, wanted: isOffered ? servicesOwn : null, now });
  });
}

const servicesOwn: OwnTerms = { priceMinor: null, durationMinutes: null };

/** Says that a master does all active services, or none. */
export function changeAllOffers(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { staffId, isOffered }: Omit<OfferOrder, 'serviceId'>,
): Promise<EditResult> {
  return changeCatalogue(ctx, cause, 'change-all-offers', async (tx, now) => {
    if ((await staffTable.find(tx, staffId)) === null) return plainly('not_found');
    const others = (await offersOf(tx, staffId)).filter((one) => one.active && one.isOffered !== isOffered);
    if (others.length === 0) return plainly('same');
    for (const { serviceId } of others) {
      await saveOffer(tx, { staffId, serviceId }, isOffered ? servicesOwn : null);
    }
    await staffTable.update(tx, staffId, {});
    const services = others.map(({ serviceId }) => serviceId);
    await audit(tx, by, {
      action: 'staff.services',
      subject: 'staff',
      subjectId: staffId,
      ...(isOffered ? { new: { services } } : { old: { services } }),
      at: now,
    });
    return plainly('saved');
  });
}

export interface TermsOrder {
  readonly staffId: number;
  readonly serviceId: number;
  /** Of the master as the person saw it. */
  readonly expectedVersion: number;
  /** What shall be this master's own; null: as the service has it. Minor units of the service's currency. */
  readonly terms: Partial<OwnTerms>;
}

/** Gives a master an own price or length for a service; visits that are booked keep theirs. Ids may be any numbers. */
export function changeTerms(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { staffId, serviceId, expectedVersion, terms }: TermsOrder,
): Promise<EditResult> {
  return changeCatalogue(ctx, cause, 'change-terms', async (tx, now) => {
    const master = await staffTable.find(tx, staffId);
    const offer = await findOfferOf(tx, staffId, serviceId);
    if (master === null || offer?.isOffered !== true) return plainly('not_found');
    if (master.version !== expectedVersion) return plainly('changed');
    const wanted = { ...termsOf(offer), ...terms };
    if (!areTerms(wanted, offer.currency)) return plainly('invalid');
    const { priceMinor, durationMinutes } = termsOf(offer);
    if (wanted.priceMinor === priceMinor && wanted.durationMinutes === durationMinutes)
      return plainly('same');
    await saveOffer(tx, { staffId, serviceId }, wanted);
    return noteChange(tx, by, { staffId, offer, wanted, now });
  });
}

function areTerms({ priceMinor, durationMinutes }: OwnTerms, currency: string): boolean {
  return (
    (priceMinor === null || isPrice(priceMinor, currency)) &&
    (durationMinutes === null || isLength('duration', durationMinutes))
  );
}

function termsOf({ ownPriceMinor, ownDurationMinutes }: OfferRow): OwnTerms {
  return { priceMinor: ownPriceMinor, durationMinutes: ownDurationMinutes };
}

async function findOfferOf(tx: WriteTx, staffId: number, serviceId: number): Promise<OfferRow | null> {
  if ((await staffTable.find(tx, staffId)) === null || (await serviceTable.find(tx, serviceId)) === null)
    return null;
  return (await offersOf(tx, staffId)).find((one) => one.serviceId === serviceId) ?? null;
}

interface Change {
  readonly staffId: number;
  readonly offer: OfferRow;
  readonly wanted: OwnTerms | null;
  readonly now: number;
}

async function noteChange(
  tx: WriteTx,
  by: Admin,
  { staffId, offer, wanted, now }: Change,
): Promise<EditResult> {
  await staffTable.update(tx, staffId, {});
  const { serviceId } = offer;
  await audit(tx, by, {
    action: 'staff.offer',
    subject: 'staff',
    subjectId: staffId,
    old: { serviceId, isOffered: offer.isOffered, ...(offer.isOffered ? termsOf(offer) : {}) },
    new: { serviceId, isOffered: wanted !== null, ...wanted },
    at: now,
  });
  return plainly('saved');
}
