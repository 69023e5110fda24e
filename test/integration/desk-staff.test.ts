import { bookSlot } from '../../src/commands/book-slot.js';
import { addAdmin } from '../../src/commands/desk/add-admin.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import {
  changeAllOffers,
  changeOffer,
  changeTerms,
  type TermsOrder,
} from '../../src/commands/desk/change-offer.js';
import { listEntries, readEntryCard, type EntryChange } from '../../src/commands/desk/catalogue-kind.js';
import { createMaster, mostMasters } from '../../src/commands/desk/create-master.js';
import { editEntry } from '../../src/commands/desk/edit-entry.js';
import { masters, readMasterOffers } from '../../src/commands/desk/masters.js';
import { moveEntry } from '../../src/commands/desk/move-entry.js';
import { readCatalogue } from '../../src/commands/read-catalogue.js';
import { readMaster } from '../../src/commands/read-master.js';
import { readPhoto } from '../../src/commands/read-photo.js';
import { readService } from '../../src/commands/read-service.js';
import type { masterFields } from '../../src/domain/catalogue-fields.js';
import {
  add,
  all,
  buildSalon,
  haircut,
  newClient,
  nextPersonId,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
let salon: Salon;
const by: Admin = { telegramId: nextPersonId(), role: 'manager', staffId: null, name: 'Вера' };

beforeAll(async () => {
  test = await testDatabase({ poolSize: 8 });
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database, {
    services: [haircut, { ...haircut, name: 'Укладка' }, { ...haircut, name: 'Брови' }],
    staff: [{ name: 'Анна' }, { name: 'Борис', services: ['Стрижка'] }],
  });
});

const cause = () => ({ updateId: nextUpdateId() });
const auditLog = () => all<{ action: string; old: unknown; new: unknown }>(salon.ctx, 'audit_log');
const staffId = (index = 0) => salon.staff[index] ?? 0;
const serviceId = (index = 0) => salon.services[index] ?? 0;
const find = async (id = staffId()) => {
  const card = await readEntryCard(salon.ctx, masters, id);
  if (card === null) throw new Error('no such master');
  return card;
};
const offered = async (id = staffId()) =>
  ((await readMasterOffers(salon.ctx, id))?.offers ?? [])
    .filter(({ isOffered }) => isOffered)
    .map(({ name }) => name);
const mastersOf = async (id = serviceId()) =>
  ((await readService(salon.ctx, id))?.staff ?? []).map(({ name }) => name);

async function edit(values: EntryChange<typeof masterFields>, id = staffId()) {
  const { version } = (await find(id)).entry;
  return editEntry(salon.ctx, by, cause(), masters, { id, expectedVersion: version, values });
}

async function setTerms(terms: TermsOrder['terms'], service = serviceId(), id = staffId()) {
  const { version } = (await find(id)).entry;
  const order = { staffId: id, serviceId: service, expectedVersion: version, terms };
  return changeTerms(salon.ctx, by, cause(), order);
}

async function book(time: string, master: number | null) {
  const { id: clientId } = await newClient(salon.ctx);
  const order = { clientId, serviceId: serviceId(), staffId: master, start: salon.at(time) };
  return bookSlot(salon.ctx, cause(), order);
}

describe('a master', () => {
  it('is taken on last, and seen by clients with the first service', async () => {
    const result = await createMaster(salon.ctx, by, cause(), 'Вера');
    if (result.outcome !== 'created') throw new Error(result.outcome);
    expect((await listEntries(salon.ctx, masters)).map(({ name }) => name)).toEqual([
      'Анна',
      'Борис',
      'Вера',
    ]);
    expect(await mastersOf()).toEqual(['Анна', 'Борис']);
    const offer = { staffId: result.staffId, serviceId: serviceId(), isOffered: true };
    expect((await changeOffer(salon.ctx, by, cause(), offer)).outcome).toBe('saved');
    expect(await mastersOf()).toEqual(['Анна', 'Борис', 'Вера']);
    expect(await book('2026-03-03T10:00', result.staffId)).toMatchObject({ outcome: 'booked' });
    expect((await auditLog()).map(({ action }) => action)).toEqual(['staff.create', 'staff.offer']);
  });

  it('is taken on once for one update; names have limits, and so has the salon', async () => {
    const once = cause();
    const [first, again] = [
      await createMaster(salon.ctx, by, once, 'Вера'),
      await createMaster(salon.ctx, by, once, 'Вера'),
    ];
    expect(again).toEqual(first);
    expect(await listEntries(salon.ctx, masters)).toHaveLength(3);
    for (const name of ['', 'я', ' Вера', 'я'.repeat(61)]) {
      expect(await createMaster(salon.ctx, by, cause(), name)).toEqual({ outcome: 'invalid' });
    }
    await add(salon.ctx, 'staff', ...Array.from({ length: mostMasters - 3 }, () => ({ name: 'Ещё' })));
    expect(await createMaster(salon.ctx, by, cause(), 'Лишняя')).toEqual({ outcome: 'too_many' });
  });

  it.each([{ name: 'Аня' }, { about: 'Стилист' }, { photoFileId: 'AgAC1' }])(
    'is changed: %p, with old and new in the audit log',
    async (values) => {
      const before = (await find()).entry;
      expect((await edit(values)).outcome).toBe('saved');
      expect((await find()).entry).toEqual({ ...before, ...values, version: before.version + 1 });
      const [key = ''] = Object.keys(values);
      const old = { [key]: before[key as keyof typeof before] };
      expect(await auditLog()).toMatchObject([{ action: 'staff.edit', old, new: values }]);
    },
  );

  it.each([
    { name: '' },
    { name: 'я'.repeat(61) },
    { about: 'я'.repeat(501) },
    { photoFileId: 'x'.repeat(513) },
  ])('is not changed to %p', async (values) => {
    expect((await edit(values)).outcome).toBe('invalid');
    expect(await auditLog()).toEqual([]);
  });

  it('the second editor is told, and a redelivered update changes nothing', async () => {
    const order = { id: staffId(), expectedVersion: 1, values: { name: 'Аня' } };
    const once = cause();
    expect((await editEntry(salon.ctx, by, once, masters, order)).outcome).toBe('saved');
    expect(
      (await editEntry(salon.ctx, by, cause(), masters, { ...order, values: { name: 'Яна' } })).outcome,
    ).toBe('changed');
    await edit({ name: 'Ольга' });
    expect((await editEntry(salon.ctx, by, once, masters, order)).outcome).toBe('saved');
    expect((await find()).entry.name).toBe('Ольга');
  });

  it('who takes no more bookings keeps the visits and can come back', async () => {
    await book('2026-03-03T10:00', staffId());
    expect(await edit({ active: false })).toEqual({ outcome: 'saved', keptVisits: 1 });
    expect(await mastersOf()).toEqual(['Борис']);
    expect((await readCatalogue(salon.ctx)).services.map(({ name }) => name)).toEqual(['Стрижка']);
    expect(await book('2026-03-04T10:00', staffId())).toMatchObject({ reason: 'staff_gone' });
    expect(await book('2026-03-04T10:00', null)).toMatchObject({ booking: { staffId: staffId(1) } });
    expect((await find()).visits).toEqual({ upcoming: 1, all: 1 });
    await edit({ active: true });
    expect(await mastersOf()).toEqual(['Анна', 'Борис']);
    expect((await auditLog()).map(({ action }) => action)).toEqual(['staff.hide', 'staff.restore']);
  });

  it('has a place in the order, a photo for clients, and an account', async () => {
    await moveEntry(salon.ctx, by, cause(), masters, { id: staffId(1), move: 'top' });
    expect(await mastersOf()).toEqual(['Борис', 'Анна']);
    expect((await readMaster(salon.ctx, staffId()))?.master.hasPhoto).toBe(false);
    await edit({ photoFileId: 'AgAC1' });
    expect((await readMaster(salon.ctx, staffId()))?.master.hasPhoto).toBe(true);
    expect(await readPhoto(salon.ctx, 'staff', staffId())).toBe('AgAC1');
    const member = { telegramId: nextPersonId(), name: 'Аня', role: 'staff' as const, staffId: staffId() };
    await addAdmin(salon.ctx, by, cause(), member);
    expect((await find()).entry.people).toEqual(['Аня']);
    await add(salon.ctx, 'working_hours', {
      staff_id: staffId(),
      weekday: 1,
      start_minute: 0,
      end_minute: 60,
    });
    expect((await find()).entry.hasOwnHours).toBe(true);
    expect((await find(staffId(1))).entry).toMatchObject({ people: [], hasOwnHours: false });
  });

  it.each([0, -1, 999_999, 2 ** 40, 1.5])('there is no master %p', async (id) => {
    const order = { id, expectedVersion: 1, values: { name: 'Аня' } };
    expect((await editEntry(salon.ctx, by, cause(), masters, order)).outcome).toBe('not_found');
    expect((await moveEntry(salon.ctx, by, cause(), masters, { id, move: 'up' })).outcome).toBe('not_found');
    const offer = { staffId: id, serviceId: serviceId(), isOffered: true };
    expect((await changeOffer(salon.ctx, by, cause(), offer)).outcome).toBe('not_found');
    expect((await changeAllOffers(salon.ctx, by, cause(), offer)).outcome).toBe('not_found');
    expect(await readMasterOffers(salon.ctx, id)).toBeNull();
  });
});

describe('what a master does', () => {
  it('is switched on and off, one by one and all at once', async () => {
    const master = staffId(1);
    const offer = { staffId: master, serviceId: serviceId(2), isOffered: true };
    expect((await changeOffer(salon.ctx, by, cause(), offer)).outcome).toBe('saved');
    expect((await changeOffer(salon.ctx, by, cause(), offer)).outcome).toBe('same');
    expect(await offered(master)).toEqual(['Стрижка', 'Брови']);
    await changeAllOffers(salon.ctx, by, cause(), { staffId: master, isOffered: true });
    expect(await offered(master)).toEqual(['Стрижка', 'Укладка', 'Брови']);
    await changeOffer(salon.ctx, by, cause(), { ...offer, isOffered: false });
    expect(await offered(master)).toEqual(['Стрижка', 'Укладка']);
    await changeAllOffers(salon.ctx, by, cause(), { staffId: master, isOffered: false });
    expect(await offered(master)).toEqual([]);
    expect(await mastersOf()).toEqual(['Анна']);
    expect((await auditLog()).map(({ action }) => action)).toEqual([
      ...['staff.offer', 'staff.services', 'staff.offer', 'staff.services'],
    ]);
  });

  it('all at once leaves own prices alone', async () => {
    await setTerms({ priceMinor: 5 }, serviceId(), staffId(1));
    await changeAllOffers(salon.ctx, by, cause(), { staffId: staffId(1), isOffered: true });
    const details = await readService(salon.ctx, serviceId());
    expect(details?.staff).toMatchObject([{ priceMinor: 150_000 }, { priceMinor: 5 }]);
  });

  it('may have an own price and an own length, which clients get', async () => {
    await book('2026-03-03T10:00', staffId());
    expect((await setTerms({ priceMinor: 200_000 })).outcome).toBe('saved');
    expect((await setTerms({ durationMinutes: 90 })).outcome).toBe('saved');
    expect((await setTerms({ durationMinutes: 90 })).outcome).toBe('same');
    expect((await readService(salon.ctx, serviceId()))?.staff).toMatchObject([
      { name: 'Анна', priceMinor: 200_000, durationMinutes: 90 },
      { name: 'Борис', priceMinor: 150_000, durationMinutes: 60 },
    ]);
    expect(await book('2026-03-03T12:00', staffId())).toMatchObject({
      booking: { priceMinor: 200_000, endsAt: salon.at('2026-03-03T13:30') },
    });
    const [first] = await all<{ price_minor: number }>(salon.ctx, 'bookings');
    expect(first?.price_minor).toBe(150_000);
    await setTerms({ priceMinor: null });
    expect((await readService(salon.ctx, serviceId()))?.staff[0]).toMatchObject({
      ...{ priceMinor: 150_000, durationMinutes: 90 },
    });
    expect(await auditLog()).toMatchObject([
      {
        action: 'staff.offer',
        old: { priceMinor: null },
        new: { priceMinor: 200_000, durationMinutes: null },
      },
      { old: { durationMinutes: null }, new: { priceMinor: 200_000, durationMinutes: 90 } },
      { old: { priceMinor: 200_000 }, new: { priceMinor: null, durationMinutes: 90 } },
    ]);
  });

  it('own terms have limits, and need the service', async () => {
    for (const terms of [
      { priceMinor: -1 },
      { priceMinor: 1e11 },
      { durationMinutes: 4 },
      { durationMinutes: 1441 },
    ]) {
      expect((await setTerms(terms)).outcome).toBe('invalid');
    }
    expect((await setTerms({ priceMinor: 1 }, serviceId(2), staffId(1))).outcome).toBe('not_found');
    const stale = {
      staffId: staffId(),
      serviceId: serviceId(),
      expectedVersion: 7,
      terms: { priceMinor: 1 },
    };
    expect((await changeTerms(salon.ctx, by, cause(), stale)).outcome).toBe('changed');
    expect(await auditLog()).toEqual([]);
  });

  it('switched by many at once, ends as one of them said', async () => {
    const switches = Array.from({ length: 12 }, (_, index) =>
      changeOffer(salon.ctx, by, cause(), {
        ...{ staffId: staffId(1), serviceId: serviceId(1), isOffered: index % 2 === 0 },
      }),
    );
    for (const { outcome } of await Promise.all(switches)) expect(['saved', 'same']).toContain(outcome);
    expect((await offered(staffId(1))).filter((name) => name === 'Укладка').length).toBeLessThanOrEqual(1);
    const saved = (await auditLog()).length;
    expect((await find(staffId(1))).entry.version).toBe(1 + saved);
  });
});
