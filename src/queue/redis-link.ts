import { performance } from 'node:perf_hooks';
import { Redis } from 'ioredis';
import { TransientError, messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';

/** Redis does not answer just now. Whoever asked has another way, or says why not. */
export class RedisAwayError extends TransientError {
  constructor(reason: string) {
    super('redis_away', `Redis is away: ${reason}`);
  }
}

const connectMs = 2_000;
/** Nothing we ask takes Redis a tenth of this; a person may be waiting for the answer. */
const answerMs = 500;
const reconnectCapMs = 1_000;
/** A goodbye to a server that is gone is never answered, and the process lives as long as it is waited for. */
export const goodbyeMs = 200;
/** After a command without answer the next ones do not wait for theirs; then one tries again. */
const restMs = 1_000;

/** How long to wait before the next attempt to connect, in milliseconds. */
export const reconnectDelay = (attempt: number): number => Math.min(50 * 2 ** attempt, reconnectCapMs);

/** The process's connection to Redis. It comes back by itself; an outage is logged once, and so is its end. */
export class RedisLink {
  private isAway = false;
  private isClosed = false;
  private restUntil = 0;
  readonly client: Redis;

  /** Connects in the background: nobody waits for a server that is away. */
  constructor(
    url: string,
    private readonly log: Logger,
  ) {
    this.client = new Redis(url, {
      connectTimeout: connectMs,
      commandTimeout: answerMs,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: reconnectDelay,
      disconnectTimeout: goodbyeMs,
    });
    this.client.on('error', (error: unknown) => this.noteAway(messageOf(error)));
    this.client.on('close', () => this.noteAway('the connection was closed'));
    this.client.on('ready', () => this.noteBack());
  }

  /** Whether asking makes sense just now. */
  get isUp(): boolean {
    return this.client.status === 'ready' && performance.now() >= this.restUntil;
  }

  /** Runs `work`, or rejects with `RedisAwayError` at once while Redis is away, at the latest after half a second. */
  async use<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    if (!this.isUp) throw new RedisAwayError(`the connection is ${this.client.status}`);
    try {
      const result = await work(this.client);
      this.noteBack();
      return result;
    } catch (error) {
      if (!isOutage(error)) throw error;
      this.restUntil = performance.now() + restMs;
      this.noteAway(messageOf(error));
      throw new RedisAwayError(messageOf(error));
    }
  }

  /** Resolves once the server has answered. */
  async opened(): Promise<void> {
    if (this.client.status === 'ready' || this.isClosed) return;
    await new Promise<void>((resolve) => {
      this.client.once('ready', resolve).once('end', resolve);
    });
  }

  close(): void {
    this.isClosed = true;
    this.client.disconnect();
  }

  private noteAway(reason: string): void {
    if (this.isAway || this.isClosed) return;
    this.isAway = true;
    this.log.warn({ reason }, 'Redis is away; work goes on without it');
  }

  private noteBack(): void {
    if (!this.isAway) return;
    this.isAway = false;
    this.log.info('Redis is back');
  }
}

/** Errors that Redis itself answered with (a wrong type, a full memory) are named `ReplyError`. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name !== 'ReplyError' || /^(?:LOADING|READONLY|OOM|MISCONF|MASTERDOWN|BUSY)/.test(error.message)
  );
}
