import { confirmComing } from '../../../commands/confirm-coming.js';
import { readSalonInfo } from '../../../commands/salon-info.js';
import { on, type PressRoute } from '../../presses.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { showVisit, visitGone } from '../visits/show.js';
import { confirmVisit } from './data.js';
import { comingScreen } from './screens.js';

export const noticeRoutes: readonly PressRoute[] = [
  on(confirmVisit, (turn, { booking }) => come(turn, booking)),
];

async function come(turn: Turn, bookingId: number): Promise<Reaction> {
  const { tenant, client, cause, wording } = turn;
  const { texts } = wording;
  const result = await confirmComing(tenant, cause, { clientId: client.id, bookingId });
  switch (result.outcome) {
    case 'confirmed': {
      const { address } = await readSalonInfo(tenant);
      return {
        screen: comingScreen(result.booking, address, tenant.clock.now(), wording),
        notice: { text: texts.plain('notice.coming_toast') },
      };
    }
    case 'past':
      return {
        screen: await showVisit(turn, result.booking),
        notice: { text: texts.plain('notice.past') },
      };
    case 'not_found':
      return visitGone(turn);
  }
}
