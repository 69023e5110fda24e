import { cancelBooking } from '../../../commands/cancel-booking.js';
import { on, type PressRoute } from '../../presses.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { askCancel, cancelVisit, listVisits, openVisit } from './data.js';
import { askCancelScreen, cancelledScreen } from './screens.js';
import { showVisit, showVisits, visitGone, withVisit } from './show.js';

export const visitRoutes: readonly PressRoute[] = [
  on(listVisits, async (turn) => ({ screen: await showVisits(turn) })),
  on(openVisit, (turn, { booking: id }) =>
    withVisit(turn, id, async (booking) => ({ screen: await showVisit(turn, booking) })),
  ),
  on(askCancel, (turn, { booking: id }) =>
    withVisit(turn, id, async (booking) => ({
      screen: booking.mayChange
        ? askCancelScreen(booking, turn.tenant.clock.now(), turn.wording)
        : await showVisit(turn, booking),
    })),
  ),
  on(cancelVisit, (turn, { booking }) => cancel(turn, booking)),
];

async function cancel(turn: Turn, bookingId: number): Promise<Reaction> {
  const { tenant, client, cause, wording } = turn;
  const { texts } = wording;
  const result = await cancelBooking(tenant, cause, { clientId: client.id, bookingId });
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
