import { cancelBooking, type CancelReason } from '../../../commands/cancel-booking.js';
import { textsFor } from '../../../i18n/texts.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { cancelledScreen } from './cancel-screens.js';
import type { CancelReasonCode } from './data.js';
import { showVisit, visitGone } from './show.js';

/** A reason of one press, in the words of the salon's language. */
export function reasonOf({ tenant }: Turn, why: CancelReasonCode): CancelReason {
  return { code: why, text: textsFor(tenant.locale).plain(`visit.why.${why}`) };
}

/** Cancels a client's own booking and says how it went. */
export async function cancelWith(turn: Turn, bookingId: number, reason?: CancelReason): Promise<Reaction> {
  const { tenant, client, cause, wording } = turn;
  const { texts } = wording;
  const result = await cancelBooking(tenant, cause, { clientId: client.id, bookingId, reason });
  switch (result.outcome) {
    case 'cancelled':
      return { screen: cancelledScreen(result.booking, tenant.clock.now(), wording) };
    case 'already_cancelled':
      return {
        screen: cancelledScreen(result.booking, tenant.clock.now(), wording),
        notice: { text: texts.plain('visit.cancelled_already') },
      };
    case 'too_late': {
      const deadline = wording.duration(result.deadlineMinutes);
      return {
        screen: await showVisit(turn, result.booking),
        notice: { text: texts.plain('visit.too_late_alert', { deadline }), alert: true },
      };
    }
    case 'not_found':
      return visitGone(turn);
  }
}
