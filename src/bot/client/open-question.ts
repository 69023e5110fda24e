import { endConversation, readConversation } from '../../commands/conversation.js';
import type { Turn } from '../turn.js';
import { isOvertaken, keepConversation, keyOf } from './dialogue.js';
import { dialogues } from './dialogues.js';

/** Forgets what was asked and clears away what stood in the chat for it. */
export async function dropQuestion(turn: Turn): Promise<void> {
  const key = keyOf(turn);
  const state = await readConversation(turn.tenant, key);
  if (state === null || isOvertaken(turn, state)) return;
  for (const dialogue of dialogues) await dialogue.drop(turn, state);
  await endConversation(turn.tenant, key);
}

/**
 * Ends the question that `state` waits with when a button is pressed: whether it is the question's own or stands elsewhere
 * in the chat, what is typed next is no answer any more, unless the button asks anew. What was answered before stays.
 */
export async function leaveQuestion(turn: Turn, state: unknown): Promise<void> {
  if (isOvertaken(turn, state)) return;
  for (const dialogue of dialogues) {
    const question = dialogue.question(state);
    if (question === null) continue;
    const { without } = question;
    await dialogue.drop(turn, state);
    if (without === null) await endConversation(turn.tenant, keyOf(turn));
    else await keepConversation(turn, without);
    return;
  }
}
