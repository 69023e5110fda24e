import { z } from 'zod';
import type { Clock } from '../lib/clock.js';
import type { RedisLink } from './redis-link.js';
import { tenantKeys } from './tenant-keys.js';

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
  /** The higher, the later in what the person did. */
  readonly version: number;
}

const stored = z.object({ state: z.unknown(), expiresAt: z.number(), version: z.number().default(0) });

/** Keeps ARGV[1] for ARGV[3] milliseconds unless a session of a higher version than ARGV[2] is kept, and says whether it did. */
const keepUnlessNewer = `
  local kept = redis.call('GET', KEYS[1])
  local isRead, session = pcall(cjson.decode, kept or '')
  local version = isRead and type(session) == 'table' and tonumber(session.version) or 0
  if version > tonumber(ARGV[2]) then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
  return 1`;

/**
 * Conversations of one tenant in Redis, each until it expires or the tenant's data is of another generation. The calls
 * reject with `RedisAwayError` while Redis is away, of which the link has told already.
 */
export function redisSessions(
  link: RedisLink,
  clock: Clock,
  tenantId: string,
  generation: () => number = () => 0,
) {
  const name = ({ chatId, userId }: ConversationKey): string =>
    `${tenantKeys(tenantId, generation())}session:${chatId}:${userId}`;
  return {
    place: null,
    mayForget: true,
    find: async (key: ConversationKey): Promise<StoredSession | null> =>
      parse(await link.use((client) => client.get(name(key)))),
    put: async (key: ConversationKey, session: StoredSession): Promise<boolean> => {
      const ttlMs = Math.max(1, session.expiresAt - clock.now());
      const { version } = session;
      const answer = await link.use((client) =>
        client.eval(keepUnlessNewer, 1, name(key), JSON.stringify(session), version, ttlMs),
      );
      return answer === 1;
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
