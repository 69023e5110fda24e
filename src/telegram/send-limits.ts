import type { Backoff } from '../lib/retry.js';
import { usualPace, type PaceLimits } from './pacing.js';

export interface SenderLimits {
  readonly pace: PaceLimits;
  /** Calls that may wait; notices may fill three quarters of it and broadcasts half, so that answers always find room. */
  readonly capacity: number;
  /** Calls under way at once: all, and those that are sent later (notices and broadcasts). */
  readonly inFlight: number;
  readonly laterInFlight: number;
  /** A flood wait longer than this is the caller's affair. */
  readonly longestPauseMs: number;
  readonly attempts: number;
  readonly backoff: Backoff;
  /** Two chats refused within this time mean that the whole bot is too fast. */
  readonly floodWindowMs: number;
  /** What is under way at closing gets this long. */
  readonly closeMs: number;
}

export const usualLimits: SenderLimits = {
  pace: usualPace,
  capacity: 1000,
  inFlight: 30,
  laterInFlight: 4,
  longestPauseMs: 60_000,
  attempts: 4,
  backoff: { firstMs: 500, capMs: 8_000 },
  floodWindowMs: 10_000,
  closeMs: 5_000,
};

export const shareOfCapacity = { reply: 1, notice: 0.75, bulk: 0.5 } as const;
