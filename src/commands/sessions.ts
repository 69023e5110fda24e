import type { Clock } from '../lib/clock.js';
import { TransientError, messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { TenantBusyError } from '../db/errors.js';
import type { SessionKey } from '../db/sessions.js';
import type { SessionStore, SessionTurn } from './session-store.js';

/** A conversation as a shelf keeps it; a `state` of null is one that was ended. */
export interface KeptSession {
  /** JSON of any shape. */
  readonly state: unknown;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Of two states of one conversation the one with the higher version came later. */
  readonly version: number;
}

/** Where the conversations of one tenant are kept. Its calls reject with `TransientError` while the place is away. */
export interface SessionShelf {
  /** What is away when this shelf is: one warning for all its tenants. Null for a place that warns by itself. */
  readonly place: string | null;
  /** It may lose conversations: one that it does not know was lost rather than never there. */
  readonly mayForget: boolean;
  /** The conversation, ended or not. */
  find(key: SessionKey): Promise<KeptSession | null>;
  /** Keeps the conversation, an ended one as well, unless it has one with a higher version; false: it has. */
  put(key: SessionKey, session: KeptSession): Promise<boolean>;
}

interface Copy extends KeptSession {
  /** The shelf was away when this was written: it has yet to be told. */
  readonly isUntold: boolean;
}

const ttlMs = 30 * 60_000;
/** Reading moves the end only after this much of the time passed, so that most reads write nothing. */
const slideEveryMs = 60_000;
/** With more, the conversation that was touched longest ago is forgotten here; its shelf has it. */
const mostCopies = 10_000;
/** More changes than one update makes of a conversation. */
const stepsPerUpdate = 1_000;

/**
 * Conversations of all tenants, 30 minutes from their last use, each on its tenant's shelf, with a copy of the latest ones in
 * this process. While a shelf is away the copies are the truth, and what changed meanwhile is put there when the person
 * comes back, unless another process has put there what the person did later. Which is later, the versions tell: they
 * follow the numbers of the updates, which only start anew after a week without any.
 */
export class Sessions {
  private readonly copies = new Map<string, Copy>();
  private readonly away = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /**
   * The store of one tenant. None of its calls rejects because the shelf is away. Conversations of another generation of
   * the tenant's data have ended, also those the shelf has yet to be told of.
   */
  of(tenantId: string, shelf: SessionShelf, generation: () => number = () => 0): SessionStore {
    const at = (key: SessionKey): Spot => ({
      ...{ shelf, key, name: `${tenantId}:${generation()}:${key.chatId}:${key.userId}` },
    });
    return {
      read: (key) => this.read(at(key)),
      save: (turn, state) => this.write(at(turn), turn, state),
      end: (turn) => this.write(at(turn), turn, null),
    };
  }

  private async read(spot: Spot): Promise<unknown> {
    const { copy, isAway } = await this.latest(spot);
    if (copy === null) return null;
    const now = this.clock.now();
    const isSliding = copy.state !== null && copy.expiresAt - now < ttlMs - slideEveryMs;
    if (!isSliding && !copy.isUntold) return copy.state;
    const next = { ...copy, expiresAt: isSliding ? now + ttlMs : copy.expiresAt, isUntold: true };
    if (!isAway) return this.tell(spot, next);
    this.keep(spot.name, next);
    return next.state;
  }

  private async write(spot: Spot, { updateId }: SessionTurn, state: unknown): Promise<void> {
    const version = versionAfter(this.known(spot.name)?.version ?? 0, updateId);
    if (version === null) return;
    await this.tell(spot, { state, version, expiresAt: this.clock.now() + ttlMs, isUntold: true });
  }

  /** The later of what the shelf and this process know. */
  private async latest({ shelf, key, name }: Spot): Promise<{ copy: Copy | null; isAway: boolean }> {
    const found = await this.unlessAway(shelf, () => shelf.find(key));
    const copy = this.known(name);
    if (found.isAway) return { copy, isAway: true };
    const kept = found.value !== null && found.value.expiresAt > this.clock.now() ? found.value : null;
    if (kept !== null && kept.version >= (copy?.version ?? 0)) {
      const fresh = { ...kept, isUntold: false };
      this.keep(name, fresh);
      return { copy: fresh, isAway: false };
    }
    // A conversation goes on though the shelf was emptied or put back to what it knew before, and is put there again.
    const isMissing =
      copy !== null && (copy.isUntold || kept !== null || (shelf.mayForget && copy.state !== null));
    if (isMissing) return { copy: { ...copy, isUntold: true }, isAway: false };
    this.copies.delete(name);
    return { copy: null, isAway: false };
  }

  /** Keeps it here and on the shelf, where somebody may have kept a later state meanwhile: gives the state that holds. */
  private async tell(spot: Spot, copy: Copy): Promise<unknown> {
    const { shelf, key, name } = spot;
    this.keep(name, copy);
    const { state, expiresAt, version } = copy;
    const told = await this.unlessAway(shelf, () => shelf.put(key, { state, expiresAt, version }));
    // Another change of the same conversation may have come while the shelf was being told of this one.
    if (told.isAway || this.copies.get(name) !== copy) return state;
    if (told.value) {
      this.keep(name, { ...copy, isUntold: false });
      return state;
    }
    this.copies.delete(name);
    return (await this.latest(spot)).copy?.state ?? null;
  }

  private known(name: string): Copy | null {
    const copy = this.copies.get(name);
    if (copy === undefined) return null;
    if (copy.expiresAt > this.clock.now()) return copy;
    this.copies.delete(name);
    return null;
  }

  private keep(name: string, copy: Copy): void {
    this.copies.delete(name);
    this.copies.set(name, copy);
    if (this.copies.size <= mostCopies) return;
    const [oldest] = this.copies.keys();
    if (oldest !== undefined) this.copies.delete(oldest);
  }

  private async unlessAway<T>({ place }: SessionShelf, work: () => Promise<T>): Promise<Answer<T>> {
    try {
      const value = await work();
      if (place !== null && this.away.delete(place)) this.log.info({ place }, 'conversations are kept again');
      return { isAway: false, value };
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      // One tenant that is busy says nothing about the place of all.
      const isPlaceAway = place !== null && !(error instanceof TenantBusyError);
      if (isPlaceAway && !this.away.has(place)) {
        this.away.add(place);
        this.log.warn(
          { place, reason: messageOf(error) },
          'conversations cannot be kept; they go on in memory',
        );
      }
      return { isAway: true };
    }
  }
}

/**
 * The version of what an update makes of a conversation that is at version `known`; null: a later update has changed it.
 * Several changes by one update are in the order in which it makes them.
 */
function versionAfter(known: number, updateId: number): number | null {
  const first = updateId * stepsPerUpdate;
  if (known < first) return first;
  return known < first + stepsPerUpdate - 1 ? known + 1 : null;
}

interface Spot {
  readonly shelf: SessionShelf;
  readonly key: SessionKey;
  readonly name: string;
}

type Answer<T> = { readonly isAway: true } | { readonly isAway: false; readonly value: T };
