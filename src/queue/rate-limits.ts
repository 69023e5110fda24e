import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisLink } from './redis-link.js';
import { tenantKeys } from './tenant-keys.js';

type Kind = 'message' | 'press';
/** `first_excess` comes once in a window, with the first one too many. */
export type Verdict = 'allowed' | 'first_excess' | 'excess';

/** How many of each in a minute. */
export type InboundLimits = Readonly<Record<Kind, number>>;

const houseLimits: InboundLimits = { message: 30, press: 60 };
const windowSeconds = 60;

interface Counter {
  consume(key: string): Promise<RateLimiterRes>;
}

/**
 * Counts what people send, for the bots of all tenants. The window is a minute from the first message and is the same in
 * every process that shares a Redis; while Redis is away each process counts by itself.
 */
export class RateLimits {
  private readonly own: Readonly<Record<Kind, Counter>>;
  private readonly shared: Readonly<Record<Kind, Counter>> | null;

  constructor(
    private readonly link: RedisLink | null,
    private readonly points: InboundLimits = houseLimits,
  ) {
    const limits = (kind: Kind) => ({ points: points[kind], duration: windowSeconds, keyPrefix: '' });
    const inMemory = (kind: Kind) => new RateLimiterMemory(limits(kind));
    this.own = { message: inMemory('message'), press: inMemory('press') };
    if (link === null) {
      this.shared = null;
      return;
    }
    const inRedis = (kind: Kind) => new RateLimiterRedis({ ...limits(kind), storeClient: link.client });
    this.shared = { message: inRedis('message'), press: inRedis('press') };
  }

  /** The counters of one tenant; they begin anew when its data is of another generation. */
  of(tenantId: string, generation: () => number = () => 0) {
    return {
      count: (kind: Kind, userId: number): Promise<Verdict> =>
        this.count(kind, `${tenantKeys(tenantId, generation())}limit:${kind}:${userId}`),
    };
  }

  private async count(kind: Kind, key: string): Promise<Verdict> {
    const { link, shared } = this;
    if (link !== null && shared !== null) {
      try {
        return await link.use(() => verdictOf(shared[kind], this.points[kind], key));
      } catch {
        // The link has logged it, and nobody is kept waiting or turned away for it.
      }
    }
    return verdictOf(this.own[kind], this.points[kind], key);
  }
}

/** The limiter rejects with its count when there were too many, and with an error when it could not count. */
async function verdictOf(counter: Counter, points: number, key: string): Promise<Verdict> {
  try {
    await counter.consume(key);
    return 'allowed';
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return refusal.consumedPoints === points + 1 ? 'first_excess' : 'excess';
  }
}
