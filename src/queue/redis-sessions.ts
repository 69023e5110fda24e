import { z } from 'zod';
import type { Clock } from '../lib/clock.js';
import type { RedisLink } from './redis-link.js';

/** Whose conversation: one person in one chat. */
export interface ConversationKey {
  readonly chatId: number;
  readonly userId: number;
}

/** `state` null: the conversation was ended. */
interface StoredSession {
  readonly state: unknown;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

const stored = z.object({ state: z.unknown(), expiresAt: z.number() });

/**
 * Conversations of one tenant in Redis, each until it expires. The calls reject with `RedisAwayError` while Redis is away,
 * of which the link has told already.
 */
export function redisSessions(link: RedisLink, clock: Clock, tenantId: string) {
  const name = ({ chatId, userId }: ConversationKey): string => `${tenantId}:session:${chatId}:${userId}`;
  return {
    place: null,
    mayForget: true,
    find: async (key: ConversationKey): Promise<StoredSession | null> =>
      parse(await link.use((client) => client.get(name(key)))),
    put: async (key: ConversationKey, { state, expiresAt }: StoredSession): Promise<void> => {
      const ttlMs = expiresAt - clock.now();
      await link.use<unknown>((client) =>
        ttlMs <= 0
          ? client.del(name(key))
          : client.set(name(key), JSON.stringify({ state, expiresAt }), 'PX', ttlMs),
      );
    },
  };
}

function parse(text: string | null): StoredSession | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = stored.safeParse(value);
  return read.success ? { ...read.data, state: read.data.state ?? null } : null;
}
