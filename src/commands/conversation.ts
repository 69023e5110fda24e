import type { SessionKey } from '../db/sessions.js';
import type { SessionTurn } from './session-store.js';
import type { TenantContext } from './tenant-context.js';

export type ConversationKey = SessionKey;
export type ConversationTurn = SessionTurn;

/**
 * What `saveConversation` kept for this person in this chat, or null when nothing was or 30 minutes passed without use.
 * The shape is the caller's to check: it may have been written by another version of the program.
 */
export function readConversation(ctx: TenantContext, key: ConversationKey): Promise<unknown> {
  return ctx.sessions.read(key);
}

/**
 * Keeps a JSON value for 30 minutes from its last use, over what was kept before; does nothing when a later update than
 * the turn's has changed the conversation.
 */
export function saveConversation(ctx: TenantContext, turn: ConversationTurn, state: object): Promise<void> {
  return ctx.sessions.save(turn, state);
}

/** Forgets what was kept, unless a later update than the turn's has changed it. */
export function endConversation(ctx: TenantContext, turn: ConversationTurn): Promise<void> {
  return ctx.sessions.end(turn);
}
