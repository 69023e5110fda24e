import { bookSlot } from '../../src/commands/book-slot.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { listEntries, readEntryCard, type EntryChange } from '../../src/commands/desk/catalogue-kind.js';
import { editEntry } from '../../src/commands/desk/edit-entry.js';
import { moveEntry } from '../../src/commands/desk/move-entry.js';
import { categoriesOf, services } from '../../src/commands/desk/services.js';
import { readCatalogue } from '../../src/commands/read-catalogue.js';
import { readPhoto } from '../../src/commands/read-photo.js';
import { readService } from '../../src/commands/read-service.js';
import type { serviceFields } from '../../src/domain/catalogue-fields.js';
import {
  all,
  buildSalon,
  change,
  daily,
  haircut,
  newClient,
  nextPersonId,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
let salon: Salon;
const by: Admin = { telegramId: nextPersonId(), role: 'owner', staffId: null, name: 'Анна' };

beforeAll(async () => {
  test = await testDatabase({ poolSize: 8 });
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database, {
    services: [haircut, { ...haircut, name: 'Укладка' }, { ...haircut, name: 'Брови', category: 'Лицо' }],
    staff: [{ name: 'Анна' }, { name: 'Борис' }],
  });
});

interface AuditRow {
  readonly action: string;
  readonly actor: string;
  readonly subject_id: string | null;
  readonly old: unknown;
  readonly new: unknown;
}

const cause = () => ({ updateId: nextUpdateId() });
const auditLog = () => all<AuditRow>(salon.ctx, 'audit_log');
const serviceId = (index = 0) => salon.services[index] ?? 0;
const find = async (id = serviceId()) => {
  const card = await readEntryCard(salon.ctx, services, id);
  if (card === null) throw new Error('no such service');
  return card;
};
const names = async () => (await readCatalogue(salon.ctx)).services.map(({ name }) => name);

async function edit(values: EntryChange<typeof serviceFields>, id = serviceId()) {
  const { version } = (await find(id)).entry;
  return editEntry(salon.ctx, by, cause(), services, { id, expectedVersion: version, values });
}

async function book(time: string, id = serviceId(), staffId: number | null = null) {
  const { id: clientId } = await newClient(salon.ctx);
  return bookSlot(salon.ctx, cause(), { clientId, serviceId: id, staffId, start: salon.at(time) });
}

describe('editing a service', () => {
  it.each([
    { name: 'Стрижка бороды' },
    { description: 'С мытьём' },
    { description: null },
    { category: 'Волосы' },
    { priceMinor: 0 },
    { priceMinor: 200_050 },
    { durationMinutes: 45 },
    { bufferBeforeMinutes: 10 },
    { bufferAfterMinutes: 240 },
    { photoFileId: 'AgAC123' },
  ])('saves %p with old and new in the audit log', async (values) => {
    await change(salon.ctx, 'services', { id: serviceId() }, { description: 'Было' });
    const before = (await find()).entry;
    expect(await edit(values)).toEqual({ outcome: 'saved', keptVisits: null });
    expect((await find()).entry).toEqual({ ...before, ...values, version: before.version + 1 });
    const [key = ''] = Object.keys(values);
    const old = { [key]: before[key as keyof typeof before] };
    expect(await auditLog()).toMatchObject([
      {
        ...{ action: 'service.edit', actor: `admin:${by.telegramId}`, subject_id: String(serviceId()) },
        ...{ old, new: values },
      },
    ]);
  });

  it.each([
    { name: '' },
    { name: ' Стрижка' },
    { name: 'я'.repeat(81) },
    { description: 'я'.repeat(1001) },
    { category: 'я'.repeat(41) },
    { priceMinor: -1 },
    { priceMinor: 10_000_000_001 },
    { priceMinor: 0.5 },
    { durationMinutes: 4 },
    { durationMinutes: 1441 },
    { bufferBeforeMinutes: -5 },
    { bufferAfterMinutes: 241 },
    { photoFileId: 'x'.repeat(513) },
  ])('refuses %p', async (values) => {
    const before = await find();
    expect((await edit(values)).outcome).toBe('invalid');
    expect(await find()).toEqual(before);
    expect(await auditLog()).toEqual([]);
  });

  it('the same value again changes nothing and writes nothing', async () => {
    expect((await edit({ name: 'Стрижка' })).outcome).toBe('same');
    expect(await auditLog()).toEqual([]);
  });

  it('the second editor is told', async () => {
    const order = { id: serviceId(), expectedVersion: (await find()).entry.version };
    const edits = [1, 2, 3, 4].map((priceMinor) =>
      editEntry(salon.ctx, by, cause(), services, { ...order, values: { priceMinor } }),
    );
    const outcomes = (await Promise.all(edits)).map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['changed', 'changed', 'changed', 'saved']);
    expect(await auditLog()).toHaveLength(1);
  });

  it('a redelivered update changes nothing and gets the same answer', async () => {
    const order = { id: serviceId(), expectedVersion: 1, values: { priceMinor: 1 } };
    const once = cause();
    const first = await editEntry(salon.ctx, by, once, services, order);
    await edit({ priceMinor: 2 });
    expect(await editEntry(salon.ctx, by, once, services, order)).toEqual(first);
    expect((await find()).entry.priceMinor).toBe(2);
    expect(await auditLog()).toHaveLength(2);
  });

  it.each([0, -1, 999_999, 2 ** 40, 1.5])('there is no service %p', async (id) => {
    const order = { id, expectedVersion: 1, values: { priceMinor: 1 } };
    expect((await editEntry(salon.ctx, by, cause(), services, order)).outcome).toBe('not_found');
    expect(await readEntryCard(salon.ctx, services, id)).toBeNull();
    expect(await readPhoto(salon.ctx, 'service', id)).toBeNull();
  });

  it('what is booked keeps its price and its length', async () => {
    await book('2026-03-03T10:00');
    await edit({ priceMinor: 1 });
    await edit({ durationMinutes: 15, bufferAfterMinutes: 30 });
    const [booking] = await all<{ price_minor: number; starts_at: Date; ends_at: Date; during: string }>(
      salon.ctx,
      'bookings',
    );
    expect(booking).toMatchObject({ price_minor: 150_000, ends_at: new Date(salon.at('2026-03-03T11:00')) });
    expect(await book('2026-03-03T12:00')).toMatchObject({ outcome: 'booked', booking: { priceMinor: 1 } });
  });

  it('a photo is shown to clients as long as the service is', async () => {
    expect((await readService(salon.ctx, serviceId()))?.service.hasPhoto).toBe(false);
    await edit({ photoFileId: 'AgAC123' });
    expect((await readService(salon.ctx, serviceId()))?.service.hasPhoto).toBe(true);
    expect(await readPhoto(salon.ctx, 'service', serviceId())).toBe('AgAC123');
    await edit({ active: false });
    expect(await readPhoto(salon.ctx, 'service', serviceId())).toBeNull();
  });
});

describe('hiding', () => {
  it('keeps the visits, says how many, and can be undone', async () => {
    await book('2026-03-03T10:00');
    await book('2026-03-04T10:00');
    await change(salon.ctx, 'bookings', { id: 1 }, { status: 'cancelled', cancelled_by: 'client' });
    expect((await find()).visits).toEqual({ upcoming: 1, all: 2 });
    expect(await edit({ active: false })).toEqual({ outcome: 'saved', keptVisits: 1 });
    expect(await names()).toEqual(['Укладка', 'Брови']);
    expect(await book('2026-03-05T10:00')).toMatchObject({ outcome: 'not_offered', reason: 'service_gone' });
    const statuses = (await all<{ status: string }>(salon.ctx, 'bookings')).map(({ status }) => status);
    expect(statuses.sort()).toEqual(['booked', 'cancelled']);
    expect(await edit({ active: true })).toEqual({ outcome: 'saved', keptVisits: null });
    expect(await names()).toEqual(['Стрижка', 'Укладка', 'Брови']);
    expect((await auditLog()).map(({ action }) => action)).toEqual(['service.hide', 'service.restore']);
  });

  it('while clients are booking: each gets the visit or hears that the service is gone, 15 times', async () => {
    let gone = 0;
    for (let round = 0; round < 15; round++) {
      salon = await buildSalon(test.database, { hours: daily(0, 24 * 60) });
      const clients = await Promise.all([0, 1, 2, 3].map(() => newClient(salon.ctx)));
      const bookThree = async (clientId: number, index: number) => {
        const results: string[] = [];
        for (const day of [3, 4, 5]) {
          const start = salon.at(`2026-03-0${day}T1${index}:00`);
          const order = { clientId, serviceId: serviceId(), staffId: null, start };
          const result = await bookSlot(salon.ctx, cause(), order);
          results.push(result.outcome === 'not_offered' ? result.reason : result.outcome);
        }
        return results;
      };
      const [hidden, ...results] = await Promise.all([
        edit({ active: false }),
        ...clients.map(({ id }, index) => bookThree(id, index)),
      ]);
      expect(hidden.outcome).toBe('saved');
      // Once it is gone, it is gone.
      for (const answers of results) expect(answers.join(' ')).toMatch(/^(booked ?)*(service_gone ?)*$/);
      const won = results.flat().filter((answer) => answer === 'booked').length;
      gone += results.flat().length - won;
      expect(hidden.keptVisits).toBeLessThanOrEqual(won);
      expect((await find()).visits).toEqual({ upcoming: won, all: won });
      expect(await book('2026-03-09T10:00')).toMatchObject({ reason: 'service_gone' });
    }
    expect(gone).toBeGreaterThan(0);
  });

  it('counts a visit that is being committed at that moment', async () => {
    const { id: client_id } = await newClient(salon.ctx);
    const [start, end] = [new Date(salon.at('2026-03-03T10:00')), new Date(salon.at('2026-03-03T11:00'))];
    const { version } = (await find()).entry;
    const { hiding } = await salon.ctx.db.transact(async (tx) => {
      await tx.rows(
        tx.sql('bookings').insert({
          ...{ client_id, service_id: serviceId(), staff_id: salon.staff[0], starts_at: start, ends_at: end },
          during: tx.sql.raw('tstzrange(?, ?)', [start, end]),
          ...{ price_minor: 1, currency: 'RUB', contact_name: 'Вера', contact_phone: '+79161234567' },
        }),
      );
      const order = { id: serviceId(), expectedVersion: version, values: { active: false } };
      const hide = { isOver: false };
      const begun = editEntry(salon.ctx, by, cause(), services, order).finally(() => {
        hide.isOver = true;
      });
      // The booking is committed only when the hiding waits for it.
      for (let waiting = 0; waiting === 0 && !hide.isOver;) {
        const [row] = await tx.rows<{ count: number }>(
          tx.sql.raw(
            `select count(*)::int as count from pg_locks
             where not granted and locktype = 'transactionid' and transactionid = pg_current_xact_id()::xid`,
          ),
        );
        waiting = row?.count ?? 0;
      }
      return { hiding: begun };
    });
    expect(await hiding).toEqual({ outcome: 'saved', keptVisits: 1 });
  });
});

describe('the order', () => {
  it('is the one clients see', async () => {
    const id = serviceId(2);
    expect(await moveEntry(salon.ctx, by, cause(), services, { id, move: 'up' })).toEqual({
      outcome: 'moved',
    });
    expect(await names()).toEqual(['Стрижка', 'Брови', 'Укладка']);
    const once = cause();
    await moveEntry(salon.ctx, by, once, services, { id, move: 'top' });
    await moveEntry(salon.ctx, by, once, services, { id, move: 'top' });
    expect(await names()).toEqual(['Брови', 'Стрижка', 'Укладка']);
    const atTop = await moveEntry(salon.ctx, by, cause(), services, { id, move: 'up' });
    expect(atTop).toEqual({ outcome: 'at_end' });
    await moveEntry(salon.ctx, by, cause(), services, { id, move: 'down' });
    expect(await names()).toEqual(['Стрижка', 'Брови', 'Укладка']);
    expect(await auditLog()).toMatchObject([
      { action: 'service.move', old: { place: 3 }, new: { place: 2 } },
      { old: { place: 2 }, new: { place: 1 } },
      { old: { place: 1 }, new: { place: 2 } },
    ]);
  });

  it('stays one order when many move at once', async () => {
    const moves = [0, 1, 2, 0, 1, 2].map((index) =>
      moveEntry(salon.ctx, by, cause(), services, { id: serviceId(index), move: 'top' }),
    );
    await Promise.all(moves);
    expect((await names()).toSorted()).toEqual(['Брови', 'Стрижка', 'Укладка']);
    const positions = (await all<{ position: number }>(salon.ctx, 'services')).map(
      ({ position }) => position,
    );
    expect(positions.toSorted()).toEqual([1, 2, 3]);
  });

  it('categories are those in use', async () => {
    expect(categoriesOf(await listEntries(salon.ctx, services))).toEqual([
      { name: 'Лицо', anchor: serviceId(2) },
    ]);
  });
});
