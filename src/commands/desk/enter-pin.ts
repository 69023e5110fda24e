import { findPin, lockPin, updatePin, type PinRow } from '../../db/admin-pins.js';
import { once } from '../../db/processed-updates.js';
import { lockAfterMs } from '../../domain/pin.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import type { Admin } from './admin.js';
import { isPin } from './pin-hash.js';

export type PinAttempt =
  | { readonly outcome: 'opened' }
  /** `lockedUntil`: when the next attempt is taken; null: at once. Epoch milliseconds. */
  | { readonly outcome: 'wrong'; readonly lockedUntil: number | null }
  /** Too many wrong ones before: this one was not looked at. */
  | { readonly outcome: 'locked'; readonly lockedUntil: number }
  /** Right, but the desk was closed, or the PIN changed, after it was asked for: it is to be asked for again. */
  | { readonly outcome: 'closed'; readonly closedBy: number | null }
  /** There is no PIN (any more). */
  | { readonly outcome: 'none' };

type Counted =
  | { readonly kind: 'counted'; readonly lockedUntil: number | null }
  | { readonly kind: 'locked'; readonly lockedUntil: number }
  | { readonly kind: 'none' };

export interface TypedPin {
  readonly pin: string;
  /** Which update had closed the desk last when the PIN was asked for, as `findAdmin` says. */
  readonly closedBy: number | null;
}

/**
 * Tries a PIN. The attempt is counted, and committed, before the PIN is looked at: many at once, or a process that
 * dies, win no attempts. The same update given again is not counted again, and opens nothing that was closed since.
 */
export async function enterPin(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  { pin, closedBy }: TypedPin,
): Promise<PinAttempt> {
  const { telegramId } = by;
  const { updateId } = cause;
  const now = ctx.clock.now();
  const counted = await ctx.db.transact((tx) =>
    once<Counted, Counted>(
      tx,
      { updateId, verb: 'enter-pin', now },
      async () => {
        const outcome = await count();
        return { outcome, answer: outcome };

        async function count(): Promise<Counted> {
          const row = await lockPin(tx, telegramId);
          if (row === null) return { kind: 'none' };
          if (row.lockedUntil !== null && row.lockedUntil > now) {
            return { kind: 'locked', lockedUntil: row.lockedUntil };
          }
          const failedAttempts = row.failedAttempts + 1;
          const lockMs = lockAfterMs(failedAttempts);
          const lockedUntil = lockMs === 0 ? null : now + lockMs;
          await updatePin(tx, telegramId, { failedAttempts, lockedUntil }, now);
          return { kind: 'counted', lockedUntil };
        }
      },
      (outcome) => Promise.resolve(outcome),
    ),
  );
  if (counted.kind === 'none') return { outcome: 'none' };
  if (counted.kind === 'locked') return { outcome: 'locked', lockedUntil: counted.lockedUntil };
  const row = await ctx.db.read((tx) => findPin(tx, telegramId));
  if (row === null) return { outcome: 'none' };
  if (!(await isPin(pin, row.hash))) return { outcome: 'wrong', lockedUntil: counted.lockedUntil };
  return openDesk(ctx, by, cause, { hash: row.hash, closedBy });
}

type Opened = { readonly isOpened: boolean };

/** Opens the desk to whoever knew the PIN of this hash, once, unless it was closed after the PIN was asked for. */
function openDesk(
  ctx: TenantContext,
  { telegramId }: Admin,
  { updateId }: Cause,
  asked: Pick<PinRow, 'hash' | 'closedBy'>,
): Promise<PinAttempt> {
  const now = ctx.clock.now();
  return ctx.db.transact((tx) =>
    once<Opened, PinAttempt>(
      tx,
      { updateId, verb: 'open-desk', now },
      async () => {
        const row = await lockPin(tx, telegramId);
        if (row === null) return { outcome: { isOpened: false }, answer: { outcome: 'none' } };
        const isOpened = row.hash === asked.hash && row.closedBy === asked.closedBy;
        if (!isOpened)
          return { outcome: { isOpened }, answer: { outcome: 'closed', closedBy: row.closedBy } };
        const openUntil = now + row.sessionMinutes * 60_000;
        await updatePin(tx, telegramId, { failedAttempts: 0, lockedUntil: null, openUntil }, now);
        return { outcome: { isOpened }, answer: { outcome: 'opened' } };
      },
      async () => {
        const row = await findPin(tx, telegramId);
        if (row === null) return { outcome: 'none' };
        const isOpen = (row.openUntil ?? 0) > now;
        return isOpen ? { outcome: 'opened' } : { outcome: 'closed', closedBy: row.closedBy };
      },
    ),
  );
}
