import { bookSlot } from '../../src/commands/book-slot.js';
import { eraseClient } from '../../src/commands/erase-client.js';
import { exportClient } from '../../src/commands/export-client.js';
import { markOnboarded } from '../../src/commands/mark-onboarded.js';
import { openClient, type ClientProfile } from '../../src/commands/open-client.js';
import { readMaster } from '../../src/commands/read-master.js';
import { saveLocale } from '../../src/commands/save-locale.js';
import { saveConversation } from '../../src/commands/conversation.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import {
  add,
  all,
  buildSalon,
  change,
  newClient,
  nextPersonId,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
let salon: Salon;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(async () => {
  await test.close();
});
beforeEach(async () => {
  salon = await buildSalon(test.database, { staff: [{ name: 'Анна' }, { name: 'Ольга' }] });
});

async function book(
  client: ClientProfile,
  wallTime: string,
  { comment, staff = 0 }: { readonly comment?: string; readonly staff?: number } = {},
): Promise<number> {
  const result = await bookSlot(
    salon.ctx,
    { updateId: nextUpdateId() },
    {
      clientId: client.id,
      serviceId: salon.services[0] ?? 0,
      staffId: salon.staff[staff] ?? 0,
      start: salon.at(wallTime),
      ...(comment === undefined ? {} : { comment }),
    },
  );
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  return result.booking.id;
}

const clientRow = async (ctx: TenantContext, id: number) =>
  (await all<Record<string, unknown>>(ctx, 'clients')).find((row) => row['id'] === id);

describe('the language', () => {
  it('once chosen stays, whatever the app says', async () => {
    const telegramId = nextPersonId();
    const { id } = await openClient(salon.ctx, { telegramId, languageCode: 'ru' });
    expect((await saveLocale(salon.ctx, { clientId: id, locale: 'en' })).locale).toBe('en');
    expect((await openClient(salon.ctx, { telegramId, languageCode: 'ru' })).locale).toBe('en');
    expect(await clientRow(salon.ctx, id)).toMatchObject({ locale: 'en', locale_chosen: true });
  });

  it.each([0, -1, 1.5, 2 ** 40, 999_999])('of client %d, who is nobody, is refused', async (clientId) => {
    await expect(saveLocale(salon.ctx, { clientId, locale: 'en' })).rejects.toMatchObject({
      code: 'client_lost',
    });
  });
});

describe('the first tour', () => {
  it('is remembered once, at the first time', async () => {
    const telegramId = nextPersonId();
    const client = await openClient(salon.ctx, { telegramId });
    expect(client.onboarded).toBe(false);
    await markOnboarded(salon.ctx, client.id);
    const first = salon.clock.now();
    salon.clock.setTo(first + 60_000);
    await markOnboarded(salon.ctx, client.id);
    expect((await openClient(salon.ctx, { telegramId })).onboarded).toBe(true);
    expect(await clientRow(salon.ctx, client.id)).toMatchObject({ onboarded_at: new Date(first) });
  });

  it('of nobody is no error', async () => {
    await expect(markOnboarded(salon.ctx, 999_999)).resolves.toBeUndefined();
  });
});

describe('a master', () => {
  it('has what this master offers, at the own price and duration', async () => {
    const [service = 0] = salon.services;
    const [anna = 0] = salon.staff;
    await change(
      salon.ctx,
      'staff_services',
      { staff_id: anna },
      { price_minor: 99_900, duration_minutes: 45 },
    );
    expect(await readMaster(salon.ctx, anna)).toMatchObject({
      master: { id: anna, name: 'Анна', about: null },
      services: [{ id: service, priceMinor: 99_900, durationMinutes: 45, staffCount: 2 }],
    });
  });

  it('who is gone, offers nothing or never was, is nobody', async () => {
    const [anna = 0, olga = 0] = salon.staff;
    await change(salon.ctx, 'staff', { id: anna }, { active: false });
    await salon.ctx.db.transact((tx) => tx.rows(tx.sql('staff_services').where({ staff_id: olga }).delete()));
    for (const id of [anna, olga, 0, -3, 2.5, 2 ** 31, Number.NaN]) {
      expect(await readMaster(salon.ctx, id)).toBeNull();
    }
  });
});

describe('the export', () => {
  it('holds everything about the person and nothing about anybody else', async () => {
    const vera = await newClient(salon.ctx);
    const other = await newClient(salon.ctx);
    const mine = await book(vera, '2026-03-03T10:00', { comment: 'У окна, "пожалуйста" <b>' });
    const theirs = await book(other, '2026-03-03T10:00', { comment: 'Чужое', staff: 1 });
    await add(salon.ctx, 'reviews', {
      booking_id: mine,
      client_id: vera.id,
      service_id: salon.services[0],
      staff_id: salon.staff[0],
      stars: 5,
      body: 'Прекрасно',
    });
    const data = await exportClient(salon.ctx, vera.id);
    expect(data).toMatchObject({
      salon: 'Салон Анна',
      exportedAt: '2026-03-02T08:00:00.000Z',
      profile: { id: vera.id, telegram_id: vera.telegramId, name: 'Мария', phone: vera.phone },
      bookings: [
        {
          id: mine,
          service: 'Стрижка',
          master: 'Анна',
          comment: 'У окна, "пожалуйста" <b>',
          events: [{ kind: 'created' }],
        },
      ],
      reviews: [{ booking_id: mine, stars: 5, body: 'Прекрасно' }],
    });
    const json = JSON.stringify(data);
    expect(json).not.toContain('Чужое');
    expect(data.bookings.map((row) => row['id'])).not.toContain(theirs);
    expect(data.notifications.every((row) => row['booking_id'] === mine)).toBe(true);
    expect(data.notifications.length).toBeGreaterThan(0);
  });

  it('of somebody without bookings is empty but for the profile', async () => {
    const { id } = await openClient(salon.ctx, { telegramId: nextPersonId() });
    expect(await exportClient(salon.ctx, id)).toMatchObject({ bookings: [], reviews: [], notifications: [] });
  });

  it.each([0, 2 ** 31, 999_999, Number.NaN])('of client %d is refused', async (id) => {
    await expect(exportClient(salon.ctx, id)).rejects.toMatchObject({ code: 'client_lost' });
  });
});

describe('erasing', () => {
  /** Every row of the tenant as text. */
  async function everything(except = ''): Promise<string> {
    const tables = await salon.ctx.db.read((tx) =>
      tx.rows<{ name: string }>(
        tx.sql.raw(
          `select table_name as name from information_schema.tables
           where table_schema = current_schema() and table_type = 'BASE TABLE'`,
        ),
      ),
    );
    let text = '';
    for (const { name } of tables) {
      if (name.startsWith('migrations') || name === except) continue;
      const rows = await salon.ctx.db.read((tx) =>
        tx.rows<{ text: string }>(tx.sql.raw('select t::text as text from ?? as t', [name])),
      );
      text += rows.map((row) => row.text).join('\n');
    }
    return text;
  }

  it('takes the person out of every table, cancels what is ahead and keeps the figures', async () => {
    const vera = await newClient(salon.ctx);
    await change(salon.ctx, 'clients', { id: vera.id }, { name: 'Вероника Ж.' });
    const past = await book(vera, '2026-03-03T10:00', { comment: 'тайна' });
    const ahead = await book(vera, '2026-03-05T10:00', { comment: 'тайна' });
    await saveConversation(
      salon.ctx,
      { chatId: vera.telegramId, userId: vera.telegramId, updateId: nextUpdateId() },
      { comment: 'тайна' },
    );
    await add(salon.ctx, 'reviews', {
      booking_id: past,
      client_id: vera.id,
      service_id: salon.services[0],
      staff_id: salon.staff[0],
      stars: 4,
      body: 'тайна отзыва',
      reply: 'Спасибо, Вероника Ж.',
    });
    salon.clock.setTo(salon.at('2026-03-04T12:00'));
    expect(await everything()).toMatch(/Вероника[^]*тайна/);
    expect(await eraseClient(salon.ctx, { updateId: nextUpdateId() }, vera.id)).toEqual({ cancelled: 1 });
    const after = await everything();
    for (const trace of ['Вероника', 'тайна', vera.phone ?? '', String(vera.telegramId)]) {
      expect(after).not.toContain(trace);
    }
    const rows = await all<Record<string, unknown>>(salon.ctx, 'bookings');
    expect(rows).toMatchObject([
      { id: past, status: 'booked', client_id: vera.id, price_minor: 150_000, contact_name: '—' },
      { id: ahead, status: 'cancelled', cancelled_by: 'client', version: 2 },
    ]);
    expect(await all(salon.ctx, 'reviews')).toMatchObject([{ stars: 4, body: null, reply: null }]);
    expect(await all(salon.ctx, 'booking_events')).toMatchObject([
      { booking_id: past, kind: 'created' },
      { booking_id: ahead, kind: 'created' },
      { booking_id: ahead, kind: 'cancelled' },
    ]);
    const waiting = await all<{ state: string }>(salon.ctx, 'notifications');
    expect(waiting.length).toBeGreaterThan(0);
    expect(new Set(waiting.map(({ state }) => state))).toEqual(new Set(['skipped']));
    expect(await clientRow(salon.ctx, vera.id)).toMatchObject({
      telegram_id: null,
      erased_at: new Date(salon.clock.now()),
    });
  });

  it('frees the time, makes the person a newcomer, and changes nothing the second time', async () => {
    const vera = await newClient(salon.ctx);
    await markOnboarded(salon.ctx, vera.id);
    await book(vera, '2026-03-05T10:00');
    await eraseClient(salon.ctx, { updateId: nextUpdateId() }, vera.id);
    // That an update was dealt with is all that is added.
    const before = await everything('processed_updates');
    expect(await eraseClient(salon.ctx, { updateId: nextUpdateId() }, vera.id)).toEqual({ cancelled: 0 });
    const after = await everything('processed_updates');
    expect(after.replaceAll(/\s/g, '')).toBe(before.replaceAll(/\s/g, ''));
    const again = await openClient(salon.ctx, { telegramId: vera.telegramId });
    expect(again).toMatchObject({ name: null, phone: null, onboarded: false });
    expect(again.id).not.toBe(vera.id);
    const other = await newClient(salon.ctx);
    await expect(book(other, '2026-03-05T10:00')).resolves.toBeGreaterThan(0);
  });

  it('asked for by one update that comes twice gives one answer and leaves no row of a person made for it', async () => {
    const vera = await newClient(salon.ctx);
    await book(vera, '2026-03-05T10:00');
    const cause = { updateId: nextUpdateId() };
    expect(await eraseClient(salon.ctx, cause, vera.id)).toEqual({ cancelled: 1 });
    const before = await all<{ id: number }>(salon.ctx, 'clients');
    const reopened = await openClient(salon.ctx, { telegramId: vera.telegramId });
    expect(await eraseClient(salon.ctx, cause, reopened.id)).toEqual({ cancelled: 1 });
    expect(await all(salon.ctx, 'clients')).toEqual(before);
  });

  it('leaves nothing of somebody who never booked', async () => {
    const vera = await newClient(salon.ctx);
    await eraseClient(salon.ctx, { updateId: nextUpdateId() }, vera.id);
    expect(await clientRow(salon.ctx, vera.id)).toBeUndefined();
  });

  it('takes what the desk typed about the person along, and nothing else it has begun', async () => {
    const vera = await newClient(salon.ctx);
    await change(salon.ctx, 'clients', { id: vera.id }, { name: 'Вера "Б"', phone: '+79161230001' });
    const typed: [string, object][] = [
      ['clients.search', { typed: 'вера "б"' }],
      ['clients.search', { typed: '8 (916) 123-00-01' }],
      ['clients.search', { typed: 'Ольга' }],
      ['bookings.draft', { clientId: vera.id, name: null }],
      ['bookings.draft', { clientId: null, name: 'Вера "Б"', phone: '+79161230001' }],
      ['bookings.draft', { clientId: vera.id + 1, name: 'Ольга', phone: null }],
      ['bookings.filter', { query: '9161230001' }],
      ['texts.edit', { pattern: 'Вера "Б"' }],
    ];
    for (const [kind, params] of typed) {
      await add(salon.ctx, 'operations', {
        kind,
        params: JSON.stringify(params),
        created_by: 1,
        created_at: new Date(salon.clock.now()),
      });
    }
    await eraseClient(salon.ctx, { updateId: nextUpdateId() }, vera.id);
    const left = await all<{ kind: string; params: unknown }>(salon.ctx, 'operations');
    expect(left.map(({ kind, params }) => [kind, params])).toEqual([typed[2], typed[5], typed[7]]);
  });

  it('leaves everybody else alone', async () => {
    const vera = await newClient(salon.ctx);
    const other = await newClient(salon.ctx);
    const theirs = await book(other, '2026-03-05T12:00', { comment: 'моё', staff: 1 });
    await book(vera, '2026-03-05T10:00');
    await eraseClient(salon.ctx, { updateId: nextUpdateId() }, vera.id);
    const row = (await all<Record<string, unknown>>(salon.ctx, 'bookings')).find(({ id }) => id === theirs);
    expect(row).toMatchObject({ status: 'booked', contact_name: 'Мария', comment: 'моё' });
    expect(await clientRow(salon.ctx, other.id)).toMatchObject({ name: 'Мария', erased_at: null });
  });

  it.each([0, -1, 2 ** 31, Number.NaN, 999_999])('of client %d is nothing', async (id) => {
    expect(await eraseClient(salon.ctx, { updateId: nextUpdateId() }, id)).toEqual({ cancelled: 0 });
  });
});
