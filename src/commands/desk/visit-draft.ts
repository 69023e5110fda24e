import { z } from 'zod';
import { findDraft, insertDraft, lockDraft, updateDraft, type DraftRow } from '../../db/desk-drafts.js';
import { findDeskBooking, type DeskBookingRow } from '../../db/desk-bookings.js';
import { once } from '../../db/processed-updates.js';
import type { ReadTx } from '../../db/tenant-db.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { scopeOf, type Admin } from './admin.js';
import { findKnownClient } from './known-client.js';

const id = z.number().int().positive();
const draft = z.object({
  /** The booking that is to change, as somebody saw it; null: a new one is made. */
  booking: z.object({ id, version: id }).nullable(),
  serviceId: id.nullable(),
  /** Null: any master. */
  staffId: id.nullable(),
  /** Epoch milliseconds. */
  start: z.number().int().nullable(),
  clientId: id.nullable(),
  /** Of a client who is not known yet, or as this visit is to be kept. */
  name: z.string().nullable(),
  /** E.164. */
  phone: z.string().nullable(),
  comment: z.string().nullable(),
});

/** A visit that somebody of the salon is putting together, step by step. */
export type VisitDraft = z.infer<typeof draft>;
/** A draft as stored, with its id. */
export type StoredDraft = VisitDraft & { readonly id: number };

export const draftKind = 'bookings.draft';

const empty: VisitDraft = {
  booking: null,
  serviceId: null,
  staffId: null,
  start: null,
  clientId: null,
  name: null,
  phone: null,
  comment: null,
};

/** The draft in a row; null when it was committed, or another version of the program wrote it. */
export function draftFrom(row: DraftRow | null): StoredDraft | null {
  if (row === null || row.result !== null) return null;
  const parsed = draft.safeParse(row.params);
  return parsed.success ? { ...parsed.data, id: row.id } : null;
}

/**
 * Begins a new booking, for a client (any number) or for somebody to be named later; what the person had begun is gone.
 * Null: this very update began one that was committed since.
 */
export async function startBooking(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  clientId: number | null,
): Promise<StoredDraft | null> {
  return begin(ctx, by, cause, 'start-booking', async (tx) => {
    const client = clientId === null ? null : await findKnownClient(tx, by, clientId);
    if (client === null) return empty;
    return { ...empty, clientId: client.id, name: client.name, phone: client.phone };
  });
}

/**
 * Begins to change when, with whom or what a booked visit is; null when there is no such booking in the person's calendar
 * or it is not booked any more.
 */
export async function startChange(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  bookingId: number,
): Promise<StoredDraft | null> {
  return begin(ctx, by, cause, 'start-change', async (tx) => {
    const row = await findDeskBooking(tx, scopeOf(by), bookingId);
    return row?.status === 'booked' ? draftOf(row) : null;
  });
}

function draftOf(row: DeskBookingRow): VisitDraft {
  return {
    ...empty,
    booking: { id: row.id, version: row.version },
    serviceId: row.serviceId,
    staffId: row.staffId,
    start: row.startsAt,
    clientId: row.clientId,
  };
}

async function begin(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  verb: string,
  make: (tx: ReadTx) => Promise<VisitDraft | null>,
): Promise<StoredDraft | null> {
  const now = ctx.clock.now();
  const owner = { kind: draftKind, createdBy: by.telegramId };
  return ctx.db.transact((tx) =>
    once<{ readonly draftId: number | null }, StoredDraft | null>(
      tx,
      { updateId, verb, now },
      async () => {
        const made = await make(tx);
        if (made === null) return { outcome: { draftId: null }, answer: null };
        const draftId = await insertDraft(tx, { ...owner, params: made }, now);
        return { outcome: { draftId }, answer: { ...made, id: draftId } };
      },
      async ({ draftId }) => (draftId === null ? null : draftFrom(await findDraft(tx, owner, draftId))),
    ),
  );
}

/** An open draft of this person; null when it was committed, dropped, or belongs to somebody else. */
export async function readDraft(ctx: TenantContext, by: Admin, draftId: number): Promise<StoredDraft | null> {
  const owner = { kind: draftKind, createdBy: by.telegramId };
  return ctx.db.read(async (tx) => draftFrom(await findDraft(tx, owner, draftId)));
}

/** Sets what is named in `change`; null when there is no such open draft. Doing it twice changes nothing more. */
export async function changeDraft(
  ctx: TenantContext,
  by: Admin,
  draftId: number,
  change: Partial<Omit<VisitDraft, 'booking'>>,
): Promise<StoredDraft | null> {
  const owner = { kind: draftKind, createdBy: by.telegramId };
  return ctx.db.transact(async (tx) => {
    const kept = draftFrom(await lockDraft(tx, owner, draftId));
    if (kept === null) return null;
    const next = { ...draft.parse(kept), ...change };
    await updateDraft(tx, draftId, next);
    return { ...next, id: draftId };
  });
}
