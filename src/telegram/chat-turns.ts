import type { Logger } from '../lib/logger.js';
import { backoffMs, pause } from '../lib/retry.js';
import { scrubValue } from '../lib/scrub.js';

/** Leases on chats, shared by all processes that receive updates of one bot. */
export interface LeaseHolder {
  /** False: another process has it. */
  take(chat: string): Promise<boolean>;
  /** False: it was lost. */
  renew(chat: string): Promise<boolean>;
  release(chat: string): Promise<void>;
}

const waiting = { firstMs: 50, capMs: 1_000 };
/** A third of the time a lease lasts. */
const renewEveryMs = 5_000;

/** Lets only one process at a time handle an update of a chat. */
export class ChatTurns {
  constructor(
    private readonly leases: LeaseHolder,
    private readonly log: Logger,
    private readonly everyMs = renewEveryMs,
  ) {}

  /**
   * Does the work while it holds the chat's lease. Null: the signal aborted before it was this process's turn. Rejects with
   * what the work rejects with, or because the leases cannot be asked.
   */
  async run<T>(chat: string, signal: AbortSignal, work: () => Promise<T>): Promise<T | null> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      if (await this.leases.take(chat)) return this.hold(chat, signal, work);
      await pause(backoffMs(attempt, waiting), signal);
    }
    return null;
  }

  private async hold<T>(chat: string, signal: AbortSignal, work: () => Promise<T>): Promise<T | null> {
    const turn = { isOver: false };
    const timer = setInterval(() => void this.renew(chat, turn), this.everyMs).unref();
    try {
      return signal.aborted ? null : await work();
    } finally {
      clearInterval(timer);
      turn.isOver = true;
      await this.release(chat);
    }
  }

  private async renew(chat: string, turn: { readonly isOver: boolean }): Promise<void> {
    try {
      if ((await this.leases.renew(chat)) || turn.isOver) return;
      this.log.warn('a chat may have been given to another process while an update of it was handled here');
    } catch (error) {
      this.log.debug({ err: scrubValue(error) }, 'a lease could not be renewed');
    }
  }

  // What is not given back runs out by itself.
  private async release(chat: string): Promise<void> {
    try {
      await this.leases.release(chat);
    } catch (error) {
      this.log.debug({ err: scrubValue(error) }, 'a lease could not be given back');
    }
  }
}
