import { furnishTenant } from '../../src/commands/furnish-tenant.js';
import { openClient } from '../../src/commands/open-client.js';
import { readCatalogue } from '../../src/commands/read-catalogue.js';
import { readService } from '../../src/commands/read-service.js';
import { readSettings } from '../../src/commands/read-settings.js';
import { readSalonInfo } from '../../src/commands/salon-info.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { templates } from '../../src/domain/templates.js';
import {
  add,
  all,
  buildSalon,
  change,
  daily,
  haircut,
  throughPool,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

const manicure = {
  name: 'Маникюр',
  description: 'С покрытием',
  category: 'Ногти',
  priceMinor: 200_050,
  durationMinutes: 90,
  bufferAfterMinutes: 10,
};
let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const twoMasters = (): Promise<Salon> =>
  buildSalon(test.database, {
    services: [haircut, manicure],
    staff: [
      { name: 'Анна', about: 'Стилист' },
      { name: 'Борис', services: ['Стрижка'] },
    ],
  });

describe('readCatalogue', () => {
  it("lists services in the owner's order with how many masters offer them", async () => {
    const { ctx, services } = await twoMasters();
    expect((await readCatalogue(ctx)).services).toEqual([
      {
        ...haircut,
        id: services[0],
        description: null,
        category: null,
        currency: 'RUB',
        staffCount: 2,
        hasPhoto: false,
      },
      {
        id: services[1],
        name: 'Маникюр',
        description: 'С покрытием',
        category: 'Ногти',
        priceMinor: 200_050,
        currency: 'RUB',
        durationMinutes: 90,
        staffCount: 1,
        hasPhoto: false,
      },
    ]);
    await change(ctx, 'services', { id: services[0] }, { position: 9 });
    expect((await readCatalogue(ctx)).services.map(({ name }) => name)).toEqual(['Маникюр', 'Стрижка']);
  });

  it('leaves out what nobody can book', async () => {
    const { ctx, services, staff } = await twoMasters();
    await change(ctx, 'staff', { id: staff[0] }, { active: false });
    expect((await readCatalogue(ctx)).services).toMatchObject([{ name: 'Стрижка', staffCount: 1 }]);
    expect(await readService(ctx, services[1] ?? 0)).toBeNull();
    await change(ctx, 'services', { id: services[0] }, { active: false });
    expect((await readCatalogue(ctx)).services).toEqual([]);
    expect(await readService(ctx, services[0] ?? 0)).toBeNull();
  });
});

describe('readCatalogue with the version that was read with the client', () => {
  const list = async (ctx: TenantContext) => {
    const client = await openClient(ctx, { telegramId: 1, languageCode: 'ru' });
    return readCatalogue(ctx, client.catalogueVersion);
  };

  it('reads nothing until something changes, in whichever process, and then reads it anew', async () => {
    const salon = await twoMasters();
    const [here, there] = [salon.ctx, throughPool(salon, test.database)];
    const [serviceId = 0, otherId = 0] = salon.services;
    const changes: readonly (() => Promise<unknown>)[] = [
      () => change(there, 'services', { id: serviceId }, { name: 'Каре' }),
      () => change(there, 'staff', { id: salon.staff[1] }, { active: false }),
      () => change(there, 'staff_services', { service_id: otherId }, { service_id: otherId, price_minor: 1 }),
      () =>
        there.db.transact((tx) => tx.rows(tx.sql('staff_services').where({ service_id: otherId }).delete())),
      () => add(there, 'staff_services', { service_id: otherId, staff_id: salon.staff[0] }),
    ];
    let known = await list(here);
    for (const happen of changes) {
      expect(await list(here)).toBe(known);
      await happen();
      const now = await list(here);
      expect(now).not.toBe(known);
      expect(now).toEqual(await readCatalogue(here));
      known = now;
    }
  });

  it('is not taken in by other tables with as many changes, such as those of a backup', async () => {
    const [one, other] = await Promise.all([twoMasters(), twoMasters()]);
    const versions = await Promise.all(
      [one, other].map(async ({ ctx }) => (await openClient(ctx, { telegramId: 1 })).catalogueVersion),
    );
    expect(new Set(versions.map((version) => version.split(':')[1])).size).toBe(1);
    expect(new Set(versions).size).toBe(2);
  });
});

describe('readService', () => {
  it("gives each master's own price and duration", async () => {
    const { ctx, services, staff } = await twoMasters();
    const [serviceId = 0] = services;
    await change(
      ctx,
      'staff_services',
      { staff_id: staff[1], service_id: serviceId },
      { price_minor: 90_000, duration_minutes: 45 },
    );
    const details = await readService(ctx, serviceId);
    expect(details?.service).toMatchObject({ name: 'Стрижка', priceMinor: 150_000, staffCount: 2 });
    expect(details?.staff).toEqual([
      { id: staff[0], name: 'Анна', about: 'Стилист', priceMinor: 150_000, durationMinutes: 60 },
      { id: staff[1], name: 'Борис', about: null, priceMinor: 90_000, durationMinutes: 45 },
    ]);
  });

  it.each([Number.NaN, -1, 0, 1.5, 2 ** 31, 2 ** 53, Infinity, 4711])('knows no service %p', async (id) => {
    const { ctx } = await twoMasters();
    expect(await readService(ctx, id)).toBeNull();
  });
});

describe('readSettings', () => {
  const read = ({ ctx }: Salon) => ctx.db.read((tx) => readSettings(tx, ctx));

  it("starts with the registry's values and lets the owner's later ones win", async () => {
    const salon = await buildSalon(test.database, { settings: { maxActiveBookings: 5, horizonDays: 30 } });
    expect(await read(salon)).toMatchObject({ maxActiveBookings: 5, horizonDays: 30, address: null });
    await add(
      salon.ctx,
      'settings',
      { key: 'maxActiveBookings', value: '1' },
      { key: 'address', value: '"Тверская, 1"' },
      { key: 'reminderMinutes', value: '[60]' },
      { key: 'ofAnotherVersion', value: '{"a":1}' },
    );
    expect(await read(salon)).toEqual({
      ...salon.ctx.settings,
      maxActiveBookings: 1,
      address: 'Тверская, 1',
      reminderMinutes: [60],
    });
    expect(salon.logged).toEqual([]);
  });

  it.each([
    ['slotGridMinutes', '0'],
    ['slotGridMinutes', '7.5'],
    ['horizonDays', '"90"'],
    ['minNoticeMinutes', '-1'],
    ['maxActiveBookings', 'null'],
    ['reminderMinutes', '[60, "x"]'],
    ['phone', '{"a": 1}'],
  ])('does not believe %s = %s, and says so once', async (key, value) => {
    const salon = await buildSalon(test.database);
    await add(salon.ctx, 'settings', { key, value });
    expect(await read(salon)).toEqual(salon.ctx.settings);
    await read(salon);
    expect(salon.logged).toHaveLength(1);
    expect(salon.logged[0]).toContain(key);
  });
});

describe('readSalonInfo', () => {
  it("tells name, address, phone, zone and the salon's hours, not a master's", async () => {
    const { ctx } = await buildSalon(test.database, {
      hours: [
        { weekday: 2, startMinute: 600, endMinute: 1200 },
        { weekday: 1, startMinute: 900, endMinute: 1200 },
        { weekday: 1, startMinute: 540, endMinute: 780 },
      ],
      staff: [{ name: 'Анна', hours: daily(0, 60) }],
      settings: {
        address: 'Тверская, 1',
        phone: '+74951234567',
        location: { latitude: 55.76, longitude: 37.61 },
        faq: 'Парковка во дворе.',
      },
    });
    expect(await readSalonInfo(ctx)).toEqual({
      name: 'Салон Анна',
      address: 'Тверская, 1',
      phone: '+74951234567',
      location: { latitude: 55.76, longitude: 37.61 },
      faq: 'Парковка во дворе.',
      zone: 'Europe/Moscow',
      hours: [
        { weekday: 1, startMinute: 540, endMinute: 780 },
        { weekday: 1, startMinute: 900, endMinute: 1200 },
        { weekday: 2, startMinute: 600, endMinute: 1200 },
      ],
    });
  });
});

describe('furnishTenant', () => {
  it.each(Object.entries(templates))(
    'fills an empty tenant with the %s template once',
    async (_, template) => {
      const { ctx } = await buildSalon(test.database, { services: [], staff: [], hours: [] });
      const blueprint = template('ru');
      expect(await furnishTenant(ctx, blueprint)).toBe(true);
      expect(await furnishTenant(ctx, blueprint)).toBe(false);
      const { services } = await readCatalogue(ctx);
      expect(services.map(({ name }) => name)).toEqual(blueprint.services.map(({ name }) => name));
      expect(new Set(services.map(({ currency }) => currency))).toEqual(new Set(['RUB']));
      expect((await readSalonInfo(ctx)).hours).toHaveLength(blueprint.hours.length);
      expect(await all(ctx, 'breaks')).toHaveLength(blueprint.breaks.length);
    },
  );

  it('fills it once when two processes start it together', async () => {
    const { ctx } = await buildSalon(test.database, { services: [], staff: [], hours: [] });
    const blueprint = { services: [haircut], staff: [{ name: 'Анна' }], hours: [], breaks: [] };
    const done = await Promise.all(Array.from({ length: 8 }, () => furnishTenant(ctx, blueprint)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await all(ctx, 'staff')).toHaveLength(1);
  });

  it('leaves a tenant alone that has only a service or only a master, also inactive ones', async () => {
    const { ctx } = await buildSalon(test.database, { staff: [] });
    await change(ctx, 'services', {}, { active: false });
    const blueprint = { services: [manicure], staff: [{ name: 'Анна' }], hours: [], breaks: [] };
    expect(await furnishTenant(ctx, blueprint)).toBe(false);
    const other = await buildSalon(test.database, { services: [] });
    expect(await furnishTenant(other.ctx, blueprint)).toBe(false);
  });

  it('writes nothing of a blueprint that contradicts itself', async () => {
    const { ctx } = await buildSalon(test.database, { services: [], staff: [], hours: [] });
    const staff = [{ name: 'Анна', services: ['Маникюр'] }];
    const furnishing = furnishTenant(ctx, { services: [haircut], staff, hours: [], breaks: [] });
    await expect(furnishing).rejects.toMatchObject({ code: 'invalid_blueprint' });
    expect(await all(ctx, 'services')).toEqual([]);
  });
});
