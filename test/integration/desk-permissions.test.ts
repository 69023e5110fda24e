import { z } from 'zod';
import { openDesk } from '../../src/bot/admin/home/data.js';
import { questions } from '../../src/bot/admin/questions.js';
import { deskRoutes } from '../../src/bot/admin/routes.js';
import { addAdmin } from '../../src/commands/desk/add-admin.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { removeAdmin } from '../../src/commands/desk/change-role.js';
import { bookSlot } from '../../src/commands/book-slot.js';
import { saveConversation } from '../../src/commands/conversation.js';
import { lockDesk, setPin } from '../../src/commands/desk/pin.js';
import { may, type Permission, type Role } from '../../src/domain/permissions.js';
import { textsFor } from '../../src/i18n/texts.js';
import { openWorkshop, type Workshop } from '../../src/reports/workshop.js';
import {
  add,
  buildSalon,
  change,
  newClient,
  nextPersonId,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { contentsOf, sampleOf } from '../support/desk-walk.js';
import { isFullLength, testDice } from '../support/dice.js';
import { DirectBot, type Answered, type Guest } from '../support/direct-bot.js';

jest.setTimeout(300_000);

const texts = textsFor('ru');
/** Words that stand only in bookings of the other master. */
const foreignName = 'Чужеземцева';
const foreignPhone = '+79035550199';

let pool: TestDatabase;
let workshop: Workshop;
let salon: Salon;
let bot: DirectBot;
let registryOwner: Admin;

const cause = () => ({ updateId: nextUpdateId() });
const asGuest = ({ telegramId }: Admin): Guest => ({ id: telegramId, firstName: 'Вера' });

beforeAll(async () => {
  pool = await testDatabase();
  workshop = openWorkshop();
});
afterAll(async () => {
  await workshop.close();
  await pool.close();
});
beforeEach(async () => {
  salon = await buildSalon(pool.database, { staff: [{ name: 'Анна' }, { name: 'Мария' }] });
  registryOwner = { telegramId: nextPersonId(), role: 'owner', staffId: null, name: 'Ольга' };
  const ctx = { ...salon.ctx, workshop, owners: [registryOwner.telegramId] };
  salon = { ...salon, ctx };
  bot = new DirectBot(ctx);
  await furnish();
  await bot.press(asGuest(registryOwner), openDesk.data({}));
});

/** A booking of each master, with a review and a note: something to see and to change. */
async function furnish(): Promise<void> {
  const { ctx, staff, services } = salon;
  const [own, foreign] = [await newClient(ctx), await newClient(ctx)];
  await change(ctx, 'clients', { id: foreign.id }, { name: foreignName, phone: foreignPhone });
  for (const [index, { id: clientId }] of [own, foreign].entries()) {
    const place = { serviceId: services[0] ?? 0, staffId: staff[index] ?? 0 };
    const start = salon.at('2026-03-03T10:00');
    const { outcome } = await bookSlot(ctx, cause(), { clientId, ...place, start });
    expect(outcome).toBe('booked');
  }
  const at = new Date(ctx.clock.now());
  const visit = { booking_id: 2, client_id: foreign.id, service_id: services[0], staff_id: staff[1] };
  await add(ctx, 'reviews', { ...visit, stars: 2, body: foreignName, created_at: at, updated_at: at });
}

async function member(role: Role, staffId: number | null = null): Promise<Admin> {
  const admin: Admin = { telegramId: nextPersonId(), role, staffId, name: 'Вера' };
  await addAdmin(salon.ctx, registryOwner, cause(), admin);
  await bot.press(asGuest(admin), openDesk.data({}));
  return admin;
}

const staffMember = () => member('staff', salon.staff[0] ?? 0);

const contents = (...except: readonly string[]) => contentsOf(salon.ctx, except);

interface Walked {
  readonly permission: Permission;
  readonly data: string;
  readonly answered: Answered;
}

const dice = testDice();
/** All of them at full length, else one, another one in each walk. */
const some = <T>(samples: readonly T[]): readonly T[] =>
  isFullLength ? samples : dice.shuffled(samples).slice(0, 1);

/** Presses every button of the desk that `wanted` names; strange presses must not stop it. */
async function walk(who: Admin, wanted: (permission: Permission) => boolean): Promise<Walked[]> {
  const walked: Walked[] = [];
  for (const route of deskRoutes) {
    const { permission } = route;
    if (!wanted(permission)) continue;
    for (const data of some(route.samples())) {
      walked.push({ permission, data, answered: await bot.press(asGuest(who), data) });
    }
  }
  return walked;
}

/** As `walk`, for what is typed: every question of the desk is open in turn. */
async function answerAll(who: Admin, wanted: (permission: Permission) => boolean): Promise<Walked[]> {
  const walked: Walked[] = [];
  for (const { id, permission, args } of questions) {
    if (!wanted(permission)) continue;
    const key = { chatId: who.telegramId, userId: who.telegramId };
    const asked = { kind: 'desk', question: id, args: sampleOf(z.toJSONSchema(args, { io: 'input' })) };
    for (const typed of some(['12', 'слова'])) {
      await saveConversation(
        salon.ctx,
        { ...key, updateId: nextUpdateId() },
        { ...asked, askedBy: 0, panelId: 1, answeredBy: null },
      );
      walked.push({ permission, data: id, answered: await bot.say(asGuest(who), typed) });
    }
  }
  return walked;
}

/** What somebody without a right is told. */
const refusalOf = (permission: Permission) =>
  texts.plain('desk.not_allowed', { right: texts.plain(`desk.right.${permission}`) });
const said = ({ answered }: Walked) => answered.notice?.text ?? null;
const unique = (walked: readonly Walked[]) =>
  new Set(walked.map(({ answered }) => JSON.stringify([answered.notice, answered.text])));

function report(name: string, ...walks: readonly (readonly Walked[])[]): void {
  const count = walks.flat().length;
  const ways = new Set(walks.flat().map(({ data }) => data.split(':')[0])).size;
  process.stdout.write(
    `  ${name}: ${count} presses and answers on ${ways} routes and questions, seed ${dice.seed}\n`,
  );
}

const roleCases: [string, () => Promise<Admin>][] = [
  ['an owner of the registry', async () => registryOwner],
  ['an owner', () => member('owner')],
  ['a manager', () => member('manager')],
  ['a master', staffMember],
  ['a viewer', () => member('viewer')],
];

test('there is something to walk', () => {
  expect(deskRoutes.length).toBeGreaterThan(150);
  expect(questions.length).toBeGreaterThan(30);
  expect(new Set(deskRoutes.map(({ permission }) => permission)).size).toBeGreaterThan(15);
});

describe.each(roleCases)('%s', (name, become) => {
  test('is refused what the table does not allow: the desk is shown and nothing changes', async () => {
    const who = await become();
    const home = await bot.press(asGuest(who), openDesk.data({}));
    const before = await contents('sessions');
    const isRefused = (permission: Permission) => !may(who.role, permission);
    const pressed = await walk(who, isRefused);
    const typed = await answerAll(who, isRefused);
    for (const { permission, answered } of pressed) {
      expect([answered.notice, answered.text]).toEqual([
        { text: refusalOf(permission), alert: true },
        home.text,
      ]);
    }
    for (const { permission, answered } of typed) {
      expect(answered.text).toBe(`⚠️ ${refusalOf(permission)}\n\n${home.text}`);
    }
    expect(await contents('sessions')).toEqual(before);
    report(`${name}, refused`, pressed, typed);
  });

  test('is let in where the table allows it', async () => {
    const who = await become();
    const isAllowed = (permission: Permission) => may(who.role, permission);
    const pressed = await walk(who, isAllowed);
    const typed = await answerAll(who, isAllowed);
    const isClosed = (one: Walked) =>
      [refusalOf(one.permission), texts.plain('desk.closed')].includes(said(one) ?? '');
    expect(pressed.filter(isClosed)).toEqual([]);
    expect(pressed.length).toBeGreaterThan(30);
    expect(typed.filter(({ answered }) => answered.text === null)).toEqual([]);
    report(`${name}, let in`, pressed, typed);
  });
});

test('a viewer changes nothing but the own things, whatever is pressed or typed', async () => {
  const who = await member('viewer');
  const own = [
    'sessions',
    'operations',
    'processed_updates',
    'admin_pins',
    'admins',
    'audit_log',
    'notifications',
  ];
  const before = await contents(...own);
  await walk(who, () => true);
  await answerAll(who, () => true);
  expect(await contents(...own)).toEqual(before);
});

const ownersOnly = ['settings', 'text_overrides', 'admin_invites'];
const setUp = ['services', 'staff', 'staff_services', 'working_hours', 'breaks', 'schedule_exceptions'];

test.each([
  ['a manager', () => member('manager'), ownersOnly],
  ['a master', staffMember, [...ownersOnly, ...setUp, 'broadcasts', 'reviews']],
] as const)('%s changes nothing of what is others’ to set up', async (_, become, tables) => {
  const who = await become();
  const kept = async () => {
    const all = await contents();
    const posts = await salon.ctx.db.read((tx) =>
      tx.rows(tx.sql('admins').select('telegram_id', 'role', 'staff_id').orderBy('telegram_id')),
    );
    // That the services have changed is counted beside the settings.
    const rows = (table: string) =>
      (all[table] as string[]).filter((row) => !row.includes('"key": "catalogue"'));
    return { posts, ...Object.fromEntries(tables.map((table) => [table, rows(table)])) };
  };
  const before = await kept();
  await walk(who, () => true);
  await answerAll(who, () => true);
  expect(await kept()).toEqual(before);
});

test('a master neither sees nor changes what is another master’s', async () => {
  const who = await staffMember();
  const foreign = async () =>
    salon.ctx.db.read((tx) => tx.rows(tx.sql('bookings').where({ staff_id: salon.staff[1] })));
  const before = await foreign();
  const walked = [...(await walk(who, () => true)), ...(await answerAll(who, () => true))];
  const leaks = walked.filter(
    ({ answered }) => answered.all.includes(foreignName) || /355-?01-?99/.test(answered.all),
  );
  expect(leaks).toEqual([]);
  expect(await foreign()).toEqual(before);
  const seen = await walk(registryOwner, (permission) => permission === 'bookings.view');
  expect(seen.some(({ answered }) => answered.all.includes(foreignName))).toBe(true);
});

describe('nobody of the salon', () => {
  const cases: [string, () => Promise<Admin>][] = [
    ['a stranger', async () => ({ telegramId: nextPersonId(), role: 'viewer', staffId: null, name: 'Ева' })],
    [
      'somebody removed',
      async () => {
        const gone = await member('owner');
        const target = { telegramId: gone.telegramId, expectedVersion: await versionOf(gone) };
        expect(await removeAdmin(salon.ctx, registryOwner, cause(), target)).toEqual({ outcome: 'done' });
        return gone;
      },
    ],
    [
      'an owner the registry names no more',
      async () => {
        bot = new DirectBot({ ...salon.ctx, owners: [] });
        return registryOwner;
      },
    ],
  ];
  test.each(cases)('%s finds every button closed, and nothing behind any question', async (name, become) => {
    const who = await become();
    await bot.say(asGuest(who), '/menu');
    const before = await contents('sessions');
    const pressed = await walk(who, () => true);
    const typed = await answerAll(who, () => true);
    const menu = texts.html('menu.title', { salon: salon.ctx.name });
    const closed = { text: texts.plain('desk.closed'), alert: true };
    expect([...unique(pressed)]).toEqual([JSON.stringify([closed, menu])]);
    expect(typed.filter(({ answered }) => answered.all.includes(foreignName))).toEqual([]);
    expect(await contents('sessions')).toEqual(before);
    report(name, pressed, typed);
  });
});

async function versionOf({ telegramId }: Admin): Promise<number> {
  const [row] = await salon.ctx.db.read((tx) =>
    tx.rows<{ version: number }>(tx.sql('admins').where({ telegram_id: telegramId }).select('version')),
  );
  return row?.version ?? 0;
}

describe('a locked desk', () => {
  // The lock is looked at before the role: the widest and the narrowest stand for all.
  test.each([roleCases[0], roleCases.at(-1)].filter((one) => one !== undefined))(
    'asks %s for the PIN, whatever is pressed or typed',
    async (name, become) => {
      const who = await become();
      await setPin(salon.ctx, who, cause(), '8462');
      await lockDesk(salon.ctx, who, { updateId: nextUpdateId() });
      const before = await contents('sessions');
      const pressed = await walk(who, () => true);
      const door = [texts.html('d_pin.door'), texts.html('d_pin.enter')].join('\n\n');
      expect([...unique(pressed)]).toEqual([JSON.stringify([null, door])]);
      expect(await contents('sessions')).toEqual(before);
      const typed = (await answerAll(who, () => true)).filter(({ data }) => data !== 'pin_door');
      expect([...unique(typed)]).toEqual([JSON.stringify([null, door])]);
      // The answers to the door itself are attempts, and are counted as such; all else is as it was.
      const { admin_pins: pins, processed_updates: updates, ...rest } = await contents('sessions');
      expect(rest).toEqual(without(before, 'admin_pins', 'processed_updates'));
      expect([pins, updates]).not.toEqual([before.admin_pins, before.processed_updates]);
      report(`${name}, locked`, pressed, typed);
    },
  );
});

function without(all: Record<string, unknown>, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !keys.includes(key)));
}
