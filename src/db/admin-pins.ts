import type { ReadTx, WriteTx } from './tenant-db.js';

/** The second factor of one person of the desk. Instants are epoch milliseconds. */
export interface PinRow {
  readonly hash: string;
  readonly failedAttempts: number;
  readonly lockedUntil: number | null;
  /** Until when the desk stays open without asking again. */
  readonly openUntil: number | null;
  readonly sessionMinutes: number;
  /** The update that closed the desk last; null: none has. */
  readonly closedBy: number | null;
}

/** What a person has set, or null when there is no PIN. */
export async function findPin(tx: ReadTx, telegramId: number): Promise<PinRow | null> {
  return pinFrom(await tx.rows<StoredPin>(tx.sql.raw(selectPin, [telegramId])));
}

/** As `findPin`; others who try at the same time wait for the end of this transaction. */
export async function lockPin(tx: WriteTx, telegramId: number): Promise<PinRow | null> {
  return pinFrom(await tx.rows<StoredPin>(tx.sql.raw(`${selectPin} for update`, [telegramId])));
}

/** Sets a person's PIN, or another one instead; the desk is open to this person until `openUntil`. */
export async function savePin(
  tx: WriteTx,
  pin: {
    readonly telegramId: number;
    readonly hash: string;
    readonly openUntil: number;
    readonly now: number;
  },
): Promise<void> {
  const values = {
    hash: pin.hash,
    failed_attempts: 0,
    locked_until: null,
    open_until: new Date(pin.openUntil),
    updated_at: new Date(pin.now),
  };
  await tx.rows(
    tx
      .sql('admin_pins')
      .insert({ telegram_id: pin.telegramId, ...values })
      .onConflict('telegram_id')
      .merge(values),
  );
}

export interface PinChange {
  readonly failedAttempts?: number;
  readonly lockedUntil?: number | null;
  readonly openUntil?: number | null;
  readonly sessionMinutes?: number;
  readonly closedBy?: number;
}

/** Changes what is named; nothing when there is no PIN. `now` is epoch milliseconds. */
export async function updatePin(
  tx: WriteTx,
  telegramId: number,
  { failedAttempts, lockedUntil, openUntil, sessionMinutes, closedBy }: PinChange,
  now: number,
): Promise<void> {
  await tx.rows(
    tx
      .sql('admin_pins')
      .where({ telegram_id: telegramId })
      .update({
        ...(failedAttempts === undefined ? {} : { failed_attempts: failedAttempts }),
        ...(lockedUntil === undefined ? {} : { locked_until: dateOrNull(lockedUntil) }),
        ...(openUntil === undefined ? {} : { open_until: dateOrNull(openUntil) }),
        ...(sessionMinutes === undefined ? {} : { session_minutes: sessionMinutes }),
        ...(closedBy === undefined ? {} : { closed_by: closedBy }),
        updated_at: new Date(now),
      }),
  );
}

/** Lets a desk that is open at `now` stay open until `openUntil`; one that was closed meanwhile stays closed. */
export async function keepDeskOpen(
  tx: WriteTx,
  telegramId: number,
  openUntil: number,
  now: number,
): Promise<void> {
  await tx.rows(
    tx
      .sql('admin_pins')
      .where({ telegram_id: telegramId })
      .where('open_until', '>', new Date(now))
      .update({ open_until: new Date(openUntil), updated_at: new Date(now) }),
  );
}

/** Takes a person's PIN away; false when there was none. */
export async function deletePin(tx: WriteTx, telegramId: number): Promise<boolean> {
  const gone = await tx.rows(
    tx.sql('admin_pins').where({ telegram_id: telegramId }).delete().returning('telegram_id'),
  );
  return gone.length > 0;
}

const selectPin = `
  select hash, failed_attempts as "failedAttempts", locked_until as "lockedUntil", open_until as "openUntil",
    session_minutes as "sessionMinutes", closed_by as "closedBy"
  from admin_pins where telegram_id = ?`;

interface StoredPin extends Omit<PinRow, 'lockedUntil' | 'openUntil' | 'closedBy'> {
  readonly lockedUntil: Date | null;
  readonly openUntil: Date | null;
  readonly closedBy: string | null;
}

function pinFrom([row]: readonly StoredPin[]): PinRow | null {
  if (row === undefined) return null;
  const { lockedUntil, openUntil, closedBy } = row;
  return {
    ...row,
    lockedUntil: lockedUntil?.getTime() ?? null,
    openUntil: openUntil?.getTime() ?? null,
    closedBy: closedBy === null ? null : Number(closedBy),
  };
}

function dateOrNull(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}
