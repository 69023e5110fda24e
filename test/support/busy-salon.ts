import { DateTime } from 'luxon';
import { add, all, type Salon } from './builders.js';

/** mulberry32: the same visits in every run with the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const minuteMs = 60_000;
/** What people write into names and comments, formulas and line breaks among it. */
const names = ['Мария', '=1+1', 'Анна "А"; Б', '+7 Пётр', '-Ольга', '@Ира', 'Élodie 🌸', 'O’Neil, Jr.'];
const comments = [
  null,
  'Без чая',
  '=HYPERLINK("http://example.org";"x")',
  'Две\nстроки',
  '\tс табуляцией',
  'a;b,c"d',
];

export interface BusyOptions {
  readonly random: () => number;
  /** Wall dates between which visits start, `to` included. */
  readonly from: string;
  readonly to: string;
  readonly clients: number;
}

/** Fills a salon with visits of every kind, at any hour of the day, one after the other for each master; some get reviews. */
export async function fillSalon(salon: Salon, { random, from, to, clients }: BusyOptions): Promise<void> {
  const { ctx } = salon;
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const start = DateTime.fromISO(from, { zone: ctx.zone }).toMillis();
  const end = DateTime.fromISO(to, { zone: ctx.zone }).plus({ days: 1 }).toMillis();
  await add(
    ctx,
    'clients',
    ...Array.from({ length: clients }, (_, index) => ({
      telegram_id: random() < 0.2 ? null : 9_000_000 + index,
      name: pick(names),
      phone: random() < 0.1 ? null : `+7916${String(1_000_000 + index)}`,
      created_at: new Date(start + random() * (end - start)),
    })),
  );
  const clientIds = (await all<{ id: number }>(ctx, 'clients')).map(({ id }) => id);
  const visits: Record<string, unknown>[] = [];
  for (const staffId of salon.staff) {
    for (let at = start; at < end;) {
      const minutes = pick([15, 30, 45, 60, 90, 120]);
      const startsAt = new Date(at);
      const endsAt = new Date(at + minutes * minuteMs);
      const status = pick(['booked', 'booked', 'booked', 'completed', 'cancelled', 'no_show']);
      visits.push({
        client_id: pick(clientIds),
        service_id: pick(salon.services),
        staff_id: staffId,
        status,
        starts_at: startsAt,
        ends_at: endsAt,
        during: `[${startsAt.toISOString()},${endsAt.toISOString()})`,
        price_minor: pick([0, 150_000, 99_990, 1_250]),
        currency: pick(['RUB', 'RUB', 'RUB', 'USD', 'JPY']),
        contact_name: pick(names),
        contact_phone: `+7916${String(1_000_000 + visits.length)}`,
        comment: pick(comments),
        cancelled_by: status === 'cancelled' ? pick(['client', 'salon']) : null,
        cancel_reason: status === 'cancelled' ? pick(comments) : null,
        created_at: new Date(at - 86_400_000),
      });
      at += (minutes + 15 * Math.floor(random() * 40)) * minuteMs;
    }
  }
  for (let index = 0; index < visits.length; index += 500) {
    await add(ctx, 'bookings', ...visits.slice(index, index + 500));
  }
  const booked = await all<{
    id: number;
    client_id: number;
    service_id: number;
    staff_id: number;
    ends_at: Date;
  }>(ctx, 'bookings');
  const reviewed = booked.filter(() => random() < 0.3);
  if (reviewed.length === 0) return;
  await add(
    ctx,
    'reviews',
    ...reviewed.map((booking) => ({
      booking_id: booking.id,
      client_id: booking.client_id,
      service_id: booking.service_id,
      staff_id: booking.staff_id,
      stars: 1 + Math.floor(random() * 5),
      body: pick(comments),
      hidden: random() < 0.2,
      created_at: new Date(booking.ends_at.getTime() + Math.floor(random() * 48) * 3_600_000),
    })),
  );
}
