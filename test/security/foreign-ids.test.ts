import { z } from 'zod';
import { openBooking } from '../../src/bot/admin/bookings/data.js';
import { openDesk } from '../../src/bot/admin/home/data.js';
import { questions } from '../../src/bot/admin/questions.js';
import { deskRoutes } from '../../src/bot/admin/routes.js';
import { clientRoutes } from '../../src/bot/client/routes.js';
import { openVisit } from '../../src/bot/client/visits/data.js';
import { bookSlot } from '../../src/commands/book-slot.js';
import { readConversation, saveConversation } from '../../src/commands/conversation.js';
import { addAdmin } from '../../src/commands/desk/add-admin.js';
import { openClient } from '../../src/commands/open-client.js';
import { saveContact } from '../../src/commands/save-contact.js';
import { may } from '../../src/domain/permissions.js';
import { openWorkshop, type Workshop } from '../../src/reports/workshop.js';
import { add, buildSalon, newClient, nextPersonId, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { contentsOf, sampleOf } from '../support/desk-walk.js';
import { DirectBot, type Answered, type Guest } from '../support/direct-bot.js';
import {
  clientActions,
  countFromForeignId,
  foreignId,
  foreignRows,
  withForeignId,
} from '../support/foreign-rows.js';

/*
 * The same number for every row of somebody else – another client, another master, another salon – put into every place of
 * every button, into every open question and every deep link: nothing of theirs is shown, nothing of theirs changes.
 */

jest.setTimeout(180_000);

/** Words that stand only in rows of somebody else; lower-case, for screens may spell them another way. */
const canaries = ['чужеземцева', '035550177', '355-01-77', 'канарейка'];
const told = (answered: Answered): boolean => {
  const all = answered.all.toLowerCase();
  return canaries.some((canary) => all.includes(canary));
};

let pool: TestDatabase;
let workshop: Workshop;
beforeAll(async () => {
  pool = await testDatabase();
  workshop = openWorkshop();
});
afterAll(async () => {
  await workshop.close();
  await pool.close();
});

const cause = () => ({ updateId: nextUpdateId() });

async function salonWithForeigners(): Promise<Salon> {
  const salon = await buildSalon(pool.database, { staff: [{ name: 'Анна' }] });
  await countFromForeignId(pool.adminUrl, salon.ctx.id);
  return salon;
}

/** Somebody else with a visit that is over and rated, one to come, a note, and everything a desk may keep. */
async function furnishForeign(salon: Salon, staffId = salon.staff[0] ?? 0): Promise<Guest> {
  const { ctx, services } = salon;
  const at = (wallTime: string): number => salon.at(wallTime);
  const serviceId = services[0] ?? 0;
  const them: Guest = { id: nextPersonId(), firstName: 'Вера' };
  const { id } = await openClient(ctx, { telegramId: them.id, languageCode: 'ru' });
  const owned = await saveContact(ctx, cause(), { clientId: id, name: 'Чужеземцева', phone: '+79035550177' });
  expect(owned.id).toBe(foreignId);
  const booked = await bookSlot(ctx, cause(), {
    clientId: id,
    serviceId,
    staffId,
    start: at('2026-03-05T15:00'),
  });
  expect(booked).toMatchObject({ outcome: 'booked', booking: { id: foreignId } });
  await ctx.db.transact((tx) =>
    tx.rows(tx.sql('bookings').where({ id: foreignId }).update({ comment: 'Канарейка в комментарии' })),
  );
  await ctx.db.transact((tx) =>
    tx.rows(tx.sql('clients').where({ id }).update({ notes: 'Канарейка в заметке' })),
  );
  const now = new Date(ctx.clock.now());
  const visit = { booking_id: foreignId, client_id: id, service_id: serviceId, staff_id: staffId };
  await add(ctx, 'reviews', {
    ...visit,
    stars: 2,
    body: 'Канарейка',
    hidden: true,
    created_at: now,
    updated_at: now,
  });
  await add(ctx, 'time_blocks', {
    staff_id: staffId,
    during: `[${new Date(at('2026-03-06T10:00')).toISOString()},${new Date(at('2026-03-06T11:00')).toISOString()})`,
    reason: 'Канарейка в перерыве',
  });
  await add(ctx, 'schedule_exceptions', {
    staff_id: staffId,
    from_date: '2026-03-10',
    to_date: '2026-03-10',
    kind: 'closed',
    reason: 'Канарейка в отпуске',
  });
  await add(ctx, 'broadcasts', { body: 'Канарейка всем', created_by: nextPersonId(), created_at: now });
  await add(ctx, 'operations', {
    kind: 'find',
    created_by: nextPersonId(),
    params: { text: 'Канарейка', name: 'Чужеземцева' },
    created_at: now,
  });
  return them;
}

interface Walked {
  readonly data: string;
  readonly answered: Answered;
}

/** Presses, and answers whatever is asked then with something a person might type. */
async function pressAndAnswer(bot: DirectBot, who: Guest, buttons: readonly string[]): Promise<Walked[]> {
  const walked: Walked[] = [];
  for (const data of buttons) {
    walked.push({ data, answered: await bot.press(who, data) });
    const open = await readConversation(bot.tenant, { chatId: who.id, userId: who.id });
    if (open !== null) walked.push({ data: `${data}, typed`, answered: await bot.say(who, 'Ева Другая') });
  }
  return walked;
}

const leaksIn = (walked: readonly Walked[]) => walked.filter(({ answered }) => told(answered));

test('every button of the client’s side is found', async () => {
  const found = await clientActions();
  expect((await clientActions()).map(({ id }) => id).toSorted()).toEqual(
    clientRoutes.map(({ id }) => id).toSorted(),
  );
  expect(found.flatMap(withForeignId).length).toBeGreaterThan(150);
});

test('a client reaches nothing of another client, whatever button, answer or link carries the number', async () => {
  const salon = await salonWithForeigners();
  const them = await furnishForeign(salon);
  const { ctx } = salon;
  const bot = new DirectBot(ctx);
  const eve: Guest = { id: nextPersonId(), firstName: 'Ева' };
  await bot.say(eve, '/start');
  const before = await foreignRows(ctx);
  expect(Object.keys(before)).toEqual(expect.arrayContaining(['bookings', 'clients', 'reviews']));
  const walked = await pressAndAnswer(bot, eve, (await clientActions()).flatMap(withForeignId));
  for (const payload of ['svc_', 'st_', 'src_', 'adm_', 'b_', 'vo_', '']) {
    const data = `/start ${payload}${foreignId}`;
    walked.push({ data, answered: await bot.say(eve, data) });
  }
  expect(leaksIn(walked)).toEqual([]);
  const after = await foreignRows(ctx);
  // The one thing of her own that may name the number is where she said she came from.
  const own = (row: string): boolean => row.includes(`"telegram_id": ${eve.id}`);
  expect({ ...after, clients: after.clients?.filter((row) => !own(row)) }).toEqual(before);
  const theirs = await bot.press(them, openVisit.data({ booking: foreignId }));
  expect(told(theirs)).toBe(true);
});

test('the owner of a salon reaches nothing of another salon', async () => {
  const [mine, other] = [await buildSalon(pool.database), await salonWithForeigners()];
  await furnishForeign(other);
  const owner: Guest = { id: nextPersonId(), firstName: 'Ольга' };
  const bot = new DirectBot({ ...mine.ctx, workshop, owners: [owner.id] });
  await bot.press(owner, openDesk.data({}));
  const before = await contentsOf(other.ctx, []);
  const buttons = [...deskRoutes, ...(await clientActions())].flatMap((route) =>
    withForeignId(route).slice(0, 3),
  );
  const walked = await pressAndAnswer(bot, owner, buttons);
  expect(walked.length).toBeGreaterThan(500);
  expect(leaksIn(walked)).toEqual([]);
  expect(await contentsOf(other.ctx, [])).toEqual(before);
});

test('a master reaches nothing of another master', async () => {
  const salon = await salonWithForeigners();
  const { ctx, staff } = salon;
  await add(ctx, 'staff', { name: 'Мария', position: 9 });
  await add(ctx, 'staff_services', { staff_id: foreignId, service_id: salon.services[0] ?? 0 });
  await furnishForeign(salon, foreignId);
  const owner = { telegramId: nextPersonId(), role: 'owner', staffId: null, name: 'Ольга' } as const;
  const master = { telegramId: nextPersonId(), role: 'staff', staffId: staff[0] ?? 0, name: 'Анна' } as const;
  const bot = new DirectBot({ ...ctx, workshop, owners: [owner.telegramId] });
  const asOwner: Guest = { id: owner.telegramId, firstName: 'Ольга' };
  await bot.press(asOwner, openDesk.data({}));
  await addAdmin({ ...ctx, owners: [owner.telegramId] }, owner, cause(), master);
  await newClient(ctx);
  const who: Guest = { id: master.telegramId, firstName: 'Анна' };
  const before = await foreignRows(ctx);
  const allowed = deskRoutes.filter(({ permission }) => may('staff', permission));
  const walked = await pressAndAnswer(bot, who, allowed.flatMap(withForeignId));
  walked.push(...(await answerForeignQuestions(bot, who)));
  expect(leaksIn(walked)).toEqual([]);
  expect(await foreignRows(ctx)).toEqual(before);
  const theirs = await bot.press(asOwner, openBooking.data({ booking: foreignId }));
  expect(told(theirs)).toBe(true);
});

/** Every question of the desk, asked about the foreign number. */
async function answerForeignQuestions(bot: DirectBot, who: Guest): Promise<Walked[]> {
  const walked: Walked[] = [];
  for (const { id, args } of questions) {
    const sample = sampleOf(z.toJSONSchema(args, { io: 'input' })) as Record<string, unknown>;
    const foreign = Object.fromEntries(
      Object.entries(sample).map(([key, value]) => [key, typeof value === 'number' ? foreignId : value]),
    );
    const asked = { kind: 'desk', question: id, args: foreign, askedBy: 0, panelId: 1, answeredBy: null };
    await saveConversation(bot.tenant, { chatId: who.id, userId: who.id, updateId: nextUpdateId() }, asked);
    walked.push({ data: id, answered: await bot.say(who, '12') });
  }
  return walked;
}
