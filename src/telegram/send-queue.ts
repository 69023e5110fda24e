import { Bucket, chatRate, type PaceLimits } from './pacing.js';
import type { ChatId } from './classify.js';
import type { SendPriority } from './sender.js';

/** A call that waits for its turn. */
export interface Waiting {
  readonly priority: SendPriority;
  /** What it takes from the buckets. */
  readonly cost: number;
}

export const priorities: readonly SendPriority[] = ['reply', 'notice', 'bulk'];

/** The calls of one chat, one after another; or a single call that belongs in no order. */
export class Lane<Entry extends Waiting> {
  readonly waiting: Record<SendPriority, Entry[]> = { reply: [], notice: [], bulk: [] };
  busy = false;
  /** Nothing leaves before this moment. */
  pausedUntil = 0;
  /** How often in a row Telegram has asked this chat alone to slow down, and since when. */
  floods = 0;
  floodedSince = Infinity;

  constructor(
    readonly chat: ChatId | null,
    readonly bucket: Bucket | null,
  ) {}

  noteFlood(now: number): void {
    this.floods += 1;
    this.floodedSince = Math.min(this.floodedSince, now);
  }

  endFlood(): void {
    this.floods = 0;
    this.floodedSince = Infinity;
  }

  waitMs(cost: number, now: number): number {
    const paused = Math.max(0, this.pausedUntil - now);
    return Math.max(paused, this.bucket?.waitMs(cost, now) ?? 0);
  }

  get isEmpty(): boolean {
    return !this.busy && priorities.every((priority) => this.waiting[priority].length === 0);
  }
}

/** What may leave next; or how long until something may; or that only the end of a running call changes anything. */
export type Next<Entry extends Waiting> =
  | { readonly kind: 'start'; readonly lane: Lane<Entry>; readonly entry: Entry }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'idle' };

/** Who may not start any more because enough are running. */
export interface Room {
  readonly reply: boolean;
  readonly later: boolean;
}

const SWEEP_FROM = 32;

/**
 * The order in which one bot's calls leave: urgent before less urgent, chats in turn, first come first served within a
 * chat and an urgency, and never faster than the buckets allow.
 */
export class SendQueue<Entry extends Waiting> {
  private readonly lanes = new Map<ChatId, Lane<Entry>>();
  private readonly ready: Record<SendPriority, Set<Lane<Entry>>> = {
    reply: new Set(),
    notice: new Set(),
    bulk: new Set(),
  };
  private sweepAt = SWEEP_FROM;
  private count = 0;
  private readonly bucket: Bucket;
  /** Nothing of the bot leaves before this moment. */
  pausedUntil = 0;

  constructor(
    private readonly limits: PaceLimits,
    now: number,
  ) {
    this.bucket = new Bucket(limits.bot, now);
  }

  get size(): number {
    return this.count;
  }

  laneOf(chat: ChatId, now: number): Lane<Entry> {
    let lane = this.lanes.get(chat);
    if (lane === undefined) {
      this.sweep(now);
      lane = new Lane<Entry>(chat, new Bucket(chatRate(this.limits, chat), now));
      this.lanes.set(chat, lane);
    }
    return lane;
  }

  add(lane: Lane<Entry>, entry: Entry, where: 'end' | 'front' = 'end'): void {
    if (where === 'end') lane.waiting[entry.priority].push(entry);
    else lane.waiting[entry.priority].unshift(entry);
    this.ready[entry.priority].add(lane);
    this.count += 1;
  }

  /** Takes an entry out; false when it is not waiting. */
  remove(lane: Lane<Entry>, entry: Entry): boolean {
    const list = lane.waiting[entry.priority];
    const index = list.indexOf(entry);
    if (index < 0) return false;
    list.splice(index, 1);
    if (list.length === 0) this.ready[entry.priority].delete(lane);
    this.count -= 1;
    return true;
  }

  /** Takes out everything, or everything of one lane, that the test names. */
  drain(matches: (entry: Entry) => boolean, only?: Lane<Entry>): Entry[] {
    const drained: Entry[] = [];
    for (const priority of priorities) {
      for (const lane of only === undefined ? [...this.ready[priority]] : [only]) {
        for (const entry of lane.waiting[priority].filter(matches)) {
          if (this.remove(lane, entry)) drained.push(entry);
        }
      }
    }
    return drained;
  }

  /** What leaves next is taken out, its lane marked busy and paid for. */
  next(room: Room, now: number): Next<Entry> {
    let soonest = Infinity;
    for (const priority of priorities) {
      if (!(priority === 'reply' ? room.reply : room.later)) continue;
      for (const lane of this.ready[priority]) {
        const entry = lane.waiting[priority][0];
        if (lane.busy || entry === undefined) continue;
        const wait = this.waitMs(lane, entry, now);
        if (wait === 0) return this.start(lane, entry, now);
        soonest = Math.min(soonest, wait);
      }
    }
    return soonest === Infinity ? { kind: 'idle' } : { kind: 'wait', ms: soonest };
  }

  private waitMs(lane: Lane<Entry>, entry: Entry, now: number): number {
    const paused = Math.max(0, this.pausedUntil - now);
    const paced = entry.cost === 0 ? 0 : this.bucket.waitMs(entry.cost, now);
    return Math.max(paused, paced, lane.waitMs(entry.cost, now));
  }

  private start(lane: Lane<Entry>, entry: Entry, now: number): Next<Entry> {
    this.remove(lane, entry);
    if (lane.waiting[entry.priority].length > 0) {
      // To the end of the round, so that the chats take turns.
      this.ready[entry.priority].delete(lane);
      this.ready[entry.priority].add(lane);
    }
    if (entry.cost > 0) {
      this.bucket.take(entry.cost, now);
      lane.bucket?.take(entry.cost, now);
    }
    lane.busy = true;
    return { kind: 'start', lane, entry };
  }

  // Chats at rest are forgotten now and then: a bot that wrote to thousands keeps no trace of them.
  private sweep(now: number): void {
    if (this.lanes.size < this.sweepAt) return;
    for (const [chat, lane] of this.lanes) {
      if (lane.isEmpty && lane.pausedUntil <= now && (lane.bucket?.isFull(now) ?? true))
        this.lanes.delete(chat);
    }
    this.sweepAt = Math.max(SWEEP_FROM, this.lanes.size * 2);
  }
}
