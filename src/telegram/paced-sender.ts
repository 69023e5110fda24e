import type { Logger } from '../lib/logger.js';
import { backoffMs } from '../lib/retry.js';
import { BlockedChats } from './blocked-chats.js';
import type { BotApi } from './bot-api.js';
import { Interruption } from './interruption.js';
import { classify, type ChatId, type Verdict } from './classify.js';
import {
  ChatSilencedError,
  ChatUnreachableError,
  TelegramUnavailableError,
  TokenRejectedError,
} from './errors.js';
import { mayRepeat } from './pacing.js';
import { mayEncodeAgain } from './payload.js';
import { shareOfCapacity, usualLimits, type SenderLimits } from './send-limits.js';
import { onAbort, queuedCall, type QueuedCall } from './queued-call.js';
import { Lane, SendQueue } from './send-queue.js';
import type { Sender, SendOptions } from './sender.js';

export interface SenderOptions {
  readonly api: BotApi;
  readonly log: Logger;
  /** A client who cannot be written to; told once until a message gets through again. */
  onBlocked(chatId: number): Promise<void> | void;
  onTokenRejected?(error: TokenRejectedError): void;
  readonly limits?: Partial<SenderLimits>;
}

/*
 * A call's life:
 *   waiting ──turn──▶ under way ──answer──▶ settled
 *      ▲                  │
 *      └── 429, or a failure that may be repeated: back to the front of its chat, which pauses
 * Calls without a message (cost 0) have a lane of their own each: they wait for a pause of the bot, for nothing else.
 */
export class PacedSender implements Sender {
  private readonly limits: SenderLimits;
  private readonly queue: SendQueue<QueuedCall>;
  private readonly running = new Map<QueuedCall, Interruption>();
  private laterRunning = 0;
  private timer: NodeJS.Timeout | null = null;
  private readonly blocked: BlockedChats;
  /** When a message last got through, to whomever. */
  private reachedAt = -Infinity;
  private lastFlood: { lane: Lane<QueuedCall>; at: number } | null = null;
  private tokenRejected = false;
  private closing: { whenEmpty(): void } | null = null;

  constructor(private readonly options: SenderOptions) {
    this.limits = { ...usualLimits, ...options.limits };
    this.queue = new SendQueue(this.limits.pace, now());
    this.blocked = new BlockedChats((chatId) => options.onBlocked(chatId), options.log);
  }

  call<Result>(
    method: string,
    payload: Readonly<Record<string, unknown>>,
    options: SendOptions = {},
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const settle = { resolve: (result: unknown) => resolve(result as Result), reject };
      this.enqueue(queuedCall(method, payload, options, settle));
    });
  }

  /** Refuses what waits, lets what is under way end, and aborts it when that takes too long. */
  async close(): Promise<void> {
    if (this.closing !== null) return;
    const emptied = new Promise<void>((resolve) => (this.closing = { whenEmpty: resolve }));
    for (const entry of this.queue.drain(() => true)) {
      entry.reject(new TelegramUnavailableError(entry.method, 'the bot is stopping', 'not_sent'));
    }
    if (this.running.size === 0) return;
    const timer = setTimeout(() => {
      for (const interruption of this.running.values()) interruption.wish();
    }, this.limits.closeMs);
    await emptied;
    clearTimeout(timer);
  }

  private enqueue(entry: QueuedCall): void {
    const moment = now();
    const lane =
      entry.cost > 0 && entry.chat !== null
        ? this.queue.laneOf(entry.chat, moment)
        : new Lane<QueuedCall>(entry.chat, null);
    const refusal = this.refusalOf(entry, lane, moment);
    if (refusal !== null) {
      entry.reject(refusal);
      return;
    }
    onAbort(entry, () => {
      if (this.queue.remove(lane, entry)) {
        entry.reject(new TelegramUnavailableError(entry.method, 'aborted', 'not_sent'));
      } else {
        this.running.get(entry)?.wish();
      }
    });
    this.queue.add(lane, entry);
    this.pump();
  }

  private refusalOf(
    entry: QueuedCall,
    lane: Lane<QueuedCall>,
    moment: number,
  ): TelegramUnavailableError | null {
    const refuse = (reason: string, waitMs: number | null = null) =>
      new TelegramUnavailableError(entry.method, reason, 'not_sent', waitMs);
    if (this.closing !== null) return refuse('the bot is stopping');
    if (entry.options.signal?.aborted === true) return refuse('aborted');
    if (this.queue.size >= this.limits.capacity * shareOfCapacity[entry.priority])
      return refuse('too many calls wait already');
    const { longestPauseMs } = this.limits;
    const [ofChat, ofBot] = [lane.pausedUntil - moment, this.queue.pausedUntil - moment];
    if (ofBot > longestPauseMs) return refuse('Telegram asked for a long pause', ofBot);
    const isSilent = ofChat > longestPauseMs || (ofChat > 0 && this.refusesOnly(lane));
    return isSilent ? new ChatSilencedError(entry.method, ofChat) : null;
  }

  private pump(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    for (;;) {
      const free = this.running.size < this.limits.inFlight;
      const room = { reply: free, later: free && this.laterRunning < this.limits.laterInFlight };
      const next = this.queue.next(room, now());
      if (next.kind === 'start') {
        void this.attempt(next.lane, next.entry);
        continue;
      }
      if (next.kind === 'wait') this.timer = setTimeout(() => this.pump(), next.ms).unref();
      return;
    }
  }

  private async attempt(lane: Lane<QueuedCall>, entry: QueuedCall): Promise<void> {
    const later = entry.priority === 'reply' ? 0 : 1;
    const interruption = new Interruption();
    this.running.set(entry, interruption);
    this.laterRunning += later;
    try {
      await entry.options.beforeSend?.();
      const reply = await this.options.api.call(entry.method, entry.payload, { interruption });
      this.settle(lane, entry, classify(entry.method, entry.chat, reply));
    } catch (error) {
      if (error instanceof TelegramUnavailableError) this.settle(lane, entry, { kind: 'unavailable', error });
      else entry.reject(error as Error);
    } finally {
      this.running.delete(entry);
      this.laterRunning -= later;
      lane.busy = false;
      if (this.closing === null) this.pump();
      else if (this.running.size === 0) this.closing.whenEmpty();
    }
  }

  private settle(lane: Lane<QueuedCall>, entry: QueuedCall, verdict: Verdict): void {
    if (verdict.kind !== 'flood' && verdict.kind !== 'unavailable') lane.endFlood();
    switch (verdict.kind) {
      case 'done':
        if (entry.cost > 0 && entry.chat !== null) this.reached(entry.chat);
        entry.resolve(verdict.result);
        return;
      case 'moot':
        this.options.log.debug(
          { method: entry.method, description: verdict.description },
          'call was not needed any more',
        );
        entry.resolve(true);
        return;
      case 'flood':
        this.flooded(lane, entry, verdict.waitMs);
        return;
      case 'unavailable':
        this.failed(lane, entry, verdict.error);
        return;
      case 'unreachable':
        this.unreachable(lane, verdict.error);
        entry.reject(verdict.error);
        return;
      case 'token':
        this.refuseToken(verdict.error);
        entry.reject(verdict.error);
        return;
      case 'rejected':
        entry.reject(verdict.error);
    }
  }

  private reached(chat: ChatId): void {
    this.reachedAt = now();
    this.blocked.reached(chat);
  }

  /** Telegram takes messages to others, and has taken none to this chat for as often as anything is tried. */
  private refusesOnly({ floods, floodedSince }: Lane<QueuedCall>): boolean {
    return floods > this.limits.attempts && this.reachedAt > floodedSince;
  }

  private flooded(lane: Lane<QueuedCall>, entry: QueuedCall, waitMs: number): void {
    const moment = now();
    lane.pausedUntil = Math.max(lane.pausedUntil, moment + waitMs);
    const other = this.lastFlood !== null && this.lastFlood.lane !== lane ? this.lastFlood : null;
    const wholeBot = entry.cost > 0 && other !== null && moment - other.at < this.limits.floodWindowMs;
    if (entry.cost > 0) this.lastFlood = { lane, at: moment };
    // What is asked of the whole bot says nothing about one chat.
    if (wholeBot) lane.endFlood();
    else if (entry.cost > 0) lane.noteFlood(moment);
    if (wholeBot) this.queue.pausedUntil = Math.max(this.queue.pausedUntil, lane.pausedUntil);
    this.options.log.warn({ method: entry.method, waitMs, wholeBot }, 'Telegram asks to slow down');
    entry.floods += 1;
    const isLong = waitMs > this.limits.longestPauseMs || (!wholeBot && this.refusesOnly(lane));
    // Without a lane of its own the refusal says nothing about the chat.
    const silenced = isLong && !wholeBot && entry.cost > 0 && entry.chat !== null;
    if (!isLong && entry.floods <= this.limits.attempts && this.repeatable(entry)) {
      this.queue.add(lane, entry, 'front');
      return;
    }
    const refuse = ({ method }: QueuedCall): TelegramUnavailableError =>
      silenced
        ? new ChatSilencedError(method, waitMs)
        : new TelegramUnavailableError(method, '429 too many requests', 'not_sent', waitMs);
    entry.reject(refuse(entry));
    if (!isLong) return;
    for (const waiting of this.queue.drain(() => true, wholeBot ? undefined : lane)) {
      waiting.reject(refuse(waiting));
    }
  }

  private failed(lane: Lane<QueuedCall>, entry: QueuedCall, error: TelegramUnavailableError): void {
    entry.failures += 1;
    const harmless = error.delivery === 'not_sent' || mayRepeat(entry.method);
    const again = harmless && entry.options.retry !== 'never' && entry.failures < this.limits.attempts;
    if (!again || !this.repeatable(entry)) {
      entry.reject(error);
      return;
    }
    this.options.log.debug({ method: entry.method, reason: error.reason }, 'call failed, trying again');
    lane.pausedUntil = Math.max(lane.pausedUntil, now() + backoffMs(entry.failures - 1, this.limits.backoff));
    this.queue.add(lane, entry, 'front');
  }

  private repeatable(entry: QueuedCall): boolean {
    return this.closing === null && entry.options.signal?.aborted !== true && mayEncodeAgain(entry.payload);
  }

  private unreachable(lane: Lane<QueuedCall>, error: ChatUnreachableError): void {
    for (const later of this.queue.drain((entry) => entry.priority !== 'reply', lane)) {
      later.reject(new ChatUnreachableError(later.method, error.chatId, error.errorCode, error.description));
    }
    void this.blocked.note(error.chatId);
  }

  private refuseToken(error: TokenRejectedError): void {
    for (const entry of this.queue.drain(() => true)) {
      entry.reject(new TokenRejectedError(entry.method, error.errorCode, error.description));
    }
    if (this.tokenRejected) return;
    this.tokenRejected = true;
    try {
      this.options.onTokenRejected?.(error);
    } catch (err) {
      this.options.log.error({ err }, 'could not note that the token was rejected');
    }
  }
}

// Pacing follows real time, not the clock of the program: Telegram's limits do not turn with it.
function now(): number {
  return performance.now();
}
