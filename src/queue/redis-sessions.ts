import { z } from 'zod';
import type { Clock } from '../lib/clock.js';
import { RedisAwayError, type RedisLink } from './redis-link.js';

/** Whose conversation: one person in one chat. */
export interface ConversationKey {
  readonly chatId: number;
  readonly userId: number;
}

/** What this process knows of a conversation; `state` null means that it was ended. */
interface Copy {
  readonly state: unknown;
  readonly expiresAt: number;
  /** Redis was away when this was written: it has yet to be told. */
  readonly isUntold: boolean;
}

const ttlMs = 30 * 60_000;
/** Reading moves the end only after this much of the time passed, so that most reads write nothing. */
const slideEveryMs = 60_000;
/** With more, the conversation that was touched longest ago is forgotten here; Redis has it. */
const mostCopies = 10_000;

const stored = z.object({ state: z.unknown(), expiresAt: z.number() });

/**
 * Conversations in Redis, 30 minutes from their last use, with a copy of the latest ones in this process. While Redis is
 * away the copies are the truth; what changed meanwhile is told to Redis when the person comes back.
 */
export class RedisSessions {
  private readonly copies = new Map<string, Copy>();

  constructor(
    private readonly link: RedisLink,
    private readonly clock: Clock,
  ) {}

  /** The store of one tenant. */
  of(tenantId: string) {
    const name = ({ chatId, userId }: ConversationKey): string => `${tenantId}:session:${chatId}:${userId}`;
    return {
      read: (key: ConversationKey): Promise<unknown> => this.read(name(key)),
      save: (key: ConversationKey, state: object): Promise<void> => this.write(name(key), state),
      end: (key: ConversationKey): Promise<void> => this.write(name(key), null),
    };
  }

  private async read(name: string): Promise<unknown> {
    const now = this.clock.now();
    const copy = await this.latest(name);
    if (copy === null || copy.expiresAt <= now) {
      this.copies.delete(name);
      return null;
    }
    const isSliding = copy.state !== null && copy.expiresAt - now < ttlMs - slideEveryMs;
    if (isSliding) await this.write(name, copy.state);
    else if (copy.isUntold) await this.tell(name, copy);
    return copy.state;
  }

  private async write(name: string, state: unknown): Promise<void> {
    await this.tell(name, { state, expiresAt: this.clock.now() + ttlMs, isUntold: true });
  }

  private async latest(name: string): Promise<Copy | null> {
    const copy = this.copies.get(name) ?? null;
    if (copy?.isUntold === true) return copy;
    try {
      const found = parse(await this.link.use((client) => client.get(name)));
      if (found === null) this.copies.delete(name);
      else this.keep(name, found);
      return found;
    } catch (error) {
      if (!(error instanceof RedisAwayError)) throw error;
      return copy;
    }
  }

  private async tell(name: string, copy: Copy): Promise<void> {
    this.keep(name, copy);
    const { state, expiresAt } = copy;
    try {
      await this.link.use<unknown>((client) =>
        state === null
          ? client.del(name)
          : client.set(name, JSON.stringify({ state, expiresAt }), 'PX', ttlMs),
      );
    } catch (error) {
      if (error instanceof RedisAwayError) return;
      throw error;
    }
    // Another change of the same conversation may have come while Redis was being told of this one.
    if (this.copies.get(name) === copy) this.keep(name, { ...copy, isUntold: false });
  }

  private keep(name: string, copy: Copy): void {
    this.copies.delete(name);
    if (copy.state === null && !copy.isUntold) return;
    this.copies.set(name, copy);
    if (this.copies.size <= mostCopies) return;
    const [oldest] = this.copies.keys();
    if (oldest !== undefined) this.copies.delete(oldest);
  }
}

function parse(text: string | null): Copy | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = stored.safeParse(value);
  return read.success ? { ...read.data, state: read.data.state ?? null, isUntold: false } : null;
}
