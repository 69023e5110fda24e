import type { Clock } from '../lib/clock.js';
import { ApiError } from './api-error.js';
import { updateKinds } from './facts.js';

export interface PendingUpdate {
  readonly id: number;
  readonly kind: string;
  readonly at: number;
  /** The whole update, ready to be sent. */
  readonly json: string;
  /** Updates with the same key are delivered to a webhook one after the other. */
  readonly orderKey: string;
}

export interface PollRequest {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
  readonly allowed: readonly string[] | null;
}

/** Where the answer of a poll goes; called exactly once. */
export type PollAnswer = (outcome: ApiError | readonly PendingUpdate[]) => void;

interface ParkedPoll {
  readonly limit: number;
  readonly answer: PollAnswer;
  readonly timer: NodeJS.Timeout;
}

/** Left out unless asked for by name. */
const silentKinds = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);
const dayMs = 24 * 3_600_000;
const pressMs = 150_000;
const maxPending = 100_000;

/**
 * One bot's updates, kept until the bot confirms them.
 *
 *   poll with nothing pending → parked → answered by: an update | its timeout | a second poll or a webhook (409)
 *   a poll's offset confirms everything below it; a webhook confirms one by one
 */
export class UpdateQueue {
  private pending: PendingUpdate[] = [];
  private nextId: number;
  private parked: ParkedPoll | null = null;
  private allowed: ReadonlySet<string> | null = null;
  private readonly listeners = new Set<() => void>();
  private receiver: ((update: PendingUpdate) => void) | null = null;

  constructor(private readonly clock: Clock) {
    // A database that outlives the local Telegram remembers identifiers: a later start must not repeat them.
    this.nextId = Math.max(1, Math.floor(clock.now() / 1000) - 1_000_000_000);
  }

  get size(): number {
    return this.pending.length;
  }

  isPending(id: number): boolean {
    return this.indexOf(id) !== -1;
  }

  /** Null when the bot's `allowed_updates` leave this kind out. */
  push(body: Readonly<Record<string, unknown>>, orderKey: string): number | null {
    const kind = Object.keys(body).find((key) => updateKinds.has(key)) ?? 'unknown';
    if (!this.wants(kind)) return null;
    const id = this.nextId++;
    const json = JSON.stringify({ ...body, update_id: id });
    const update: PendingUpdate = { id, kind, at: this.clock.now(), json, orderKey };
    if (this.pending.length >= maxPending) this.pending.shift();
    this.pending.push(update);
    if (this.receiver !== null) this.receiver(update);
    else this.serveParked();
    return id;
  }

  poll(request: PollRequest, answer: PollAnswer): void {
    this.endPoll(
      new ApiError(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    );
    this.allow(request.allowed);
    this.confirmByOffset(request.offset);
    this.dropExpired();
    if (this.pending.length > 0 || request.timeoutSeconds === 0) {
      answer(this.pending.slice(0, request.limit));
      return;
    }
    const timer = setTimeout(() => {
      this.parked = null;
      answer([]);
    }, request.timeoutSeconds * 1000);
    this.parked = { limit: request.limit, answer, timer };
    this.notify();
  }

  /** Answers the poll that waits, if one does. */
  endPoll(reason: ApiError): void {
    this.takeParked()?.answer(reason);
  }

  /** The caller of a parked poll went away; false when it was answered before. */
  abandon(answer: PollAnswer): boolean {
    if (this.parked?.answer !== answer) return false;
    this.takeParked();
    return true;
  }

  get polling(): boolean {
    return this.parked !== null;
  }

  /** Null keeps what was set before; an empty list means everything but a few kinds. */
  allow(kinds: readonly string[] | null): void {
    if (kinds !== null) this.allowed = kinds.length === 0 ? null : new Set(kinds);
  }

  get allowedKinds(): readonly string[] | null {
    return this.allowed === null ? null : [...this.allowed];
  }

  confirm(id: number): void {
    const index = this.indexOf(id);
    if (index !== -1) this.pending.splice(index, 1);
    this.notify();
  }

  dropAll(): void {
    this.pending = [];
    this.notify();
  }

  all(): readonly PendingUpdate[] {
    this.dropExpired();
    return this.pending;
  }

  /** Hands every new update to a webhook instead of a poll, until it is called with null. */
  deliverTo(receiver: ((update: PendingUpdate) => void) | null): void {
    this.receiver = receiver;
    this.notify();
  }

  /** Calls back when updates were confirmed or the bot began to wait for some, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Identifiers only grow, so the place of one is found by halving. */
  private indexOf(id: number): number {
    let low = 0;
    let high = this.pending.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.pending[middle]?.id ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return this.pending[low]?.id === id ? low : -1;
  }

  private wants(kind: string): boolean {
    if (kind === 'unknown') return true;
    return this.allowed === null ? !silentKinds.has(kind) : this.allowed.has(kind);
  }

  private serveParked(): void {
    const parked = this.takeParked();
    if (parked !== null) parked.answer(this.pending.slice(0, parked.limit));
  }

  private takeParked(): ParkedPoll | null {
    const parked = this.parked;
    if (parked !== null) clearTimeout(parked.timer);
    this.parked = null;
    return parked;
  }

  private confirmByOffset(offset: number): void {
    const before = this.pending.length;
    if (offset < 0) this.pending.splice(0, Math.max(0, before + offset));
    else {
      const keep = this.pending.findIndex((update) => update.id >= offset);
      this.pending.splice(0, keep === -1 ? before : keep);
    }
    if (this.pending.length !== before) this.notify();
  }

  private dropExpired(): void {
    const now = this.clock.now();
    const before = this.pending.length;
    const shortLived = (kind: string): boolean => kind === 'callback_query' || kind === 'pre_checkout_query';
    this.pending = this.pending.filter(({ kind, at }) => now - at < (shortLived(kind) ? pressMs : dayMs));
    if (this.pending.length !== before) this.notify();
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
