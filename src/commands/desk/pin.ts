import { deletePin, findPin, lockPin, savePin, updatePin } from '../../db/admin-pins.js';
import { once } from '../../db/processed-updates.js';
import { lockAfterMs, pinProblem, type PinProblem } from '../../domain/pin.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { hashPin, isPin } from './pin-hash.js';

/** How long the desk may stay open without asking again, in minutes of not using it. */
export const pinSessions = [15, 30, 60, 480] as const;
export type PinSession = (typeof pinSessions)[number];

export type PinAttempt =
  | { readonly outcome: 'opened' }
  /** `lockedUntil`: when the next attempt is taken; null: at once. Epoch milliseconds. */
  | { readonly outcome: 'wrong'; readonly lockedUntil: number | null }
  /** Too many wrong ones before: this one was not looked at. */
  | { readonly outcome: 'locked'; readonly lockedUntil: number }
  /** There is no PIN (any more). */
  | { readonly outcome: 'none' };

type Counted =
  | { readonly kind: 'counted'; readonly lockedUntil: number | null }
  | { readonly kind: 'locked'; readonly lockedUntil: number }
  | { readonly kind: 'none' };

/**
 * Tries a PIN. The attempt is counted, and committed, before the PIN is looked at: many at once, or a process that
 * dies, win no attempts. The same update given again is not counted again.
 */
export async function enterPin(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  pin: string,
): Promise<PinAttempt> {
  const { telegramId } = by;
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
  const openUntil = now + row.sessionMinutes * 60_000;
  await ctx.db.transact((tx) =>
    updatePin(tx, telegramId, { failedAttempts: 0, lockedUntil: null, openUntil }, now),
  );
  return { outcome: 'opened' };
}

export type SetPinResult = { readonly outcome: 'set' } | { readonly outcome: PinProblem };

/** Sets the own PIN, or another one; the desk stays open for now. */
export async function setPin(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  pin: string,
): Promise<SetPinResult> {
  const problem = pinProblem(pin);
  if (problem !== null) return { outcome: problem };
  const hash = await hashPin(pin);
  const now = ctx.clock.now();
  const { telegramId } = by;
  return ctx.db.transact((tx) =>
    once<SetPinResult, SetPinResult>(
      tx,
      { updateId, verb: 'set-pin', now },
      async () => {
        const before = await lockPin(tx, telegramId);
        const openUntil = now + (before?.sessionMinutes ?? 30) * 60_000;
        await savePin(tx, { telegramId, hash, openUntil, now });
        const action = before === null ? 'pin.set' : 'pin.change';
        await audit(tx, by, { action, subject: 'admin', subjectId: telegramId, at: now });
        return { outcome: { outcome: 'set' }, answer: { outcome: 'set' } };
      },
      (outcome) => Promise.resolve(outcome),
    ),
  );
}

/** Takes somebody's PIN away: the own one, or as an owner another person's who has forgotten it. False: there was none. */
export async function removePin(ctx: TenantContext, by: Admin, telegramId: number): Promise<boolean> {
  const now = ctx.clock.now();
  return ctx.db.transact(async (tx) => {
    const removed = await deletePin(tx, telegramId);
    if (removed)
      await audit(tx, by, { action: 'pin.remove', subject: 'admin', subjectId: telegramId, at: now });
    return removed;
  });
}

export interface PinState {
  /** In minutes. */
  readonly session: number;
}

/** The own PIN's settings; null: no PIN. */
export async function readPin(ctx: TenantContext, { telegramId }: Admin): Promise<PinState | null> {
  const row = await ctx.db.read((tx) => findPin(tx, telegramId));
  return row === null ? null : { session: row.sessionMinutes };
}

/** How long the desk stays open for this person without use. */
export async function setPinSession(ctx: TenantContext, by: Admin, session: PinSession): Promise<void> {
  const now = ctx.clock.now();
  const openUntil = now + session * 60_000;
  await ctx.db.transact((tx) => updatePin(tx, by.telegramId, { sessionMinutes: session, openUntil }, now));
}

/** Closes the desk for this person until the PIN is entered again. */
export async function lockDesk(ctx: TenantContext, by: Admin): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.transact((tx) => updatePin(tx, by.telegramId, { openUntil: null }, now));
}
