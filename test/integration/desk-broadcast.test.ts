import { Client } from 'pg';
import { mayContinue, claimBatch, settleBatch } from '../../src/commands/claim-broadcasts.js';
import { settleDue } from '../../src/commands/claim-notifications.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { readBroadcast, type BroadcastView } from '../../src/commands/desk/broadcasts.js';
import { deleteDraft, draftBroadcast, editBroadcast } from '../../src/commands/desk/edit-broadcast.js';
import { startBroadcast, steerBroadcast } from '../../src/commands/desk/send-broadcast.js';
import { eraseClient } from '../../src/commands/erase-client.js';
import { openClient } from '../../src/commands/open-client.js';
import { refuseBroadcasts } from '../../src/commands/refuse-broadcasts.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import type { Segment } from '../../src/domain/broadcast.js';
import { DatabaseUnavailableError } from '../../src/db/errors.js';
import { processBroadcasts, type BroadcastScreens } from '../../src/jobs/broadcasts.js';
import {
  ChatUnreachableError,
  TelegramRejectedError,
  TelegramUnavailableError,
  TokenRejectedError,
} from '../../src/telegram/errors.js';
import type { Sender } from '../../src/telegram/sender.js';
import { add, all, buildSalon, change, nextPersonId, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { book } from '../support/notices.js';

let db: TestDatabase;
let admin: Client;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 8 });
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await db.close();
});

const owner: Admin = { telegramId: 1, role: 'owner', staffId: null, name: 'Анна' };
const cause = () => ({ updateId: nextUpdateId() });
const at = (instant: number) => new Date(instant);
const dayMs = 24 * 3_600_000;

/** Chats that got a message; `answer` may refuse one, or never answer. */
class Post implements Sender {
  readonly got: number[] = [];
  answer: (chatId: number) => Promise<void> | void = () => undefined;
  atOnce = 0;
  mostAtOnce = 0;

  async call<Result>(method: string, payload: Readonly<Record<string, unknown>>): Promise<Result> {
    expect(method).toBe('sendMessage');
    const chatId = Number(payload['chat_id']);
    this.mostAtOnce = Math.max(this.mostAtOnce, (this.atOnce += 1));
    try {
      await this.answer(chatId);
      this.got.push(chatId);
    } finally {
      this.atOnce -= 1;
    }
    return { message_id: this.got.length } as Result;
  }
}

interface Silent extends BroadcastScreens {
  readonly painted: BroadcastView[];
}

function screens(): Silent {
  const painted: BroadcastView[] = [];
  return {
    painted,
    message: (_, { body }) => Promise.resolve({ method: 'sendMessage', payload: { text: body } }),
    progress: (_, broadcast) => {
      painted.push(broadcast);
      return Promise.resolve();
    },
  };
}

/** People who have written to the bot, in the order of their ids. */
async function addPeople(
  ctx: TenantContext,
  count: number,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<{ id: number; telegram_id: number }[]> {
  const rows = Array.from({ length: count }, () => ({
    telegram_id: nextPersonId(),
    locale: 'ru',
    ...columns,
  }));
  return ctx.db.transact((tx) => tx.rows(tx.sql('clients').insert(rows).returning(['id', 'telegram_id'])));
}

interface House {
  readonly salon: Salon;
  readonly ctx: TenantContext;
  readonly post: Post;
  readonly show: Silent;
  readonly people: readonly { id: number; telegram_id: number }[];
  /** Of the broadcast that was started. */
  readonly id: number;
  readonly row: () => Promise<BroadcastView>;
  readonly slice: (as?: TenantContext) => Promise<{ readonly more: boolean }>;
  /** Slices until there is no more. */
  readonly run: () => Promise<void>;
}

async function written(ctx: TenantContext, segment: Segment = { kind: 'all' }): Promise<number> {
  const id = await draftBroadcast(ctx, owner, cause());
  await editBroadcast(ctx, cause(), id, { kind: 'content', typed: 'Скидка <b>20 %</b>' });
  await editBroadcast(ctx, cause(), id, { kind: 'segment', segment });
  return id;
}

async function begin(ctx: TenantContext, id: number) {
  const card = await readBroadcast(ctx, id);
  const expectedVersion = card?.broadcast.version ?? 0;
  return startBroadcast(ctx, owner, cause(), { id, expectedVersion });
}

/** A broadcast to `count` people that has just been started. */
async function started(count: number): Promise<House> {
  const salon = await buildSalon(db.database);
  const post = new Post();
  const show = screens();
  const ctx = { ...salon.ctx, sender: post };
  const people = await addPeople(ctx, count);
  const id = await written(ctx);
  expect(await begin(ctx, id)).toEqual({ outcome: 'started' });
  const slice = (as: TenantContext = ctx) => processBroadcasts(as, show);
  const row = async () => {
    const card = await readBroadcast(ctx, id);
    if (card === null) throw new Error('the broadcast is gone');
    return card.broadcast;
  };
  const run = async () => {
    for (let slices = 0; (await slice()).more; slices += 1) if (slices > 1000) throw new Error('no end');
  };
  return { salon, ctx, post, show, people, id, row, slice, run };
}

const chats = (people: readonly { telegram_id: number }[]) => people.map(({ telegram_id: id }) => id);
const sorted = (ids: readonly number[]) => ids.toSorted((one, other) => one - other);

describe('whom it is for', () => {
  async function salonWithVisits() {
    const salon = await buildSalon(db.database, {
      services: [
        { name: 'Стрижка', priceMinor: 1, durationMinutes: 60 },
        { name: 'Укладка', priceMinor: 1, durationMinutes: 60 },
      ],
    });
    const { ctx, clock } = salon;
    const [service, other] = [salon.services[0] ?? 0, salon.services[1] ?? 0];
    const visit = (client: number, days: number, columns: Readonly<Record<string, unknown>> = {}) => {
      const [from, to] = [clock.now() + days * dayMs, clock.now() + days * dayMs + 3_600_000].map(at);
      return add(ctx, 'bookings', {
        ...{
          client_id: client,
          service_id: service,
          staff_id: salon.staff[0],
          price_minor: 1,
          currency: 'RUB',
        },
        ...{ starts_at: from, ends_at: to, during: `[${from?.toISOString()},${to?.toISOString()})` },
        ...{ contact_name: 'М', contact_phone: '+79161234567', status: days < 0 ? 'completed' : 'booked' },
        ...columns,
      });
    };
    const [never, lately, long, longButBooked, cancelled, missed, english] = await addPeople(ctx, 7);
    const of = (person: { id: number } | undefined) => person?.id ?? 0;
    await visit(of(lately), -10);
    await visit(of(long), -100, { service_id: other });
    await visit(of(longButBooked), -110);
    await visit(of(longButBooked), 5);
    await visit(of(cancelled), -12, { status: 'cancelled' });
    await visit(of(missed), -14, { status: 'no_show' });
    await change(ctx, 'clients', { id: of(english) }, { locale: 'en', source: 'instagram <b>' });
    const names = { never, lately, long, longButBooked, cancelled, missed, english };
    return { ctx, names, other };
  }

  test('each segment reaches those it says, and counts how many read which language', async () => {
    const { ctx, names, other } = await salonWithVisits();
    const reached = async (segment: Segment): Promise<string[]> => {
      const id = await written(ctx, segment);
      const { audience } = (await readBroadcast(ctx, id)) ?? { audience: null };
      await begin(ctx, id);
      const claim = await claimBatch(ctx, { limit: 50, leaseMs: 1 });
      if (claim.kind !== 'batch') return [`${claim.kind} ${audience?.total}`];
      const ids = claim.batch.readers.map(({ clientId }) => clientId);
      expect(ids).toHaveLength(audience?.total ?? -1);
      await steerBroadcast(ctx, owner, cause(), { id, to: 'stopped' });
      return Object.entries(names).flatMap(([name, person]) => (ids.includes(person?.id ?? 0) ? [name] : []));
    };
    expect(await reached({ kind: 'all' })).toEqual(Object.keys(names));
    expect(await reached({ kind: 'visited', days: 30 })).toEqual(['lately']);
    expect(await reached({ kind: 'visited', days: 105 })).toEqual(['lately', 'long']);
    expect(await reached({ kind: 'sleeping', days: 30 })).toEqual(['long']);
    expect(await reached({ kind: 'service', serviceId: other })).toEqual(['long']);
    expect(await reached({ kind: 'source', source: 'instagram <b>' })).toEqual(['english']);
    expect(await reached({ kind: 'upcoming' })).toEqual(['longButBooked']);
    expect(await reached({ kind: 'no_upcoming' })).toEqual(
      Object.keys(names).filter((name) => name !== 'longButBooked'),
    );
    const card = await readBroadcast(ctx, await written(ctx));
    expect(card?.audience).toEqual({ total: 7, ru: 6, en: 1 });
  });

  test('who blocked the bot, refused, was erased or is on the blacklist gets nothing', async () => {
    const { ctx } = await buildSalon(db.database);
    const [first, blocked, refused, erased, listed, sameName, sameName2] = await addPeople(ctx, 7);
    const set = (person: { id: number } | undefined, columns: Record<string, unknown>) =>
      change(ctx, 'clients', { id: person?.id }, columns);
    await set(blocked, { blocked_bot_at: new Date() });
    await refuseBroadcasts(ctx, { clientId: refused?.id ?? 0, refused: true });
    await eraseClient(ctx, cause(), erased?.id ?? 0);
    await set(listed, { blacklisted_at: new Date() });
    await set(sameName, { blacklisted_at: new Date(), phone: '+79160000001' });
    await set(sameName2, { phone: '+79160000001' });
    const id = await written(ctx);
    expect((await readBroadcast(ctx, id))?.audience?.total).toBe(1);
    await begin(ctx, id);
    const claim = await claimBatch(ctx, { limit: 50, leaseMs: 1 });
    expect(claim).toMatchObject({ kind: 'batch', batch: { readers: [{ clientId: first?.id }] } });
  });
});

describe('a draft', () => {
  test('is checked with the photo it has, and an empty one is not begun twice', async () => {
    const { ctx } = await buildSalon(db.database);
    const update = cause();
    const id = await draftBroadcast(ctx, owner, update);
    expect(await draftBroadcast(ctx, owner, update)).toBe(id);
    expect(await draftBroadcast(ctx, owner, cause())).toBe(id);
    expect(await draftBroadcast(ctx, { ...owner, telegramId: 2 }, cause())).not.toBe(id);
    const edit = (typed: string, photoFileId?: string) =>
      editBroadcast(ctx, cause(), id, {
        kind: 'content',
        typed,
        ...(photoFileId === undefined ? {} : { photoFileId }),
      });
    expect(await edit('<b>x')).toMatchObject({ outcome: 'invalid', problem: { kind: 'unclosed' } });
    expect(await edit('a'.repeat(4096))).toEqual({ outcome: 'saved' });
    expect(await edit('', 'photo')).toMatchObject({ problem: { kind: 'too_long', most: 1024 } });
    expect(await edit('a'.repeat(1024), 'photo')).toEqual({ outcome: 'saved' });
    expect(await edit('a'.repeat(1025))).toMatchObject({ problem: { kind: 'too_long', most: 1024 } });
    expect(await editBroadcast(ctx, cause(), id, { kind: 'no_photo' })).toEqual({ outcome: 'saved' });
    expect(await edit('a'.repeat(1025))).toEqual({ outcome: 'saved' });
    expect(await deleteDraft(ctx, id)).toBe('deleted');
    expect(await deleteDraft(ctx, id)).toBe('gone');
    expect(await edit('late')).toEqual({ outcome: 'gone' });
    expect(await editBroadcast(ctx, cause(), 2 ** 40, { kind: 'no_photo' })).toEqual({ outcome: 'gone' });
  });

  test('is sent as it was seen, once, and that is written down', async () => {
    const { ctx } = await buildSalon(db.database);
    const empty = await draftBroadcast(ctx, owner, cause());
    expect(await begin(ctx, empty)).toEqual({ outcome: 'empty' });
    const id = await written(ctx);
    expect(await begin(ctx, id)).toEqual({ outcome: 'nobody' });
    await addPeople(ctx, 3);
    const seen = (await readBroadcast(ctx, id))?.broadcast.version ?? 0;
    await editBroadcast(ctx, cause(), id, { kind: 'button', on: false });
    const stale = { id, expectedVersion: seen };
    expect(await startBroadcast(ctx, owner, cause(), stale)).toEqual({ outcome: 'changed' });
    const update = cause();
    for (let delivery = 0; delivery < 3; delivery += 1) {
      const order = { id, expectedVersion: seen + 1 };
      expect(await startBroadcast(ctx, owner, update, order)).toEqual({ outcome: 'started' });
    }
    expect(await begin(ctx, id)).toEqual({ outcome: 'gone' });
    expect(await editBroadcast(ctx, cause(), id, { kind: 'no_photo' })).toEqual({ outcome: 'gone' });
    expect(await all(ctx, 'audit_log')).toMatchObject([
      {
        action: 'broadcast.start',
        subject_id: String(id),
        new: { segment: { kind: 'all' }, total: 3, body: 'Скидка <b>20 %</b>', photo: false },
      },
    ]);
  });
});

describe('sending', () => {
  test('everybody gets it once, four at a time, in slices, and newcomers do not', async () => {
    const { ctx, post, people, row, slice, run, show } = await started(50);
    await addPeople(ctx, 3);
    expect(await slice()).toEqual({ more: true });
    expect(post.got).toHaveLength(20);
    expect(await row()).toMatchObject({ state: 'sending', sent: 20, inFlight: 0 });
    await run();
    expect(sorted(post.got)).toEqual(chats(people));
    expect(post.mostAtOnce).toBe(4);
    expect(await row()).toMatchObject({ state: 'done', total: 50, sent: 50, failed: 0, unknown: 0 });
    expect(show.painted.at(-1)).toMatchObject({ state: 'done', sent: 50 });
    expect(await slice()).toEqual({ more: false });
  });

  test('what is shown at the desk is brought up to date every few seconds, not with every batch', async () => {
    const { salon, slice, show } = await started(100);
    await slice();
    await slice();
    expect(show.painted.map(({ sent }) => sent)).toEqual([20]);
    salon.clock.setTo(salon.clock.now() + 3_000);
    await slice();
    expect(show.painted.map(({ sent }) => sent)).toEqual([20, 60]);
  });

  test('a desk that cannot be shown anything stops nothing', async () => {
    const { ctx, post } = await started(30);
    const broken = { ...screens(), progress: () => Promise.reject(new Error('no')) };
    while ((await processBroadcasts(ctx, broken)).more) expect(post.got.length).toBeLessThanOrEqual(30);
    expect(post.got).toHaveLength(30);
  });

  test('each answer of Telegram is counted, and nobody gets it twice', async () => {
    const { salon, ctx, post, people, row, run } = await started(25);
    const [blocked, refused, away, patient, lost] = chats(people);
    let trouble = true;
    post.answer = (chatId) => {
      if (chatId === blocked) throw new ChatUnreachableError('sendMessage', chatId, 403, 'blocked');
      if (chatId === refused) throw new TelegramRejectedError('sendMessage', 400, 'no');
      if (chatId === lost) throw new TelegramUnavailableError('sendMessage', 'reset', 'unknown');
      if (chatId === away && trouble) throw new TelegramUnavailableError('sendMessage', 'away', 'not_sent');
      if (chatId === patient && trouble) {
        throw new TelegramUnavailableError('sendMessage', '429', 'not_sent', 70_000);
      }
    };
    await run();
    expect(await row()).toMatchObject({ state: 'sending', sent: 0, blocked: 1, failed: 1 });
    trouble = false;
    salon.clock.setTo(salon.clock.now() + 69_000);
    await run();
    expect(post.got).toEqual([]);
    salon.clock.setTo(salon.clock.now() + 1_000);
    await run();
    expect(await row()).toMatchObject({ state: 'done', sent: 22, blocked: 1, failed: 1, unknown: 1 });
    const others = chats(people).filter((chat) => ![blocked, refused, lost].includes(chat));
    expect(sorted(post.got)).toEqual(others);
    const rows = await all<{ telegram_id: number; blocked_bot_at: Date | null }>(ctx, 'clients');
    const known = rows.filter((one) => one.blocked_bot_at !== null).map((one) => one.telegram_id);
    expect(known).toEqual([blocked]);
  });

  test('a rejected token waits for a good one, longer and longer, and is given up after hours', async () => {
    const { salon, post, row, slice } = await started(3);
    post.answer = () => {
      throw new TokenRejectedError('sendMessage', 401, 'Unauthorized');
    };
    let rounds = 0;
    for (; (await row()).state === 'sending' && rounds < 200; rounds += 1) {
      await slice();
      salon.clock.setTo(salon.clock.now() + 600_000);
    }
    expect(rounds).toBeGreaterThan(40);
    expect(await row()).toMatchObject({ state: 'done', sent: 0, failed: 3 });
  });

  test('who refuses, blocks the bot or is erased meanwhile is left out, and that is told', async () => {
    const { ctx, post, people, row, slice, run } = await started(40);
    await slice();
    const [refused, blocked, erased] = people.slice(30);
    await refuseBroadcasts(ctx, { clientId: refused?.id ?? 0, refused: true });
    await change(ctx, 'clients', { id: blocked?.id }, { blocked_bot_at: new Date() });
    await eraseClient(ctx, cause(), erased?.id ?? 0);
    await run();
    expect(post.got).toHaveLength(37);
    expect(await row()).toMatchObject({ state: 'done', total: 40, sent: 37 });
    expect(post.got).not.toContain(refused?.telegram_id);
    await refuseBroadcasts(ctx, { clientId: refused?.id ?? 0, refused: false });
    const again = await openClient(ctx, { telegramId: refused?.telegram_id ?? 0 });
    expect(again.refusesBroadcasts).toBe(false);
  });

  test('a reminder that is due comes before the rest of the batch', async () => {
    const { salon, ctx, post, row, slice } = await started(20);
    const { bookingId, clientId } = await book({ ...salon, ctx }, '2026-03-05T14:00');
    let isBooked = false;
    post.answer = async () => {
      if (isBooked) return;
      isBooked = true;
      const values = { booking_id: bookingId, client_id: clientId, kind: 'created', booking_version: 1 };
      const now = at(salon.clock.now());
      await add(ctx, 'notifications', { ...values, visit_starts_at: now, due_at: now });
    };
    expect(await slice()).toEqual({ more: true });
    expect(post.got.length).toBeLessThanOrEqual(8);
    const before = post.got.length;
    expect(await row()).toMatchObject({ state: 'sending', sent: before, unknown: 0 });
    await change(ctx, 'notifications', {}, { state: 'sent' });
    while ((await slice()).more) expect(post.got.length).toBeLessThanOrEqual(20);
    expect(new Set(post.got).size).toBe(20);
    expect(post.got).toHaveLength(20);
  });
});

describe('stopping', () => {
  test('takes effect within a batch; going on reaches the rest, nobody twice', async () => {
    const { ctx, id, post, people, row, slice, run } = await started(60);
    await slice();
    const update = cause();
    post.answer = async () => {
      if (post.got.length !== 20) return;
      await steerBroadcast(ctx, owner, update, { id, to: 'stopped' });
    };
    expect(await slice()).toEqual({ more: false });
    expect(post.got.length).toBeLessThanOrEqual(24);
    const sent = post.got.length;
    expect(await row()).toMatchObject({ state: 'stopped', sent, unknown: 0 });
    expect(await slice()).toEqual({ more: false });
    expect(post.got).toHaveLength(sent);
    post.answer = () => undefined;
    const again = await steerBroadcast(ctx, owner, update, { id, to: 'stopped' });
    expect(again).toEqual({ outcome: 'stopped' });
    expect(await steerBroadcast(ctx, owner, cause(), { id, to: 'sending' })).toEqual({ outcome: 'sending' });
    await run();
    expect(sorted(post.got)).toEqual(chats(people));
    expect(await row()).toMatchObject({ state: 'done', sent: 60 });
    expect(await steerBroadcast(ctx, owner, cause(), { id, to: 'stopped' })).toEqual({
      outcome: 'unchanged',
    });
    const actions = (await all<{ action: string }>(ctx, 'audit_log')).map(({ action }) => action);
    expect(actions).toEqual(['broadcast.start', 'broadcast.stop', 'broadcast.resume']);
  });
});

describe('a process that dies', () => {
  test.each([1, 7, 20])(
    'at its message %d: its batch is unknown, the others get it, nobody twice',
    async (nth) => {
      const { salon, ctx, post, people, row, slice, run } = await started(70);
      await slice();
      const dying = new Post();
      const forever = new Promise<never>(() => undefined);
      let die = (): void => undefined;
      const death = new Promise<void>((resolve) => (die = resolve));
      dying.answer = (chatId) => {
        if (dying.got.length < nth) return;
        if (chatId !== 0) die();
        return forever;
      };
      const after = nth === 20 ? dying.got.length : 0;
      const dead: Sender = { call: (method, payload) => dying.call(method, payload) };
      if (nth === 20) {
        // Dies after everything was sent, before it is counted.
        const claim = await claimBatch({ ...ctx, sender: dead }, { limit: 20, leaseMs: 120_000 });
        if (claim.kind !== 'batch') throw new Error(claim.kind);
        dying.got.push(...claim.batch.readers.map(({ chatId }) => chatId));
      } else {
        void slice({ ...ctx, sender: dead });
        await death;
      }
      expect(after).toBe(0);
      expect(await slice()).toEqual({ more: false });
      salon.clock.setTo(salon.clock.now() + 120_000);
      await run();
      const all70 = [...post.got, ...dying.got];
      expect(new Set(all70).size).toBe(all70.length);
      expect(all70.length).toBeGreaterThanOrEqual(50 + nth);
      expect(await row()).toMatchObject({ state: 'done', total: people.length, sent: 50, unknown: 20 });
    },
  );

  test('one that was only slow is counted after all, and its clients are unknown no more', async () => {
    const { salon, ctx, row, run } = await started(45);
    const claim = await claimBatch(ctx, { limit: 20, leaseMs: 120_000 });
    if (claim.kind !== 'batch') throw new Error(claim.kind);
    salon.clock.setTo(salon.clock.now() + 120_000);
    await run();
    expect(await row()).toMatchObject({ state: 'done', sent: 25, unknown: 20 });
    const tally = { sent: 19, blocked: 0, failed: 0, unknown: 1 };
    await settleBatch(ctx, claim.batch, { ...tally, again: [], postponed: 0, dueAt: 0 }, 0);
    expect(await row()).toMatchObject({ state: 'done', sent: 44, unknown: 1 });
    expect(await mayContinue(ctx, claim.batch)).toBe(false);
  });

  test('a database that is away for a moment costs no count and no message', async () => {
    const { ctx, post, people, row, slice, run } = await started(30);
    let isAway = false;
    const transact: TenantContext['db']['transact'] = (work) =>
      isAway ? Promise.reject(new DatabaseUnavailableError('away')) : ctx.db.transact(work);
    const shaky = { ...ctx, db: { ...ctx.db, read: ctx.db.read.bind(ctx.db), transact } };
    post.answer = () => void (isAway = true);
    await expect(slice(shaky)).rejects.toThrow(DatabaseUnavailableError);
    expect(await row()).toMatchObject({ state: 'sending', sent: 0, inFlight: 20 });
    isAway = false;
    post.answer = () => undefined;
    await run();
    expect(sorted(post.got)).toEqual(chats(people));
    expect(await row()).toMatchObject({ state: 'done', sent: 30, unknown: 0 });
  });

  test('two hosts at once: everybody gets it once', async () => {
    const { ctx, post, people, row } = await started(300);
    const host = async (): Promise<void> => {
      const show = screens();
      const sender: Sender = { call: (method, payload) => post.call(method, payload) };
      for (let idle = 0; idle < 50;) {
        idle = (await processBroadcasts({ ...ctx, sender }, show)).more ? 0 : idle + 1;
      }
    };
    await Promise.all([host(), host(), host()]);
    for (let rounds = 0; (await row()).state === 'sending' && rounds < 100; rounds += 1) {
      await processBroadcasts(ctx, screens());
    }
    expect(sorted(post.got)).toEqual(chats(people));
    expect(await row()).toMatchObject({ state: 'done', sent: 300, unknown: 0 });
  });
});

describe('the wake-up', () => {
  const wakeupOf = async ({ id }: TenantContext): Promise<number | null> => {
    const { rows } = await admin.query<{ at: Date | null }>(
      'select next_due_at as at from botel.wakeups where tenant_id = $1',
      [id],
    );
    return rows[0]?.at?.getTime() ?? null;
  };

  test('is set by the start, by a batch under way, and is over with it', async () => {
    const { salon, ctx, post, slice } = await started(5);
    expect(await wakeupOf(ctx)).toBe(salon.clock.now());
    post.answer = () => {
      throw new TelegramUnavailableError('sendMessage', '429', 'not_sent', 50_000);
    };
    expect(await slice()).toEqual({ more: false });
    expect(await wakeupOf(ctx)).toBe(salon.clock.now() + 50_000);
    post.answer = () => undefined;
    salon.clock.setTo(salon.clock.now() + 50_000);
    await slice();
    expect(await settleDue(ctx)).toBe(true);
    await slice();
    expect(await wakeupOf(ctx)).toBeNull();
  });

  test('of a salon whose tables are older than the platform is settled all the same', async () => {
    const { ctx } = await buildSalon(db.database);
    await admin.query(`drop table t_${ctx.id}.broadcasts`);
    await expect(settleDue(ctx)).resolves.toBe(true);
  });
});
