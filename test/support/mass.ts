import { DateTime } from 'luxon';
import { insertBooking } from '../../src/db/bookings.js';
import { planForNew } from '../../src/commands/plan-notifications.js';
import { readSettings } from '../../src/commands/read-settings.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { commitMass, type CommitMassResult } from '../../src/commands/desk/commit-mass.js';
import { selectionOf } from '../../src/commands/desk/mass-choices.js';
import type { MassChange, MassKind, MassOrder } from '../../src/commands/desk/mass-order.js';
import { prepareMass } from '../../src/commands/desk/prepare-mass.js';
import { previewMass, type MassPreview } from '../../src/commands/desk/preview-mass.js';
import { all, nextPersonId, nextUpdateId, type Salon } from './builders.js';

export const minuteMs = 60_000;

export const ownerOf = (name = 'Анна'): Admin => ({
  telegramId: nextPersonId(),
  role: 'owner',
  staffId: null,
  name,
});

export interface StoredVisit {
  readonly id: number;
  readonly status: string;
  readonly staff_id: number;
  readonly service_id: number;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly price_minor: number;
  readonly version: number;
  readonly cancelled_by: string | null;
  readonly cancel_reason: string | null;
}

export interface WantedVisit {
  readonly staffId: number;
  readonly clientId: number;
  readonly start: number;
  readonly minutes?: number;
  readonly before?: number;
  readonly after?: number;
  readonly serviceId?: number;
}

/** Writes a booking as it would stand after a client booked it, with its notifications; null: the time is taken. */
export async function putVisit({ ctx, services, clock }: Salon, visit: WantedVisit): Promise<number | null> {
  const { staffId, clientId, start, minutes = 60, before = 0, after = 0 } = visit;
  const now = clock.now();
  const booking = {
    ...{ clientId, staffId, serviceId: visit.serviceId ?? services[0] ?? 0, startsAt: start },
    ...{ endsAt: start + minutes * minuteMs, bufferBeforeMinutes: before, bufferAfterMinutes: after },
    ...{ priceMinor: 150_000, currency: 'RUB', contactName: 'Мария', contactPhone: '+79161234567' },
  };
  return ctx.db.transact(async (tx) => {
    const id = await insertBooking(tx, booking, `client:${clientId}`, now);
    if (id === null) return null;
    const settings = await readSettings(tx, ctx);
    await planForNew(tx, ctx, settings, { ...booking, id, version: 1 }, 'client', now);
    return id;
  });
}

export const storedVisits = ({ ctx }: Salon): Promise<StoredVisit[]> => all<StoredVisit>(ctx, 'bookings');

/** Everything a change of many visits may touch, as it stands. */
export async function snapshot({ ctx }: Salon) {
  const [bookings, events, notifications, audit, blocks] = await Promise.all(
    ['bookings', 'booking_events', 'notifications', 'audit_log', 'time_blocks'].map((table) =>
      all(ctx, table),
    ),
  );
  return { bookings, events, notifications, audit, blocks };
}

/** An order about the visits of local dates. */
export function orderOf(
  salon: Salon,
  change: MassChange,
  filter: { from: string; to: string; staffId?: number | null; serviceId?: number | null },
): MassOrder {
  const selection = selectionOf(salon.ctx, { staffId: null, serviceId: null, ...filter });
  return { selection: { ...selection, except: [] }, change, block: null };
}

export async function prepared(salon: Salon, by: Admin, kind: MassKind, order: MassOrder): Promise<number> {
  const result = await prepareMass(salon.ctx, by, { updateId: nextUpdateId() }, { kind, order });
  if (result.outcome !== 'prepared') throw new Error(`not prepared: ${result.problem}`);
  return result.operationId;
}

export async function previewed(
  salon: Salon,
  by: Admin,
  kind: MassKind,
  operationId: number,
): Promise<MassPreview> {
  const result = await previewMass(salon.ctx, by, { kind, operationId });
  if (result.outcome !== 'preview') throw new Error(`no preview: ${result.outcome}`);
  return result.preview;
}

export function committed(
  salon: Salon,
  by: Admin,
  { kind, operationId, seen }: Pick<MassPreview, 'kind' | 'operationId' | 'seen'>,
  anyway = false,
  updateId = nextUpdateId(),
): Promise<CommitMassResult> {
  return commitMass(salon.ctx, by, { updateId }, { kind, operationId, seen, anyway });
}

export const wall = (salon: Salon, instant: Date | number): string =>
  DateTime.fromMillis(Number(instant), { zone: salon.ctx.zone }).toFormat('yyyy-MM-dd HH:mm');
