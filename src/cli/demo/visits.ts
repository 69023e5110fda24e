import { DateTime } from 'luxon';
import { FixedClock } from '../../lib/clock.js';
import { bookSlot } from '../../commands/book-slot.js';
import { markClientBlocked } from '../../commands/mark-client-blocked.js';
import { openClient } from '../../commands/open-client.js';
import { readCatalogue, type ServiceView } from '../../commands/read-catalogue.js';
import { readDay } from '../../commands/read-day.js';
import { saveContact } from '../../commands/save-contact.js';
import type { TenantContext } from '../../commands/tenant-context.js';
import { judge } from './reviews.js';

const names = {
  ru: [
    'Елена Орлова',
    'Наталья Ким',
    'Ирина Белова',
    'Светлана Юдина',
    'Павел Громов',
    'Артём Лис',
    'Юлия Фомина',
    'Олег Панин',
  ],
  en: [
    'Alice Byrne',
    'George Patel',
    'Nina Clarke',
    'Samuel Reid',
    'Ruth Abara',
    'Liam Foster',
    'Zoe Marsh',
    'Omar Haddad',
  ],
} as const;
const phonePrefix: Readonly<Record<string, string>> = { RU: '+7916555', GB: '+44740012' };

/** Nobody on the local Telegram: what a salon would send to these clients is not sent. */
const firstTelegramId = 5_000_000_000;

const daysBack = 21;
const daysAhead = 18;
const visitsPerClient = 2;
const visitsPerReview = 6;

/** Fills a new salon's calendar with visits of the last weeks and the next ones, through the same commands clients use. */
export async function fillCalendar(tenant: TenantContext): Promise<number> {
  const random = generator(tenant.id);
  const { services } = await readCatalogue(tenant);
  let booked = 0;
  for (let day = -daysBack; day <= daysAhead; day++) {
    // Nearer days are fuller, and no day is full: there must be something to see and something to book.
    const wanted = Math.round((services.length / 2) * (day < 4 ? 1.4 : 0.7) * (0.5 + random()));
    for (let visit = 0; visit < wanted; visit++) {
      const client = Math.floor((booked / visitsPerClient) % 400);
      if (await bookOne(tenant, day, client, booked, pick(services, random), random)) booked++;
    }
  }
  for (let client = 0; client * visitsPerClient <= booked; client++) {
    await markClientBlocked(tenant, firstTelegramId + client);
  }
  return booked;
}

async function bookOne(
  tenant: TenantContext,
  day: number,
  client: number,
  visit: number,
  service: ServiceView | undefined,
  random: () => number,
): Promise<boolean> {
  if (service === undefined) return false;
  const date = DateTime.fromMillis(tenant.clock.now(), { zone: tenant.zone }).plus({ days: day });
  // Everybody books the day before: that is how visits of the past get into the calendar by the front door.
  const asOf = {
    ...tenant,
    clock: new FixedClock(Math.min(tenant.clock.now(), date.startOf('day').toMillis())),
  };
  const view = await readDay(asOf, { serviceId: service.id, staffId: null, date: date.toISODate() ?? '' });
  const slot = pick(view?.slots ?? [], random);
  if (slot === undefined) return false;
  const profile = await openClient(asOf, {
    telegramId: firstTelegramId + client,
    languageCode: tenant.locale,
  });
  const cause = { updateId: -1 - visit * 1000 - Math.floor(random() * 1000) };
  const list = names[tenant.locale];
  const name = list[client % list.length] ?? list[0];
  const phone = `${phonePrefix[tenant.country] ?? '+7916555'}${String(1000 + client).padStart(4, '0')}`;
  await saveContact(asOf, cause, { clientId: profile.id, name, phone });
  const result = await bookSlot(asOf, cause, {
    clientId: profile.id,
    serviceId: service.id,
    staffId: null,
    start: slot.start,
  });
  if (result.outcome !== 'booked' || result.repeated) return false;
  const { id: bookingId, endsAt } = result.booking;
  if (visit % visitsPerReview === 0) {
    await judge(tenant, cause, { clientId: profile.id, bookingId, endsAt }, visit / visitsPerReview);
  }
  return true;
}

function pick<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}

/** mulberry32 by Tommy Ettinger: the same salon gets the same calendar on every machine. */
function generator(seedText: string): () => number {
  let state = Array.from(seedText).reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
