import type { ChatId } from './classify.js';

export interface Rate {
  /** How many at once after a rest. */
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * A token bucket. Time is any count of milliseconds that the caller passes in; when it jumps back, the bucket keeps
 * what it has and counts on from there.
 */
export class Bucket {
  private tokens: number;
  private at: number;

  constructor(
    private readonly rate: Rate,
    now: number,
  ) {
    this.tokens = rate.burst;
    this.at = now;
  }

  /** Milliseconds until `cost` may be taken; 0 means now. */
  waitMs(cost: number, now: number): number {
    this.refill(now);
    // Sums of fractions fall short of whole tokens by a hair, which must not cost a further wait.
    const missing = Math.min(cost, this.rate.burst) - this.tokens;
    return missing <= 1e-9 ? 0 : Math.ceil((missing * 1000) / this.rate.perSecond);
  }

  take(cost: number, now: number): void {
    this.refill(now);
    this.tokens -= Math.min(cost, this.rate.burst);
  }

  isFull(now: number): boolean {
    this.refill(now);
    return this.tokens >= this.rate.burst;
  }

  private refill(now: number): void {
    const elapsed = Math.max(0, now - this.at);
    this.at = now;
    this.tokens = Math.min(this.rate.burst, this.tokens + (elapsed * this.rate.perSecond) / 1000);
  }
}

export interface PaceLimits {
  readonly bot: Rate;
  readonly chat: Rate;
  /** Groups and channels. */
  readonly group: Rate;
}

/** Telegram publishes no exact limits; these are the ones its FAQ names, with the short bursts it tolerates. */
export const usualPace: PaceLimits = {
  bot: { burst: 30, perSecond: 30 },
  chat: { burst: 5, perSecond: 1 },
  group: { burst: 5, perSecond: 20 / 60 },
};

export function chatRate(limits: PaceLimits, chat: ChatId): Rate {
  const isPrivate = typeof chat === 'number' ? chat > 0 : /^\d+$/.test(chat);
  return isPrivate ? limits.chat : limits.group;
}

const posts = /^(send|forward|copy)/;
const silent = new Set([
  'sendChatAction',
  'sendMessageDraft',
  'sendRichMessageDraft',
  'sendChatJoinRequestWebApp',
]);
const edits = /^(editMessage|stopPoll$|stopMessageLiveLocation$)/;

/** Does the call put a new message into a chat? Repeating it would show it twice. */
export function postsMessage(method: string): boolean {
  return posts.test(method) && !silent.has(method);
}

/**
 * What a call takes from the buckets. Everything that is no message is free; an edit takes half, so that a person
 * may turn the pages of a calendar twice a second.
 */
export function costOf(method: string, payload: Readonly<Record<string, unknown>>): number {
  if (postsMessage(method)) {
    const several = payload['media'] ?? payload['message_ids'];
    return Array.isArray(several) && several.length > 1 ? several.length : 1;
  }
  return edits.test(method) ? 0.5 : 0;
}

const repeatable = /^(get|set|edit|delete|answer|pin|unpin|stop|leave|ban|unban|log|close|sendChatAction$)/;

/** May the call be made twice when nobody knows whether the first was heard? */
export function mayRepeat(method: string): boolean {
  return repeatable.test(method);
}
