import { z } from 'zod';
import { endConversation, readConversation, saveConversation } from '../../../commands/conversation.js';
import type { Turn } from '../../turn.js';

/*
 * What the bot waits for when it has asked somebody to type: nothing → name | phone → settled → nothing.
 *
 *   name     the next text is the client's name for this order; then phone, or settled when the phone is known
 *   phone    the next text or contact is the client's number; then settled
 *   settled  answered; kept so that a redelivered answer is not taken for something new
 *
 * Every state remembers the update that led to it. Leaving by a button or a command forgets it; so do 30 idle minutes.
 */

const id = z.number().int();
const order = z.object({
  serviceId: id.positive(),
  staffId: id.positive().nullable(),
  start: id,
});
const state = z.discriminatedUnion('kind', [
  /** `panelId`: the message that asks. `helperId`: the one that brought the keyboard under the input field. */
  z.object({ kind: z.literal('name'), order, updateId: id, panelId: id }),
  z.object({ kind: z.literal('phone'), order, updateId: id, panelId: id, helperId: id }),
  z.object({ kind: z.literal('settled'), order, updateId: id }),
]);

export type OrderConversation = z.infer<typeof state>;

/** What is being waited for; null when nothing is, or another version of the program wrote something else. */
export async function readOrderConversation(turn: Turn): Promise<OrderConversation | null> {
  const parsed = state.safeParse(await readConversation(turn.tenant, keyOf(turn)));
  return parsed.success ? parsed.data : null;
}

export async function saveOrderConversation(turn: Turn, conversation: OrderConversation): Promise<void> {
  await saveConversation(turn.tenant, keyOf(turn), conversation);
}

export async function forgetConversation(turn: Turn): Promise<void> {
  await endConversation(turn.tenant, keyOf(turn));
}

function keyOf({ chatId, from }: Turn): { readonly chatId: number; readonly userId: number } {
  return { chatId, userId: from.id };
}
