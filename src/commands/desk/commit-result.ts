import type { OfferGone } from '../offer.js';
import type { DeskObstacle, DeskWarning } from './desk-offer.js';

/** How it went: plain data without personal details, so that a redelivered update is answered with the very same. */
export type CommitResult =
  /** Booked, or changed; `repeated`: by an earlier press. */
  | { readonly outcome: 'done'; readonly bookingId: number; readonly repeated: boolean }
  /** It is so already. */
  | { readonly outcome: 'unchanged'; readonly bookingId: number }
  /** Somebody changed the booking since this person saw it. */
  | { readonly outcome: 'changed'; readonly bookingId: number }
  /** Against rules that the salon may pass over: to be confirmed once more. */
  | { readonly outcome: 'warned'; readonly warnings: readonly DeskWarning[] }
  | { readonly outcome: 'refused'; readonly obstacle: DeskObstacle; readonly otherId: number | null }
  | { readonly outcome: 'gone'; readonly reason: OfferGone }
  /** Something has not been chosen yet. */
  | { readonly outcome: 'incomplete' }
  /** No such draft of this person, or the booking is not in this person's calendar. */
  | { readonly outcome: 'not_found' };
