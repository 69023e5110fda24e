import type { BookingRow } from '../db/bookings.js';
import { mayClientChange, type BookingStatus } from '../domain/booking.js';
import type { TenantSettings } from '../domain/settings.js';

/** A booking as its client sees it. Instants are epoch milliseconds, money is in minor units of `currency`. */
export interface BookingView {
  readonly id: number;
  readonly clientId: number;
  readonly serviceId: number;
  readonly serviceName: string;
  readonly staffId: number;
  readonly staffName: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly durationMinutes: number;
  readonly priceMinor: number;
  readonly currency: string;
  readonly status: BookingStatus;
  readonly contactName: string;
  readonly contactPhone: string;
  readonly comment: string | null;
  readonly cancelledBy: 'client' | 'salon' | null;
  readonly cancelReason: string | null;
  /** Whether its client may cancel or move it now. */
  readonly mayChange: boolean;
  readonly version: number;
}

/** The client's view of a stored booking at `now` (epoch milliseconds). */
export function viewBooking(row: BookingRow, settings: TenantSettings, now: number): BookingView {
  return {
    id: row.id,
    clientId: row.clientId,
    serviceId: row.serviceId,
    serviceName: row.serviceName,
    staffId: row.staffId,
    staffName: row.staffName,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    durationMinutes: Math.round((row.endsAt - row.startsAt) / 60_000),
    priceMinor: row.priceMinor,
    currency: row.currency,
    status: row.status,
    contactName: row.contactName,
    contactPhone: row.contactPhone,
    comment: row.comment,
    cancelledBy: row.cancelledBy,
    cancelReason: row.cancelReason,
    mayChange: mayClientChange(row, now, settings.changeDeadlineMinutes),
    version: row.version,
  };
}
