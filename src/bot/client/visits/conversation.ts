import { z } from 'zod';
import { endConversation, readConversation } from '../../../commands/conversation.js';
import type { Turn } from '../../turn.js';
import { keepConversation, keyOf } from '../dialogue.js';

/*
 * What the bot waits for when it has asked about a booking: nothing → reason | name | phone → settled → nothing.
 *
 *   visit_reason   the next text is why the booking is cancelled, and cancels it
 *   visit_name     the next text is the name in this booking
 *   visit_phone    the next text or contact is the number in this booking
 *   visit_settled  answered; kept so that a redelivered answer is not taken for something new
 *
 * Every state remembers the update that led to it. The question's buttons or a command forget it; so do 30 idle minutes.
 */

const id = z.number().int();
const common = { bookingId: id.positive(), updateId: id };
const state = z.discriminatedUnion('kind', [
  /** `panelId`: the message that asks. `helperId`: the one that brought the keyboard under the input field. */
  z.object({ kind: z.literal('visit_reason'), ...common, panelId: id }),
  z.object({ kind: z.literal('visit_name'), ...common, panelId: id }),
  z.object({ kind: z.literal('visit_phone'), ...common, panelId: id, helperId: id }),
  z.object({ kind: z.literal('visit_settled'), ...common }),
]);

export type VisitConversation = z.infer<typeof state>;

/** A booking's conversation out of what was kept; null for another subject's, or another version's. */
export function parseVisitConversation(kept: unknown): VisitConversation | null {
  const parsed = state.safeParse(kept);
  return parsed.success ? parsed.data : null;
}

export async function readVisitConversation(turn: Turn): Promise<VisitConversation | null> {
  return parseVisitConversation(await readConversation(turn.tenant, keyOf(turn)));
}

export async function saveVisitConversation(turn: Turn, conversation: VisitConversation): Promise<void> {
  await keepConversation(turn, conversation);
}

export async function forgetVisitConversation(turn: Turn): Promise<void> {
  await endConversation(turn.tenant, keyOf(turn));
}
