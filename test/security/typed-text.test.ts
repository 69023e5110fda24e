import { z } from 'zod';
import { renderDeskNotice } from '../../src/bot/admin/notices/notice.js';
import { openDesk } from '../../src/bot/admin/home/data.js';
import { questions } from '../../src/bot/admin/questions.js';
import { deskRoutes } from '../../src/bot/admin/routes.js';
import { renderNotice } from '../../src/bot/client/notices/screens.js';
import { claimDue } from '../../src/commands/claim-notifications.js';
import { readConversation, saveConversation } from '../../src/commands/conversation.js';
import { openWorkshop, type Workshop } from '../../src/reports/workshop.js';
import {
  add,
  bookFor,
  buildSalon,
  change,
  newClient,
  nextPersonId,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength } from '../support/dice.js';
import { sampleOf } from '../support/desk-walk.js';
import { DirectBot, type Answered, type Called, type Guest } from '../support/direct-bot.js';
import { clientActions } from '../support/foreign-rows.js';
import { markup, nastyTexts, problemsOf } from '../support/nasty-texts.js';

jest.setTimeout(180_000);

let pool: TestDatabase;
let workshop: Workshop;
let salon: Salon;
let bot: DirectBot;
const owner: Guest = { id: nextPersonId(), firstName: markup };
const client: Guest = { id: nextPersonId(), firstName: markup };

beforeAll(async () => {
  pool = await testDatabase();
  workshop = openWorkshop();
});
afterAll(async () => {
  await workshop.close();
  await pool.close();
});

/** Every place where somebody of the salon or a client has typed something, and how much at most. */
const typedColumns = {
  services: { name: 80, description: 1000, category: 40 },
  staff: { name: 60, about: 500 },
  schedule_exceptions: { reason: 200 },
  time_blocks: { reason: 200 },
  clients: { name: 100, source: 60, notes: 1000, blacklist_reason: 300 },
  bookings: { contact_name: 100, comment: 500, cancel_reason: 500 },
  reviews: { body: 1000, reply: 1000 },
  admins: { name: 64 },
} as const;

/** A salon in which everything that can be typed is `text`, past all checks. */
async function saturate(text: string): Promise<void> {
  salon = await buildSalon(pool.database, {
    staff: [{ name: 'Анна' }, { name: 'Мария' }],
    settings: { address: text.slice(0, 300), faq: text.slice(0, 2000) },
  });
  salon = { ...salon, ctx: { ...salon.ctx, name: text.slice(0, 64), workshop, owners: [owner.id] } };
  bot = new DirectBot(salon.ctx);
  await bot.press(owner, openDesk.data({}));
  await bot.say(client, '/start');
  const { ctx, staff, services } = salon;
  const known = await newClient(ctx);
  await change(ctx, 'clients', { id: 1 }, { name: text, phone: known.phone });
  for (const [clientId, wallTime] of [
    [1, '2026-03-03T10:00'],
    [1, '2026-03-05T12:00'],
    [known.id, '2026-03-03T12:00'],
  ] as const)
    await bookFor(salon, clientId, wallTime);
  const at = new Date(ctx.clock.now());
  const visit = { booking_id: 1, client_id: 1, service_id: services[0], staff_id: staff[0] };
  await add(ctx, 'reviews', { ...visit, stars: 2, body: 'x', reply: 'y', created_at: at, updated_at: at });
  const dates = { from_date: '2026-03-09', to_date: '2026-03-09', kind: 'closed' };
  await add(ctx, 'schedule_exceptions', { ...dates, staff_id: staff[0], reason: 'x' });
  const during = '[2026-03-06T10:00Z,2026-03-06T11:00Z)';
  await add(ctx, 'time_blocks', { staff_id: staff[1], during, reason: 'x' });
  for (const [table, columns] of Object.entries(typedColumns)) {
    const values = Object.entries(columns).map(([column, most]) => [column, text.slice(0, most)] as const);
    await ctx.db.transact((tx) => tx.rows(tx.sql(table).update(Object.fromEntries(values))));
  }
}

const callsOf = ({ all }: Answered): Called[] => JSON.parse(all) as Called[];
const problemsIn = (answered: readonly Answered[]): string[] => [
  ...new Set(answered.flatMap(callsOf).flatMap(problemsOf)),
];

/** The desk's buttons, those that only look first, so that there is something to see; then the client's. */
async function buttonsOf(): Promise<[Guest, string][]> {
  const looks = deskRoutes.filter(({ permission }) => permission.endsWith('.view'));
  const others = deskRoutes.filter((route) => !looks.includes(route));
  const some = (data: readonly string[]) => data.slice(0, isFullLength ? undefined : 1);
  const desk = [...looks, ...others].flatMap((route) => some(route.samples()));
  const mine = (await clientActions()).flatMap((action) => some(action.samples()));
  return [
    ...mine.map((data): [Guest, string] => [client, data]),
    ...desk.map((data): [Guest, string] => [owner, data]),
  ];
}

const fillings: [string, string][] = [
  ['markup', markup],
  ['a message pattern', nastyTexts['a message pattern'] ?? ''],
  [
    'another direction and a tower of marks',
    `${nastyTexts['another direction']} ${nastyTexts['a tower of marks']}`,
  ],
  ['very long words', 'Щы'.repeat(1000)],
];

test.each(isFullLength ? fillings : fillings.filter(([what]) => what !== 'a message pattern'))(
  'every screen of a salon that is full of %s is taken by Telegram and shows it as text',
  async (_what, text) => {
    await saturate(text);
    const answered: Answered[] = [];
    const shownOn = new Set<string>();
    const beginning = JSON.stringify(text.slice(0, 6)).slice(1, -1);
    for (const [who, data] of await buttonsOf()) {
      const one = await bot.press(who, data);
      answered.push(one);
      if (callsOf(one).some((call) => literally(call).includes(beginning)))
        shownOn.add(data.split(':')[0] ?? '');
    }
    expect(problemsIn(answered)).toEqual([]);
    if (text === markup) expect(shownOn.size).toBeGreaterThan(50);
  },
);

/** What a reader sees, as JSON. */
function literally({ payload }: Called): string {
  const all = JSON.stringify(payload);
  return all
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '\\"')
    .replaceAll('&amp;', '&');
}

test('what is sent unasked is taken by Telegram, too', async () => {
  await saturate(markup);
  const { ctx, clock } = salon;
  clock.setTo(salon.at('2026-03-03T09:00'));
  const { due, desk } = await claimDue(ctx, { limit: 100, leaseMs: 1000, except: [] });
  const screens = [
    ...(await Promise.all(due.map((one) => renderNotice(ctx, one)))),
    ...(await Promise.all(desk.map((one) => renderDeskNotice(ctx, one)))),
  ].filter((screen) => screen !== null);
  expect(new Set(due.map(({ kind }) => kind)).size).toBeGreaterThan(0);
  expect(desk.length).toBeGreaterThan(0);
  const calls = screens.map(({ text, keyboard }): Called => {
    return {
      method: 'sendMessage',
      payload: { text, parse_mode: 'HTML', reply_markup: { inline_keyboard: keyboard } },
    };
  });
  expect(calls.flatMap(problemsOf)).toEqual([]);
  expect(calls.map(literally).filter((text) => text.includes('<script>')).length).toBeGreaterThan(1);
});

describe('whatever is typed as an answer', () => {
  beforeAll(async () => {
    await saturate('Обычное');
  });

  // The others in the long run: these are the ones that found something.
  const short = [
    'markup',
    'a message pattern',
    'very long',
    'a null byte',
    'half a surrogate pair',
    'a name of the language',
  ];
  const chosen = Object.entries(nastyTexts).filter(([what]) => isFullLength || short.includes(what));

  test.each(chosen)('%s is answered, and by nothing Telegram would refuse', async (_what, text) => {
    const answered: Answered[] = [];
    for (const { id, args } of questions) {
      const sample = sampleOf(z.toJSONSchema(args, { io: 'input' }));
      const asked = { kind: 'desk', question: id, args: sample, askedBy: 0, panelId: 1, answeredBy: null };
      await saveConversation(
        salon.ctx,
        { chatId: owner.id, userId: owner.id, updateId: nextUpdateId() },
        asked,
      );
      answered.push(await bot.say(owner, text));
    }
    for (const data of await openingButtons()) {
      await bot.press(client, data);
      answered.push(await bot.say(client, text));
    }
    for (const command of ['/start', '/admin', '/menu'])
      answered.push(await bot.say(client, `${command} ${text}`));
    expect(problemsIn(answered)).toEqual([]);
    expect(answered.filter(({ all }) => all === '[]')).toEqual([]);
  });
});

let opening: string[] | null = null;

/** The client's buttons after which something is asked. */
async function openingButtons(): Promise<string[]> {
  if (opening !== null) return opening;
  const found: string[] = [];
  for (const data of (await clientActions()).flatMap((action) => action.samples())) {
    await bot.press(client, data);
    const state = await readConversation(salon.ctx, { chatId: client.id, userId: client.id });
    const isNew = !found.some((other) => other.split(':')[0] === data.split(':')[0]);
    if (state !== null && isNew) found.push(data);
  }
  expect(found.length).toBeGreaterThan(4);
  opening = found;
  return found;
}
