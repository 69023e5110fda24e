import { bookSlot } from '../../src/commands/book-slot.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { editClient, type ClientEdit } from '../../src/commands/desk/edit-client.js';
import { flagClient, type ClientFlag } from '../../src/commands/desk/flag-client.js';
import { findClients, keepSearch, listClients } from '../../src/commands/desk/list-clients.js';
import { readClient, readClientHistory } from '../../src/commands/desk/read-client.js';
import { eraseClient } from '../../src/commands/erase-client.js';
import { openClient } from '../../src/commands/open-client.js';
import { rescheduleBooking } from '../../src/commands/reschedule-booking.js';
import { saveContact } from '../../src/commands/save-contact.js';
import type { WriteTx } from '../../src/db/tenant-db.js';
import { add, all, buildSalon, newClient, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

const owner: Admin = { telegramId: 1, role: 'owner', staffId: null, name: 'Ольга' };
let test: TestDatabase;
let salon: Salon;

beforeAll(async () => {
  test = await testDatabase({ poolSize: 10 });
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database, { settings: { phone: '+74951234567' } });
});

const cause = (updateId = nextUpdateId()) => ({ updateId });
const order = (clientId: number, wallTime: string) => ({
  clientId,
  serviceId: salon.services[0] ?? 0,
  staffId: null,
  start: salon.at(wallTime),
});
async function book(clientId: number, wallTime: string): Promise<number> {
  const result = await bookSlot(salon.ctx, cause(), order(clientId, wallTime));
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  return result.booking.id;
}
const flag = (clientId: number, wanted: ClientFlag, updateId = nextUpdateId()) =>
  flagClient(salon.ctx, owner, { updateId }, { clientId, flag: wanted });
const block = (clientId: number, reason: string | null = null) =>
  flag(clientId, { kind: 'blacklist', on: true, reason });
const edit = (clientId: number, wanted: ClientEdit, expectedVersion: number, updateId = nextUpdateId()) =>
  editClient(salon.ctx, owner, { updateId }, { clientId, expectedVersion, edit: wanted });
const audits = () =>
  all<{ action: string; actor: string; old: unknown; new: unknown }>(salon.ctx, 'audit_log');
const versionOf = async (clientId: number) => (await readClient(salon.ctx, clientId))?.version ?? 0;

/** A client without Telegram. */
async function walkIn(values: Readonly<Record<string, unknown>>): Promise<number> {
  const at = new Date(salon.clock.now());
  await add(salon.ctx, 'clients', { created_at: at, seen_at: at, ...values });
  return (await all<{ id: number }>(salon.ctx, 'clients')).at(-1)?.id ?? 0;
}

describe('the lists', () => {
  const names = async (show: Parameters<typeof listClients>[1]['order']) =>
    (await listClients(salon.ctx, { order: show, page: 0 })).clients.map(({ name }) => name);

  it('put everybody where they belong, and leave out who only looked around', async () => {
    await openClient(salon.ctx, { telegramId: 77, languageCode: 'ru' });
    const often = await walkIn({ name: 'Частый', phone: '+79160000001' });
    const asleep = await walkIn({ name: 'Соня', phone: '+79160000002' });
    const back = await walkIn({ name: 'Вернулась', phone: '+79160000003' });
    await walkIn({ name: 'Новый', phone: '+79160000004' });
    for (const [client, at, status] of [
      [often, '2026-02-20T10:00', 'completed'],
      [often, '2026-02-21T10:00', 'booked'],
      [asleep, '2025-12-20T10:00', 'completed'],
      [back, '2025-12-21T10:00', 'completed'],
      [back, '2026-03-20T10:00', 'booked'],
      [back, '2026-03-21T10:00', 'cancelled'],
    ] as const) {
      await visit(client, at, status);
    }
    await block(asleep);
    expect(await names('visits')).toEqual(['Частый', 'Вернулась', 'Соня']);
    expect(await names('sleeping')).toEqual(['Соня']);
    expect(await names('flagged')).toEqual(['Соня']);
    expect((await names('recent')).sort()).toEqual(['Вернулась', 'Новый', 'Соня', 'Частый']);
  });

  it('turn pages, and a page too far is the last', async () => {
    for (let index = 0; index < 10; index += 1) await walkIn({ name: `К${index}`, phone: null });
    expect(await listClients(salon.ctx, { order: 'recent', page: 7 })).toMatchObject({
      page: 1,
      pages: 2,
      total: 10,
      clients: [{ name: 'К1' }, { name: 'К0' }],
    });
  });
});

async function visit(clientId: number, wallTime: string, status: string, currency = 'RUB'): Promise<void> {
  const start = salon.at(wallTime);
  const range = [new Date(start), new Date(start + 3_600_000)] as const;
  await add(salon.ctx, 'bookings', {
    client_id: clientId,
    service_id: salon.services[0],
    staff_id: salon.staff[0],
    status,
    starts_at: range[0],
    ends_at: range[1],
    during: `[${range[0].toISOString()},${range[1].toISOString()})`,
    price_minor: 150_000,
    currency,
    contact_name: 'Мария',
    contact_phone: '+79161234567',
  });
}

describe('the search', () => {
  beforeEach(async () => {
    await walkIn({ name: 'Пётр Ёлкин', phone: '+79161234567' });
    await walkIn({ name: 'Анна 100%', phone: '+79031112233' });
  });
  const search = async (typed: string) => {
    const searchId = await keepSearch(salon.ctx, owner, cause(), typed);
    return (await findClients(salon.ctx, owner, { searchId, page: 0 }))?.clients.map(({ name }) => name);
  };

  it.each([
    ['петр', 'Пётр Ёлкин'],
    ['ЁЛКИН пё', 'Пётр Ёлкин'],
    ['8 (916) 123-45-67', 'Пётр Ёлкин'],
    ['4567', 'Пётр Ёлкин'],
    ['8916', 'Пётр Ёлкин'],
    ['анна 100%', 'Анна 100%'],
    ['%', 'Анна 100%'],
    ['+7 903 111', 'Анна 100%'],
  ])('finds %j', async (typed, name) => {
    expect(await search(typed)).toEqual([name]);
  });

  it.each(['_', 'Пётр Анна', '99999', "'; drop table clients; --"])('finds nobody by %j', async (typed) => {
    expect(await search(typed)).toEqual([]);
  });

  it('is kept once for an update, and is nobody else’s', async () => {
    const updateId = nextUpdateId();
    const first = await keepSearch(salon.ctx, owner, { updateId }, 'Пётр');
    expect(await keepSearch(salon.ctx, owner, { updateId }, 'Пётр')).toBe(first);
    const other = { ...owner, telegramId: 2 };
    expect(await findClients(salon.ctx, other, { searchId: first, page: 0 })).toBeNull();
  });
});

it('the card counts what became of the bookings, and the history turns pages', async () => {
  const { id } = await newClient(salon.ctx);
  await visit(id, '2026-01-10T10:00', 'completed');
  await visit(id, '2026-02-10T10:00', 'booked');
  await visit(id, '2026-02-11T10:00', 'no_show');
  await visit(id, '2026-02-12T10:00', 'completed', 'USD');
  await visit(id, '2026-03-12T10:00', 'cancelled');
  await visit(id, '2026-03-13T10:00', 'booked');
  const [booking] = await all<{ id: number }>(salon.ctx, 'bookings');
  await add(salon.ctx, 'reviews', {
    ...{ booking_id: booking?.id, client_id: id, service_id: salon.services[0], staff_id: salon.staff[0] },
    ...{ stars: 4, created_at: new Date(), updated_at: new Date() },
  });
  expect(await readClient(salon.ctx, id)).toMatchObject({
    name: 'Мария',
    locale: 'ru',
    figures: {
      visits: 3,
      upcoming: 1,
      cancelled: 1,
      noShows: 1,
      firstVisitAt: salon.at('2026-01-10T10:00'),
      lastVisitAt: salon.at('2026-02-12T10:00'),
      spent: [
        { currency: 'RUB', minor: 300_000 },
        { currency: 'USD', minor: 150_000 },
      ],
      rating: 4,
    },
  });
  const history = await readClientHistory(salon.ctx, { clientId: id, page: 0 });
  expect(history?.visits.map(({ outcome }) => outcome)).toEqual([
    'active',
    'cancelled',
    'completed',
    'no_show',
    'completed',
    'completed',
  ]);
  for (const garbage of [0, -1, 0.5, 2 ** 31, Number.NaN]) {
    expect(await readClient(salon.ctx, garbage)).toBeNull();
    expect(await readClientHistory(salon.ctx, { clientId: garbage, page: 0 })).toBeNull();
  }
});

describe('editing', () => {
  it('checks each field, keeps it tidied, and writes it down without names and numbers', async () => {
    const { id } = await newClient(salon.ctx);
    const start = await versionOf(id);
    expect(await edit(id, { field: 'name', typed: 'x' }, start)).toEqual({ outcome: 'too_short' });
    expect(await edit(id, { field: 'name', typed: '@spam' }, start)).toEqual({ outcome: 'not_a_name' });
    expect(await edit(id, { field: 'phone', typed: '123' }, start)).toEqual({ outcome: 'not_a_phone' });
    expect(await edit(id, { field: 'notes', typed: ' ' }, start)).toEqual({ outcome: 'empty' });
    expect(await edit(id, { field: 'notes', typed: 'ы'.repeat(1001) }, start)).toEqual({
      outcome: 'notes_too_long',
      length: 1001,
    });
    expect(await edit(id, { field: 'name', typed: ' Анна  Ли ' }, start)).toMatchObject({
      outcome: 'saved',
      client: { name: 'Анна Ли', version: start + 1 },
    });
    await edit(id, { field: 'phone', typed: '8 903 111-22-33' }, start + 1);
    await edit(id, { field: 'notes', typed: 'Аллергия на хну' }, start + 2);
    expect(await readClient(salon.ctx, id)).toMatchObject({
      phone: '+79031112233',
      notes: 'Аллергия на хну',
    });
    const written = await audits();
    expect(written.map(({ action, actor }) => [action, actor])).toEqual(
      Array(3).fill(['client.edit', 'admin:1']),
    );
    expect(JSON.stringify(written)).not.toMatch(/Анна|Мария|1112233|хну/);
    await edit(id, { field: 'notes', typed: null }, start + 3);
    expect(await readClient(salon.ctx, id)).toMatchObject({ notes: null });
  });

  it('tells the second of two editors, also when the client was the first', async () => {
    const { id } = await newClient(salon.ctx);
    const seen = await versionOf(id);
    await saveContact(salon.ctx, cause(), { clientId: id, name: 'Сама' });
    expect(await edit(id, { field: 'name', typed: 'Другая' }, seen)).toMatchObject({
      outcome: 'changed',
      client: { name: 'Сама' },
    });
    expect(await audits()).toEqual([]);
  });

  it('answers a redelivered update as before, and changes nothing', async () => {
    const { id } = await newClient(salon.ctx);
    const updateId = nextUpdateId();
    const seen = await versionOf(id);
    const first = await edit(id, { field: 'notes', typed: 'раз' }, seen, updateId);
    expect(await edit(id, { field: 'notes', typed: 'раз' }, seen, updateId)).toEqual(first);
    expect(await versionOf(id)).toBe(seen + 1);
    expect(await audits()).toHaveLength(1);
  });
});

describe('the blacklist', () => {
  it('lets nobody book or move, leaves what is booked, and lets them cancel', async () => {
    const { id } = await newClient(salon.ctx);
    const bookingId = await book(id, '2026-03-05T10:00');
    expect(await block(id, ' не  пришла ')).toMatchObject({
      outcome: 'saved',
      client: { blacklistReason: 'не пришла', figures: { upcoming: 1 } },
    });
    const refusal = { outcome: 'blacklisted', phone: '+74951234567' };
    expect(await bookSlot(salon.ctx, cause(), order(id, '2026-03-06T10:00'))).toEqual(refusal);
    const move = { clientId: id, bookingId, staffId: null, start: salon.at('2026-03-06T10:00') };
    expect(await rescheduleBooking(salon.ctx, cause(), move)).toMatchObject({
      ...refusal,
      booking: { startsAt: salon.at('2026-03-05T10:00') },
    });
    // Pressed again, the visit there is is shown.
    expect(await bookSlot(salon.ctx, cause(), order(id, '2026-03-05T10:00'))).toMatchObject({
      outcome: 'booked',
      repeated: true,
    });
    const cancelled = await cancelBooking(salon.ctx, cause(), { clientId: id, bookingId });
    expect(cancelled.outcome).toBe('cancelled');
    expect(await flag(id, { kind: 'blacklist', on: false })).toMatchObject({ outcome: 'saved' });
    await book(id, '2026-03-06T10:00');
  });

  it('holds for another account with the same phone', async () => {
    const blocked = await walkIn({ name: 'Мария', phone: '+79165550000' });
    const { id } = await newClient(salon.ctx);
    await saveContact(salon.ctx, cause(), { clientId: id, phone: '+79165550000' });
    await block(blocked);
    expect(await bookSlot(salon.ctx, cause(), order(id, '2026-03-06T10:00'))).toMatchObject({
      outcome: 'blacklisted',
    });
  });

  it('with prepayment only: no booking alone, but moving what is there', async () => {
    const { id } = await newClient(salon.ctx);
    const bookingId = await book(id, '2026-03-05T10:00');
    await flag(id, { kind: 'prepay', on: true });
    expect(await bookSlot(salon.ctx, cause(), order(id, '2026-03-06T10:00'))).toEqual({
      outcome: 'prepay_only',
      phone: '+74951234567',
    });
    const move = { clientId: id, bookingId, staffId: null, start: salon.at('2026-03-06T10:00') };
    expect(await rescheduleBooking(salon.ctx, cause(), move)).toMatchObject({ outcome: 'moved' });
  });

  it('answers repeated presses and redelivered updates without a second line', async () => {
    const { id } = await newClient(salon.ctx);
    const updateId = nextUpdateId();
    const wanted = { kind: 'blacklist', on: true, reason: null } as const;
    const first = await flag(id, wanted, updateId);
    expect(await flag(id, wanted, updateId)).toEqual(first);
    expect((await flag(id, wanted)).outcome).toBe('unchanged');
    expect(await flag(id, { ...wanted, reason: 'ы'.repeat(301) })).toEqual({
      outcome: 'reason_too_long',
      length: 301,
    });
    expect((await audits()).map(({ action }) => action)).toEqual(['client.blacklist']);
    expect(await flag(2 ** 31, wanted)).toEqual({ outcome: 'not_found' });
  });

  it('no booking is committed after it, however many are under way', async () => {
    const clients = await Promise.all(Array.from({ length: 6 }, () => newClient(salon.ctx)));
    const bookingsOf = async (id: number) =>
      (await all<{ client_id: number }>(salon.ctx, 'bookings')).filter((row) => row.client_id === id).length;
    const settled = clients.map(async ({ id }, index) => {
      const hour = 10 + index;
      const presses = [5, 6, 7, 8].map((day) =>
        bookSlot(salon.ctx, cause(), order(id, `2026-03-0${day}T${hour}:00`)),
      );
      await block(id);
      const then = await bookingsOf(id);
      const late = bookSlot(salon.ctx, cause(), order(id, `2026-03-09T${hour}:00`));
      const outcomes = (await Promise.all([...presses, late])).map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'booked')).toHaveLength(then);
      expect(outcomes.at(-1)).toBe('blacklisted');
      expect(await bookingsOf(id)).toBe(then);
    });
    await Promise.all(settled);
  });

  /** Does `meanwhile` while `begin` waits for the bookings of the client, and gives what became of it. */
  async function whileWaiting<Result>(
    clientId: number,
    begin: () => Promise<Result>,
    meanwhile: (tx: WriteTx) => Promise<unknown>,
  ): Promise<Result> {
    const pending = await salon.ctx.db.transact(async (tx) => {
      const key = `botel:${salon.ctx.id}:client:${clientId}`;
      await tx.rows(tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [key]));
      const state = { isOver: false };
      const begun = begin().finally(() => (state.isOver = true));
      const waits = `select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted
        and pid in (select pid from pg_stat_activity where datname = current_database())`;
      for (let count = 0; count === 0 && !state.isOver;) {
        count = (await tx.rows<{ count: number }>(tx.sql.raw(waits)))[0]?.count ?? 0;
      }
      expect(state.isOver).toBe(false);
      await meanwhile(tx);
      return { begun };
    });
    return pending.begun;
  }

  it('a booking that waited for the decision sees it', async () => {
    const { id } = await newClient(salon.ctx);
    const pressed = await whileWaiting(
      id,
      () => bookSlot(salon.ctx, cause(), order(id, '2026-03-05T10:00')),
      (tx) => tx.rows(tx.sql('clients').where({ id }).update({ blacklisted_at: new Date() })),
    );
    expect(pressed).toMatchObject({ outcome: 'blacklisted' });
  });

  it.each(['their own', 'another account with the same phone'])(
    'the decision waits for a booking under way: %s',
    async (whose) => {
      const { id } = await newClient(salon.ctx);
      const other = await newClient(salon.ctx);
      await saveContact(salon.ctx, cause(), { clientId: other.id, phone: '+79165550000' });
      await saveContact(salon.ctx, cause(), { clientId: id, phone: '+79165550000' });
      const booking = whose === 'their own' ? id : other.id;
      const result = await whileWaiting(
        booking,
        () => block(id),
        (tx) => tx.rows(tx.sql('clients').where({ id: booking }).update({ source: 'was first' })),
      );
      expect(result).toMatchObject({ outcome: 'saved' });
    },
  );
});

describe('a client without Telegram who comes with a proven phone', () => {
  const phone = '+79167778899';

  it('brings the bookings, the notes and what the salon decided', async () => {
    const walkInId = await walkIn({ name: 'Мария из зала', phone, notes: 'любит чай', prepay_only: true });
    await visit(walkInId, '2026-02-01T10:00', 'completed');
    await visit(walkInId, '2026-03-20T10:00', 'booked');
    const { id } = await newClient(salon.ctx);
    await edit(id, { field: 'notes', typed: 'пишет сама' }, await versionOf(id));
    const updateId = nextUpdateId();
    for (let delivery = 0; delivery < 2; delivery += 1) {
      await saveContact(salon.ctx, { updateId }, { clientId: id, phone, phoneIsProven: true });
    }
    expect(await readClient(salon.ctx, id)).toMatchObject({
      name: 'Мария',
      notes: 'пишет сама\n\nлюбит чай',
      prepayOnly: true,
      figures: { visits: 1, upcoming: 1 },
    });
    expect(await readClient(salon.ctx, walkInId)).toBeNull();
    const [left] = await all<Record<string, unknown>>(salon.ctx, 'clients');
    expect(left).toMatchObject({ id: walkInId, linked_to: id, name: null, phone: null, notes: null });
    const links = (await audits()).filter(({ action }) => action === 'client.link');
    expect(links).toMatchObject([{ actor: `client:${id}`, new: { linked: [walkInId] } }]);
  });

  it('stays apart when the number was only typed, or belongs to another account', async () => {
    const walkInId = await walkIn({ name: 'Мария', phone });
    const typed = await newClient(salon.ctx);
    await saveContact(salon.ctx, cause(), { clientId: typed.id, phone });
    expect(await readClient(salon.ctx, walkInId)).toMatchObject({ phone });
    const proven = await newClient(salon.ctx);
    await saveContact(salon.ctx, cause(), { clientId: proven.id, phone, phoneIsProven: true });
    expect(await readClient(salon.ctx, typed.id)).toMatchObject({ phone });
    expect(await readClient(salon.ctx, walkInId)).toBeNull();
  });
});

it('whoever is erased takes notes and reasons along', async () => {
  const { id } = await newClient(salon.ctx);
  await visit(id, '2026-02-10T10:00', 'completed');
  await edit(id, { field: 'notes', typed: 'тайна' }, await versionOf(id));
  await block(id, 'причина');
  await eraseClient(salon.ctx, { updateId: nextUpdateId() }, id);
  expect(await readClient(salon.ctx, id)).toBeNull();
  expect(await all(salon.ctx, 'clients')).toHaveLength(1);
  expect(JSON.stringify(await all(salon.ctx, 'clients'))).not.toMatch(/тайна|причина/);
});

it('whoever never booked leaves nothing behind, the rows linked to them included', async () => {
  await walkIn({ name: 'Мария из зала', phone: '+79167778899' });
  const { id } = await newClient(salon.ctx);
  await saveContact(salon.ctx, cause(), { clientId: id, phone: '+79167778899', phoneIsProven: true });
  expect(await all(salon.ctx, 'clients')).toHaveLength(2);
  await eraseClient(salon.ctx, { updateId: nextUpdateId() }, id);
  expect(await all(salon.ctx, 'clients')).toEqual([]);
});
