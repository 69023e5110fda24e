import {
  deleteExpiredSessions,
  deleteSession,
  extendSession,
  findSession,
  upsertSession,
  type SessionKey,
} from '../db/sessions.js';
import type { TenantContext } from './tenant-context.js';

export type ConversationKey = SessionKey;

const ttlMs = 30 * 60_000;
/** Reading moves the end only after this much of the time passed, so that most reads write nothing. */
const slideEveryMs = 60_000;

/**
 * What `saveConversation` kept for this person in this chat, or null when nothing was or 30 minutes passed without use.
 * The shape is the caller's to check: it may have been written by another version of the program.
 */
export async function readConversation(ctx: TenantContext, key: ConversationKey): Promise<unknown> {
  if (ctx.sessions !== null) return ctx.sessions.read(key);
  const now = ctx.clock.now();
  const session = await ctx.db.read((tx) => findSession(tx, key));
  if (session === null || session.expiresAt <= now) return null;
  if (session.expiresAt - now < ttlMs - slideEveryMs) {
    await ctx.db.transact((tx) => extendSession(tx, key, now + ttlMs));
  }
  return session.state;
}

/** Keeps a JSON value for 30 minutes from its last use, over what was kept before. */
export async function saveConversation(
  ctx: TenantContext,
  key: ConversationKey,
  state: object,
): Promise<void> {
  if (ctx.sessions !== null) return ctx.sessions.save(key, state);
  const now = ctx.clock.now();
  await ctx.db.transact(async (tx) => {
    await upsertSession(tx, key, { state, expiresAt: now + ttlMs });
    await deleteExpiredSessions(tx, now);
  });
}

/** Forgets what was kept. */
export async function endConversation(ctx: TenantContext, key: ConversationKey): Promise<void> {
  if (ctx.sessions !== null) return ctx.sessions.end(key);
  await ctx.db.transact((tx) => deleteSession(tx, key));
}
