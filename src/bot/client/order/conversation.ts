import { z } from 'zod';
import { endConversation, readConversation } from '../../../commands/conversation.js';
import type { Turn } from '../../turn.js';
import { keepConversation, keyOf } from '../dialogue.js';

/*
 * What the bot waits for when it has asked somebody to type: nothing → name | phone | comment → settled → nothing.
 *
 *   name     the next text is the client's name for this order; then phone, or settled when the phone is known
 *   phone    the next text or contact is the client's number; then settled
 *   comment  the next text is a comment to this order; then settled
 *   settled  answered; kept so that a redelivered answer is not taken for something new, and for the comment
 *
 * Every state remembers the update that led to it, and carries the comment on to the booking. Booking, a command or
 * "menu" forgets all of it; so do 30 idle minutes.
 */

const id = z.number().int();
const order = z.object({
  serviceId: id.positive(),
  staffId: id.positive().nullable(),
  start: id,
});
const common = { order, updateId: id, comment: z.string().nullable().default(null) };
const state = z.discriminatedUnion('kind', [
  /** `panelId`: the message that asks. `helperId`: the one that brought the keyboard under the input field. */
  z.object({ kind: z.literal('name'), ...common, panelId: id }),
  z.object({ kind: z.literal('phone'), ...common, panelId: id, helperId: id }),
  z.object({ kind: z.literal('comment'), ...common, panelId: id }),
  z.object({ kind: z.literal('settled'), ...common }),
]);

export type OrderConversation = z.infer<typeof state>;

type Without<State, Key extends PropertyKey> = State extends unknown ? Omit<State, Key> : never;

/** An order's conversation out of what was kept; null for another subject's, or another version's. */
export function parseOrderConversation(kept: unknown): OrderConversation | null {
  const parsed = state.safeParse(kept);
  return parsed.success ? parsed.data : null;
}

/** The order with its comment, waiting for nothing any more; null when there is no comment to keep. */
export function withoutQuestion({
  order: about,
  updateId,
  comment,
}: OrderConversation): OrderConversation | null {
  return comment === null ? null : { kind: 'settled', order: about, updateId, comment };
}

/** What is being waited for; null when nothing is. */
export async function readOrderConversation(turn: Turn): Promise<OrderConversation | null> {
  return parseOrderConversation(await readConversation(turn.tenant, keyOf(turn)));
}

/** The comment typed for the order that is being made. */
export async function readComment(turn: Turn): Promise<string | null> {
  return (await readOrderConversation(turn))?.comment ?? null;
}

/** Goes to another state; the comment goes along. */
export async function saveOrderConversation(
  turn: Turn,
  conversation: Without<OrderConversation, 'comment'>,
): Promise<void> {
  const comment = await readComment(turn);
  await keepConversation(turn, { ...conversation, comment });
}

/** Goes to `settled`, with this comment. */
export async function saveComment(
  turn: Turn,
  { order: about, comment }: Pick<OrderConversation, 'order' | 'comment'>,
): Promise<void> {
  const settled = { kind: 'settled', order: about, updateId: turn.cause.updateId, comment } as const;
  await keepConversation(turn, settled satisfies OrderConversation);
}

export async function forgetConversation(turn: Turn): Promise<void> {
  await endConversation(turn.tenant, keyOf(turn));
}
