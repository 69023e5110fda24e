import { z } from 'zod';
import { readConversation, saveConversation, type ConversationTurn } from '../../commands/conversation.js';
import type { Incoming } from '../incoming.js';
import type { Reaction } from '../screen.js';
import type { Turn } from '../turn.js';

/** What somebody sent that is neither a button nor a command. */
export type Answer = Content<
  Exclude<Incoming, { kind: 'press' | 'command' | 'blocked' | 'stray-press' | 'nothing' }>
>;
type Content<Sent> = Sent extends unknown ? Omit<Sent, 'updateId' | 'from' | 'chatId' | 'messageId'> : never;

/** A question that waits for something to be typed. */
export interface OpenQuestion {
  /** What of the conversation outlives the question; null when nothing does. */
  readonly without: object | null;
}

/**
 * One subject's questions that are answered by typing. All subjects share the one conversation a person has in a chat;
 * each knows its own states by their `kind`, and leaves the others alone.
 */
export interface Dialogue {
  /** The question that `state` waits with; null when it waits for nothing, or is another subject's. */
  question(state: unknown): OpenQuestion | null;
  /** Takes what was sent as the answer that `state` waits for; null when the state is another subject's. */
  take(turn: Turn, state: unknown, answer: Answer): Promise<Reaction | null>;
  /** Clears away what stood in the chat for the question; the conversation itself is forgotten by the caller. */
  drop(turn: Turn, state: unknown): Promise<void>;
}

/** By which updates a conversation came to where it is: each subject keeps one or two of these. */
const origin = z.object({
  updateId: z.number().optional(),
  askedBy: z.number().optional(),
  answeredBy: z.number().nullish(),
});

/**
 * Whether the conversation went on after this update was sent. Telegram may deliver an update late or once more: what was
 * typed before a question was asked is no answer to it, and a press from before neither ends nor replaces it.
 */
export function isOvertaken({ cause }: Turn, state: unknown): boolean {
  const parsed = origin.safeParse(state);
  if (!parsed.success) return false;
  const { updateId, askedBy, answeredBy } = parsed.data;
  return [updateId, askedBy, answeredBy].some((id) => typeof id === 'number' && id > cause.updateId);
}

/** Keeps where the conversation is now, unless it has gone on since this update was sent. */
export async function keepConversation(turn: Turn, state: object): Promise<void> {
  const key = keyOf(turn);
  if (isOvertaken(turn, await readConversation(turn.tenant, key))) return;
  await saveConversation(turn.tenant, key, state);
}

/** Whose conversation a turn belongs to, and the update that may change it. */
export function keyOf({ chatId, from, cause }: Turn): ConversationTurn {
  return { chatId, userId: from.id, updateId: cause.updateId };
}
