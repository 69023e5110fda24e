import type { Admin } from '../../src/commands/desk/admin.js';
import {
  asksForTemplate,
  canChooseTemplate,
  chooseTemplate,
  startEmpty,
} from '../../src/commands/desk/choose-template.js';
import {
  createService,
  draftService,
  mostServices,
  readServiceDraft,
} from '../../src/commands/desk/create-service.js';
import { listEntries } from '../../src/commands/desk/catalogue-kind.js';
import { services } from '../../src/commands/desk/services.js';
import { readCatalogue } from '../../src/commands/read-catalogue.js';
import {
  add,
  all,
  buildSalon,
  change,
  haircut,
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

describe('a new service', () => {
  it('is last, offered by everybody who works here, and seen by clients at once', async () => {
    await change(salon.ctx, 'staff', { id: salon.staff[1] }, { active: false });
    const draftId = await draftService(salon.ctx, by, cause(), 'Массаж');
    expect(await readServiceDraft(salon.ctx, by, draftId)).toBe('Массаж');
    const order = { draftId, durationMinutes: 90, priceMinor: 300_000 };
    const result = await createService(salon.ctx, by, cause(), order);
    expect(result.outcome).toBe('created');
    const last = (await readCatalogue(salon.ctx)).services.at(-1);
    expect(last).toMatchObject({
      ...{ name: 'Массаж', durationMinutes: 90, priceMinor: 300_000, currency: 'RUB', staffCount: 1 },
    });
    expect(await auditLog()).toMatchObject([
      {
        action: 'service.create',
        old: null,
        new: { name: 'Массаж', durationMinutes: 90, priceMinor: 300_000 },
      },
    ]);
  });

  it('is made once from a draft, by its author only', async () => {
    const draftId = await draftService(salon.ctx, by, cause(), 'Массаж');
    const order = { draftId, durationMinutes: 90, priceMinor: 0 };
    const stranger = { ...by, telegramId: nextPersonId() };
    expect(await createService(salon.ctx, stranger, cause(), order)).toEqual({ outcome: 'gone' });
    expect(await readServiceDraft(salon.ctx, stranger, draftId)).toBeNull();
    const both = await Promise.all([1, 2].map(() => createService(salon.ctx, by, cause(), order)));
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['already', 'created']);
    expect(await listEntries(salon.ctx, services)).toHaveLength(4);
  });

  it('needs values within the limits, and an end comes some day', async () => {
    const draftId = await draftService(salon.ctx, by, cause(), 'Массаж');
    const order = { draftId, durationMinutes: 4, priceMinor: 0 };
    expect(await createService(salon.ctx, by, cause(), order)).toEqual({ outcome: 'invalid' });
    const row = { name: 'Ещё', price_minor: 1, currency: 'RUB', duration_minutes: 60 };
    await add(salon.ctx, 'services', ...Array.from({ length: mostServices - 3 }, () => row));
    expect(await createService(salon.ctx, by, cause(), { ...order, durationMinutes: 60 })).toEqual({
      outcome: 'too_many',
    });
  });
});

describe('templates', () => {
  beforeEach(async () => {
    salon = await buildSalon(test.database, { services: [], staff: [], hours: [] });
  });

  it('are asked for while the salon is empty, until somebody chooses to start so', async () => {
    expect(await asksForTemplate(salon.ctx)).toBe(true);
    await startEmpty(salon.ctx, by, cause());
    await startEmpty(salon.ctx, by, cause());
    expect(await asksForTemplate(salon.ctx)).toBe(false);
    expect(await canChooseTemplate(salon.ctx)).toBe(true);
    expect((await auditLog()).map(({ action }) => action)).toEqual(['salon.start_empty']);
  });

  it('fill the salon once, whoever presses, and leave hours that are there', async () => {
    await add(salon.ctx, 'working_hours', { weekday: 1, start_minute: 600, end_minute: 660 });
    const presses = ['barber', 'beauty'] as const;
    const done = await Promise.all(presses.map((name) => chooseTemplate(salon.ctx, by, cause(), name)));
    expect(done.map(({ outcome }) => outcome).sort()).toEqual(['furnished', 'not_empty']);
    expect((await readCatalogue(salon.ctx)).services.length).toBeGreaterThan(3);
    expect(await all(salon.ctx, 'working_hours')).toHaveLength(1);
    expect(await auditLog()).toMatchObject([{ action: 'salon.template', new: { staff: 1 } }]);
    expect(await asksForTemplate(salon.ctx)).toBe(false);
  });
});
