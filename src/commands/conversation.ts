import type { SessionKey } from '../db/sessions.js';
import type { TenantContext } from './tenant-context.js';

export type ConversationKey = SessionKey;

/**
 * What `saveConversation` kept for this person in this chat, or null when nothing was or 30 minutes passed without use.
 * The shape is the caller's to check: it may have been written by another version of the program.
 */
export function readConversation(ctx: TenantContext, key: ConversationKey): Promise<unknown> {
  return ctx.sessions.read(key);
}

/** Keeps a JSON value for 30 minutes from its last use, over what was kept before. */
export function saveConversation(ctx: TenantContext, key: ConversationKey, state: object): Promise<void> {
  return ctx.sessions.save(key, state);
}

/** Forgets what was kept. */
export function endConversation(ctx: TenantContext, key: ConversationKey): Promise<void> {
  return ctx.sessions.end(key);
}
