import { quoteBooking, type Quote } from '../../../commands/quote-booking.js';
import { readService } from '../../../commands/read-service.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { whenGone } from '../services/show.js';
import { showVisit } from '../visits/show.js';
import type { Order } from '../wish.js';
import { readComment } from './conversation.js';
import { askName, askPhone } from './questions.js';
import { overlapScreen, refusedScreen } from './refusal-screens.js';
import { summaryScreen } from './summary-screen.js';

/** `changed`: the client altered the order, so a time that is not free is no surprise. */
type Occasion = 'chosen' | 'changed';

/** The next step towards a visit: what stands in its way, else the details still missing, else the summary. */
export async function continueOrder(
  turn: Turn,
  order: Order,
  occasion: Occasion = 'chosen',
): Promise<Reaction> {
  const { tenant, client } = turn;
  const quote = await quoteBooking(tenant, { clientId: client.id, ...order });
  if (quote === null) return orderGone(turn, order);
  const obstacle = await obstacleOf(turn, order, quote, occasion);
  if (obstacle !== null) return obstacle;
  if (client.name === null) return askName(turn, order);
  if (client.phone === null) return askPhone(turn, order);
  const contact = { name: client.name, phone: client.phone };
  const comment = await readComment(turn);
  return { screen: summaryScreen({ order, quote, contact, comment, now: tenant.clock.now() }, turn.wording) };
}

async function obstacleOf(
  turn: Turn,
  order: Order,
  quote: Quote,
  occasion: Occasion,
): Promise<Reaction | null> {
  const { own, alternatives } = quote;
  const { texts } = turn.wording;
  const now = turn.tenant.clock.now();
  if (own !== null) {
    return isSame(own, order)
      ? { screen: await showVisit(turn, own), notice: { text: texts.plain('order.repeated') } }
      : { screen: overlapScreen({ order, booking: own, now }, turn.wording) };
  }
  if (quote.available) return null;
  const reason = order.start > now ? 'taken' : 'not_offered';
  if (occasion === 'changed') {
    return {
      screen: refusedScreen({ order, reason, alternatives, now }, turn.wording),
      notice: { text: texts.plain('order.change_busy') },
    };
  }
  return {
    screen: refusedScreen({ order, reason, alternatives, now }, turn.wording),
    ...(reason === 'taken' ? { notice: { text: texts.plain('order.taken_alert'), alert: true } } : {}),
  };
}

function isSame(
  booking: { readonly serviceId: number; readonly staffId: number; readonly startsAt: number },
  { serviceId, staffId, start }: Order,
): boolean {
  return (
    booking.serviceId === serviceId &&
    booking.startsAt === start &&
    (staffId === null || booking.staffId === staffId)
  );
}

/** The service or its master was taken off the offer. */
export async function orderGone(turn: Turn, { serviceId }: Order): Promise<Reaction> {
  const details = await readService(turn.tenant, serviceId);
  return whenGone(turn, serviceId, details === null ? 'service_gone' : 'staff_gone');
}
