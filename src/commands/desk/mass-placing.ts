import type { VisitPlace } from '../../db/desk-bookings.js';
import type { MassVisit } from '../../db/mass-visits.js';
import { findOffer } from '../../db/offers.js';
import type { ReadTx } from '../../db/tenant-db.js';
import { minuteMs } from '../../domain/local-time.js';
import { localDateOf } from '../local-dates.js';
import type { TenantContext } from '../tenant-context.js';
import type { MassChange } from './mass-order.js';

/** Where the visits of a change are to stand. */
export interface Placing {
  /** Of a change of the service. */
  readonly service: { readonly id: number; readonly name: string } | null;
  /** `place` null: it is cancelled, or stays as it is; `offered`: whether its master offers that. */
  placeOf(visit: MassVisit): { readonly place: VisitPlace | null; readonly offered: boolean };
}

/** Reads what a change needs to say where a visit shall stand. `now` is epoch milliseconds. */
export async function placingOf(
  tx: ReadTx,
  ctx: TenantContext,
  change: MassChange,
  now: number,
): Promise<Placing | 'service_gone'> {
  switch (change.kind) {
    case 'cancel':
    case 'leave':
      return { service: null, placeOf: () => ({ place: null, offered: true }) };
    case 'shift':
      return {
        service: null,
        placeOf: (visit) => ({ place: shifted(visit, change.minutes), offered: true }),
      };
    case 'service':
      return placingOfService(tx, ctx, change.serviceId, now);
  }
}

async function placingOfService(
  tx: ReadTx,
  ctx: TenantContext,
  serviceId: number,
  now: number,
): Promise<Placing | 'service_gone'> {
  const offer = await findOffer(tx, serviceId, localDateOf(now, ctx.zone));
  if (offer === null) return 'service_gone';
  const { service, masters } = offer;
  return {
    service: { id: service.id, name: service.name },
    placeOf: (visit) => {
      const master = masters.find(({ id }) => id === visit.staffId);
      const { durationMinutes, priceMinor } = master ?? service;
      const place: VisitPlace = {
        ...keptOf(visit),
        serviceId: service.id,
        endsAt: visit.startsAt + durationMinutes * minuteMs,
        bufferBeforeMinutes: service.bufferBeforeMinutes,
        bufferAfterMinutes: service.bufferAfterMinutes,
        priceMinor,
        currency: service.currency,
      };
      return { place, offered: master !== undefined };
    },
  };
}

function shifted(visit: MassVisit, minutes: number): VisitPlace {
  const by = minutes * minuteMs;
  return { ...keptOf(visit), startsAt: visit.startsAt + by, endsAt: visit.endsAt + by };
}

function keptOf(visit: MassVisit): VisitPlace {
  const { id, serviceId, staffId, startsAt, endsAt, priceMinor, currency, version } = visit;
  const { bufferBeforeMinutes, bufferAfterMinutes } = visit;
  return {
    ...{ bookingId: id, serviceId, staffId, startsAt, endsAt, bufferBeforeMinutes, bufferAfterMinutes },
    ...{ priceMinor, currency, version: version + 1 },
  };
}
