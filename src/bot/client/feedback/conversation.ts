import { z } from 'zod';
import { endConversation, readConversation } from '../../../commands/conversation.js';
import type { Turn } from '../../turn.js';
import { keepConversation, keyOf } from '../dialogue.js';

/*
 * What the bot waits for when stars were given: nothing → review_text → review_settled → nothing. `review_settled` is kept
 * so that a redelivered answer is not taken for something new. Every state remembers the update that led to it. Leaving
 * by a button or a command forgets it; so do 30 idle minutes.
 */

const id = z.number().int();
const common = { bookingId: id.positive(), updateId: id };
const state = z.discriminatedUnion('kind', [
  /** The next text is the review of this booking. `panelId`: the message that invites. */
  z.object({ kind: z.literal('review_text'), ...common, panelId: id }),
  z.object({ kind: z.literal('review_settled'), ...common }),
]);

export type FeedbackConversation = z.infer<typeof state>;

/** A review's conversation out of what was kept; null for another subject's, or another version's. */
export function parseFeedbackConversation(kept: unknown): FeedbackConversation | null {
  const parsed = state.safeParse(kept);
  return parsed.success ? parsed.data : null;
}

export async function saveFeedbackConversation(
  turn: Turn,
  conversation: FeedbackConversation,
): Promise<void> {
  await keepConversation(turn, conversation);
}

/** Stops waiting for a review; what another subject waits for stays. */
export async function forgetFeedbackConversation(turn: Turn): Promise<void> {
  const key = keyOf(turn);
  const waiting = parseFeedbackConversation(await readConversation(turn.tenant, key));
  if (waiting !== null) await endConversation(turn.tenant, key);
}
