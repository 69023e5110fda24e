import type { MovingVisit } from '../../commands/offer.js';

/** What a client is after: a service, with one master or with any (null). */
export interface Wish {
  readonly serviceId: number;
  readonly staffId: number | null;
  /** The visit that is to be at another time; absent for a new one. */
  readonly moving?: MovingVisit;
}

/** A wish with the moment it is for, in epoch milliseconds. */
export interface Order extends Wish {
  readonly start: number;
}

/** Why a wish cannot be followed any more. */
export type Gone = 'service_gone' | 'staff_gone';
