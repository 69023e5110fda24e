import { z } from 'zod';
import type { BookingRow } from '../db/bookings.js';

/** What the salon changed about a visit, as its client is told: what was before. No personal details: rows outlive people. */
export interface VisitChange {
  /** Epoch milliseconds. */
  readonly startsAt?: number | undefined;
  readonly durationMinutes?: number | undefined;
  readonly service?: string | undefined;
  readonly master?: string | undefined;
  /** Whose visit it was, when it has another master now: for the people of the salon. */
  readonly fromStaffId?: number | undefined;
  /** The salon gave it to another master; else its client chose one. */
  readonly handedOver?: boolean | undefined;
  /** Minor units of `currency`. */
  readonly price?: { readonly from: number; readonly to: number; readonly currency: string } | undefined;
  /** Of these it is only said that they changed. */
  readonly fields?: readonly ('name' | 'phone' | 'comment')[] | undefined;
}

const stored = z.object({
  startsAt: z.number().int().optional(),
  durationMinutes: z.number().int().positive().optional(),
  service: z.string().optional(),
  master: z.string().optional(),
  fromStaffId: z.number().int().optional(),
  handedOver: z.boolean().optional(),
  price: z.object({ from: z.number(), to: z.number(), currency: z.string() }).optional(),
  fields: z.array(z.enum(['name', 'phone', 'comment'])).optional(),
});

/** A visit as far as changes of it are told. */
type ToldVisit = Pick<
  BookingRow,
  'startsAt' | 'endsAt' | 'serviceId' | 'serviceName' | 'staffId' | 'staffName' | 'priceMinor' | 'currency'
>;

/** What was before, of all that is another now. */
export function changeBetween(
  was: ToldVisit,
  now: Omit<ToldVisit, 'serviceName' | 'staffName'>,
): VisitChange {
  const length = was.endsAt - was.startsAt;
  return {
    ...(was.startsAt === now.startsAt ? {} : { startsAt: was.startsAt }),
    ...(length === now.endsAt - now.startsAt ? {} : { durationMinutes: Math.round(length / 60_000) }),
    ...(was.serviceId === now.serviceId ? {} : { service: was.serviceName }),
    ...(was.staffId === now.staffId ? {} : { master: was.staffName, fromStaffId: was.staffId }),
    ...(was.priceMinor === now.priceMinor || was.currency !== now.currency
      ? {}
      : { price: { from: was.priceMinor, to: now.priceMinor, currency: was.currency } }),
  };
}

/** The change kept with a notification; null when none is, or another version of the program wrote it. */
export function readVisitChange(details: unknown): VisitChange | null {
  const parsed = stored.safeParse(details);
  return parsed.success && Object.keys(parsed.data).length > 0 ? parsed.data : null;
}
