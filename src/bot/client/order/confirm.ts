import { bookSlot, type BookSlotResult } from '../../../commands/book-slot.js';
import { readSalonInfo } from '../../../commands/salon-info.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import type { Order } from '../wish.js';
import { forgetConversation, readComment } from './conversation.js';
import { continueOrder, orderGone } from './show.js';
import { limitScreen, overlapScreen, refusedScreen, unwelcomeScreen } from './refusal-screens.js';
import { bookedScreen } from './summary-screen.js';

/** Books what the client confirmed, and says how it went. */
export async function confirm(turn: Turn, order: Order): Promise<Reaction> {
  const { tenant, client, cause, wording } = turn;
  const comment = await readComment(turn);
  const result = await bookSlot(tenant, cause, { clientId: client.id, ...order, comment });
  if (result.outcome === 'booked' && comment !== null) await forgetConversation(turn);
  const now = tenant.clock.now();
  switch (result.outcome) {
    case 'booked':
      return booked(turn, result);
    case 'taken':
      return {
        screen: refusedScreen({ order, reason: 'taken', alternatives: result.alternatives, now }, wording),
        notice: { text: wording.texts.plain('order.taken_alert'), alert: true },
      };
    case 'not_offered':
      return notOffered(turn, order, result);
    case 'limit':
    case 'day_limit':
      return { screen: limitScreen({ order, outcome: result.outcome, limit: result.limit }, wording) };
    case 'own_overlap':
      return { screen: overlapScreen({ order, booking: result.booking, now }, wording) };
    case 'blacklisted':
    case 'prepay_only':
      return { screen: unwelcomeScreen(result, wording) };
    case 'contact_missing':
      return continueOrder(turn, order);
  }
}

type Result<Outcome extends BookSlotResult['outcome']> = Extract<BookSlotResult, { outcome: Outcome }>;

async function booked(turn: Turn, { booking, repeated }: Result<'booked'>): Promise<Reaction> {
  const { tenant, wording } = turn;
  const { address } = await readSalonInfo(tenant);
  return {
    screen: bookedScreen({ booking, address, now: tenant.clock.now() }, wording),
    ...(repeated ? { notice: { text: wording.texts.plain('order.repeated') } } : {}),
  };
}

async function notOffered(
  turn: Turn,
  order: Order,
  { reason, alternatives }: Result<'not_offered'>,
): Promise<Reaction> {
  if (reason === 'service_gone' || reason === 'staff_gone') return orderGone(turn, order);
  const shown = reason === 'too_soon' ? 'too_soon' : 'not_offered';
  const view = { order, reason: shown, alternatives, now: turn.tenant.clock.now() } as const;
  return { screen: refusedScreen(view, turn.wording) };
}
