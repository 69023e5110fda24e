import { holdOffer } from '../../db/advisory-locks.js';
import { insertBooking } from '../../db/bookings.js';
import { lockClientAndOffer, type ClientRow } from '../../db/clients.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { insertWalkIn } from '../../db/walk-ins.js';
import type { MasterRow } from '../../db/staff.js';
import { maskedName, maskedPhone } from '../../domain/masked.js';
import type { Offer } from '../offer.js';
import { planForNew } from '../plan-notifications.js';
import type { TenantContext } from '../tenant-context.js';
import { actorOf, audit, scopeOf, type Admin } from './admin.js';
import type { CommitResult } from './commit-result.js';
import { judgeForDesk } from './desk-offer.js';
import type { StoredDraft } from './visit-draft.js';
import { TimeLostError } from './win-time.js';

/**
 * Books the visit of a locked draft; somebody who is not known yet becomes a client without Telegram. Rejects with
 * `TimeLostError` when a rival wins the time at this very moment: the transaction is to be run again.
 */
export async function bookNew(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  { draft, anyway }: { readonly draft: StoredDraft; readonly anyway: boolean },
  now: number,
): Promise<CommitResult> {
  const { serviceId, staffId, start, clientId } = draft;
  if (serviceId === null || start === null) return { outcome: 'incomplete' };
  if (clientId === null) await holdOffer(tx);
  const client = clientId === null ? null : await lockClientAndOffer(tx, clientId);
  const contact = contactOf(draft, client);
  if (contact === null) return { outcome: 'incomplete' };
  const wish = { serviceId, staffId, booking: null, scope: scopeOf(by) };
  const judgement = await judgeForDesk(tx, ctx, { ...wish, start, clientId: client?.id ?? null }, now);
  if (judgement === null) return { outcome: 'incomplete' };
  if (judgement.kind === 'gone') return { outcome: 'gone', reason: judgement.reason };
  if (judgement.kind === 'refused') {
    return { outcome: 'refused', obstacle: judgement.obstacle, otherId: judgement.otherId };
  }
  const { offer, master, warnings } = judgement;
  if (warnings.length > 0 && !anyway) return { outcome: 'warned', warnings };
  const visitor = { ...contact, id: client?.id ?? (await insertWalkIn(tx, contact, now)) };
  const bookingId = await insert(tx, by, { offer, master, start, visitor, comment: draft.comment }, now);
  // A client who came into being for this visit must not outlive it.
  if (bookingId === null) throw new TimeLostError();
  const endsAt = start + master.durationMinutes * 60_000;
  const visit = { id: bookingId, clientId: visitor.id, startsAt: start, endsAt, version: 1 };
  await planForNew(tx, ctx, offer.settings, visit, 'salon', now);
  await audit(tx, by, {
    action: 'booking.create',
    subject: 'booking',
    subjectId: bookingId,
    new: {
      startsAt: new Date(start).toISOString(),
      service: offer.service.name,
      master: master.name,
      name: maskedName(contact.name),
      phone: maskedPhone(contact.phone),
      ...(warnings.length === 0 ? {} : { anyway: warnings }),
    },
    at: now,
  });
  return { outcome: 'done', bookingId, repeated: false };
}

interface Contact {
  readonly name: string;
  readonly phone: string;
}

function contactOf({ name, phone }: StoredDraft, client: ClientRow | null): Contact | null {
  const known = { name: name ?? client?.name ?? null, phone: phone ?? client?.phone ?? null };
  return known.name === null || known.phone === null ? null : { name: known.name, phone: known.phone };
}

async function insert(
  tx: WriteTx,
  by: Admin,
  {
    offer: { service },
    master,
    start,
    visitor,
    comment,
  }: {
    readonly offer: Offer;
    readonly master: MasterRow;
    readonly start: number;
    readonly visitor: Contact & { readonly id: number };
    readonly comment: string | null;
  },
  now: number,
): Promise<number | null> {
  const booking = {
    clientId: visitor.id,
    serviceId: service.id,
    staffId: master.id,
    startsAt: start,
    endsAt: start + master.durationMinutes * 60_000,
    bufferBeforeMinutes: service.bufferBeforeMinutes,
    bufferAfterMinutes: service.bufferAfterMinutes,
    priceMinor: master.priceMinor,
    currency: service.currency,
    contactName: visitor.name,
    contactPhone: visitor.phone,
    comment,
  };
  return insertBooking(tx, booking, actorOf(by), now);
}
