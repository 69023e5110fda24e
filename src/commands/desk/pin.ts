import { deletePin, findPin, keepDeskOpen, lockPin, savePin, updatePin } from '../../db/admin-pins.js';
import { once, type Done } from '../../db/processed-updates.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { pinProblem, type PinProblem } from '../../domain/pin.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { hashPin } from './pin-hash.js';

/** How long the desk may stay open without asking again, in minutes of not using it. */
export const pinSessions = [15, 30, 60, 480] as const;
export type PinSession = (typeof pinSessions)[number];

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

/**
 * Takes somebody's PIN away: the own one, or as an owner another person's who has forgotten it. False: there was none.
 * The same update given again leaves a PIN that was set since.
 */
export async function removePin(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  telegramId: number,
): Promise<boolean> {
  const now = ctx.clock.now();
  return ctx.db.transact((tx) =>
    once<{ removed: boolean }, boolean>(
      tx,
      { updateId, verb: 'remove-pin', now },
      async () => {
        const removed = await deletePin(tx, telegramId);
        if (removed)
          await audit(tx, by, { action: 'pin.remove', subject: 'admin', subjectId: telegramId, at: now });
        return { outcome: { removed }, answer: removed };
      },
      ({ removed }) => Promise.resolve(removed),
    ),
  );
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

/** How long the desk stays open for this person without use. The same update given again changes nothing. */
export async function setPinSession(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  session: PinSession,
): Promise<void> {
  const now = ctx.clock.now();
  await changeOnce(ctx, cause, 'set-pin-session', async (tx) => {
    await updatePin(tx, by.telegramId, { sessionMinutes: session }, now);
    await keepDeskOpen(tx, by.telegramId, now + session * 60_000, now);
  });
}

/** Closes the desk for this person until the PIN is entered again. The same update given again changes nothing. */
export async function lockDesk(ctx: TenantContext, by: Admin, cause: Cause): Promise<void> {
  const change = { openUntil: null, closedBy: cause.updateId };
  await changeOnce(ctx, cause, 'lock-desk', (tx) => updatePin(tx, by.telegramId, change, ctx.clock.now()));
}

async function changeOnce(
  ctx: TenantContext,
  { updateId }: Cause,
  verb: string,
  change: (tx: WriteTx) => Promise<void>,
): Promise<void> {
  const work = async (tx: WriteTx): Promise<Done<object, undefined>> => {
    await change(tx);
    return { outcome: {}, answer: undefined };
  };
  await ctx.db.transact((tx) =>
    once(
      tx,
      { updateId, verb, now: ctx.clock.now() },
      () => work(tx),
      async () => undefined,
    ),
  );
}
