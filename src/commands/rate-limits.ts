/** `first_excess` comes once in a window, with the first one too many. */
export type RateVerdict = 'allowed' | 'first_excess' | 'excess';

/** How much of one person's chatter a salon's bot takes in a minute. Shared between processes where Redis is. */
export interface RateLimits {
  /** Counts one more from this Telegram user. Never rejects: where the count is kept may be away, the chat is not. */
  count(kind: 'message' | 'press', userId: number): Promise<RateVerdict>;
}
