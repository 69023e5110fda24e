import type { Clock } from '../lib/clock.js';
import { TransientError, messageOf } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { TenantBusyError } from '../db/errors.js';
import type { SessionKey } from '../db/sessions.js';
import type { SessionStore } from './session-store.js';

/** A conversation as a shelf keeps it; a `state` of null is one that was ended. */
export interface KeptSession {
  /** JSON of any shape. */
  readonly state: unknown;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Where the conversations of one tenant are kept. Its calls reject with `TransientError` while the place is away. */
export interface SessionShelf {
  /** What is away when this shelf is: one warning for all its tenants. Null for a place that warns by itself. */
  readonly place: string | null;
  /** It keeps ended conversations as such for a while: one that it does not know was lost, not ended. */
  readonly mayForget: boolean;
  find(key: SessionKey): Promise<KeptSession | null>;
  /** `state` null: the conversation has ended. */
  put(key: SessionKey, session: KeptSession): Promise<void>;
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

/**
 * Conversations of all tenants, 30 minutes from their last use, each on its tenant's shelf, with a copy of the latest ones in
 * this process. While a shelf is away the copies are the truth; what changed meanwhile wins over what the shelf remembers, and
 * is put there when the person comes back.
 */
export class Sessions {
  private readonly copies = new Map<string, Copy>();
  private readonly away = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** The store of one tenant. None of its calls rejects because the shelf is away. */
  of(tenantId: string, shelf: SessionShelf): SessionStore {
    const at = (key: SessionKey): Spot => ({
      ...{ shelf, key, name: `${tenantId}:${key.chatId}:${key.userId}` },
    });
    return {
      read: (key) => this.read(at(key)),
      save: (key, state) => this.write(at(key), state),
      end: (key) => this.write(at(key), null),
    };
  }

  private async read(spot: Spot): Promise<unknown> {
    const now = this.clock.now();
    const copy = await this.latest(spot);
    if (copy === null || copy.expiresAt <= now) {
      this.copies.delete(spot.name);
      return null;
    }
    const isSliding = copy.state !== null && copy.expiresAt - now < ttlMs - slideEveryMs;
    if (isSliding) await this.write(spot, copy.state);
    else if (copy.isUntold) await this.tell(spot, copy);
    return copy.state;
  }

  private async write(spot: Spot, state: unknown): Promise<void> {
    await this.tell(spot, { state, expiresAt: this.clock.now() + ttlMs, isUntold: true });
  }

  private async latest({ shelf, key, name }: Spot): Promise<Copy | null> {
    const copy = this.copies.get(name) ?? null;
    if (copy?.isUntold === true) return copy;
    const found = await this.unlessAway(shelf, () => shelf.find(key));
    if (found.isAway) return copy;
    if (found.value === null) {
      // A conversation goes on though the shelf was emptied, and is put there again.
      if (shelf.mayForget && copy !== null && copy.state !== null) return { ...copy, isUntold: true };
      this.copies.delete(name);
      return null;
    }
    const fresh = { ...found.value, isUntold: false };
    this.keep(name, fresh);
    return fresh;
  }

  private async tell({ shelf, key, name }: Spot, copy: Copy): Promise<void> {
    this.keep(name, copy);
    const { state, expiresAt } = copy;
    const told = await this.unlessAway(shelf, () => shelf.put(key, { state, expiresAt }));
    // Another change of the same conversation may have come while the shelf was being told of this one.
    if (!told.isAway && this.copies.get(name) === copy) this.keep(name, { ...copy, isUntold: false });
  }

  private keep(name: string, copy: Copy): void {
    this.copies.delete(name);
    if (copy.state === null && !copy.isUntold) return;
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

interface Spot {
  readonly shelf: SessionShelf;
  readonly key: SessionKey;
  readonly name: string;
}

type Answer<T> = { readonly isAway: true } | { readonly isAway: false; readonly value: T };
