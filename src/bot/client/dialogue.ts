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

/** Whose conversation a turn belongs to. */
export function keyOf({ chatId, from }: Turn): { readonly chatId: number; readonly userId: number } {
  return { chatId, userId: from.id };
}
