import { z } from 'zod';
import { endConversation, readConversation } from '../../../commands/conversation.js';
import type { Turn } from '../../turn.js';
import { keepConversation, keyOf } from '../dialogue.js';

/*
 * What the bot waits for in the profile: nothing → profile_name | profile_phone → profile_settled → nothing.
 * `profile_settled` is kept so that a redelivered answer is not taken for something new. Every state remembers the update
 * that led to it. Leaving by a button or a command forgets it; so do 30 idle minutes.
 */

const id = z.number().int();
const state = z.discriminatedUnion('kind', [
  /** `panelId`: the message that asks. `helperId`: the one that brought the keyboard under the input field. */
  z.object({ kind: z.literal('profile_name'), updateId: id, panelId: id }),
  z.object({ kind: z.literal('profile_phone'), updateId: id, panelId: id, helperId: id }),
  z.object({ kind: z.literal('profile_settled'), updateId: id }),
]);

export type ProfileConversation = z.infer<typeof state>;

/** A profile's conversation out of what was kept; null for another subject's, or another version's. */
export function parseProfileConversation(kept: unknown): ProfileConversation | null {
  const parsed = state.safeParse(kept);
  return parsed.success ? parsed.data : null;
}

export async function readProfileConversation(turn: Turn): Promise<ProfileConversation | null> {
  return parseProfileConversation(await readConversation(turn.tenant, keyOf(turn)));
}

export async function saveProfileConversation(turn: Turn, conversation: ProfileConversation): Promise<void> {
  await keepConversation(turn, conversation);
}

export async function forgetProfileConversation(turn: Turn): Promise<void> {
  await endConversation(turn.tenant, keyOf(turn));
}
