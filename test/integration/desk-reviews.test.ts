import { claimDue } from '../../src/commands/claim-notifications.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { changeReview, type ReviewChange } from '../../src/commands/desk/answer-review.js';
import { listDeskReviews, readReview } from '../../src/commands/desk/list-reviews.js';
import { readReviews } from '../../src/commands/read-reviews.js';
import { add, all, buildSalon, newClient, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

const owner: Admin = { telegramId: 1, role: 'owner', staffId: null, name: 'Ольга' };
let test: TestDatabase;
let salon: Salon;
let clientId: number;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database);
  clientId = (await newClient(salon.ctx)).id;
});

/** A visit on a day of February with its review: the review's id. */
async function review(day: number, stars: number, body: string | null): Promise<number> {
  const start = salon.at(`2026-02-${String(day).padStart(2, '0')}T10:00`);
  const times = [new Date(start), new Date(start + 3_600_000)] as const;
  const who = { client_id: clientId, service_id: salon.services[0], staff_id: salon.staff[0] };
  await add(salon.ctx, 'bookings', {
    ...who,
    ...{ starts_at: times[0], ends_at: times[1], price_minor: 1, currency: 'RUB' },
    during: `[${times[0].toISOString()},${times[1].toISOString()})`,
    ...{ contact_name: 'Мария', contact_phone: '+79161234567' },
  });
  const booking = (await all<{ id: number }>(salon.ctx, 'bookings')).at(-1)?.id;
  await add(salon.ctx, 'reviews', {
    ...who,
    ...{ booking_id: booking, stars, body, created_at: times[1], updated_at: times[1] },
  });
  return (await all<{ id: number }>(salon.ctx, 'reviews')).at(-1)?.id ?? 0;
}

const changed = (reviewId: number, change: ReviewChange, updateId = nextUpdateId()) =>
  changeReview(salon.ctx, owner, { updateId }, { reviewId, change });
const reply = (reviewId: number, typed: string | null, expectedVersion: number, updateId = nextUpdateId()) =>
  changed(reviewId, { kind: 'reply', typed, expectedVersion }, updateId);
const hide = (reviewId: number, hidden = true) => changed(reviewId, { kind: 'visibility', hidden });
const told = () => all<{ kind: string; state: string; due_at: Date }>(salon.ctx, 'notifications');
const due = () => claimDue(salon.ctx, { limit: 10, leaseMs: 60_000, except: [] });

it('lists by stars, hidden and unanswered, with average and distribution of all', async () => {
  await review(1, 5, 'отлично');
  const second = await review(2, 2, 'плохо');
  await review(3, 5, null);
  await hide(second);
  await reply(second, 'Простите', 2);
  const ids = async (stars: number | null, state: 'all' | 'hidden' | 'open') =>
    (await listDeskReviews(salon.ctx, { stars, state, page: 0 })).reviews.map(({ body }) => body);
  expect(await ids(null, 'all')).toEqual([null, 'плохо', 'отлично']);
  expect(await ids(5, 'all')).toEqual([null, 'отлично']);
  expect(await ids(null, 'hidden')).toEqual(['плохо']);
  expect(await ids(null, 'open')).toEqual(['отлично']);
  expect(await listDeskReviews(salon.ctx, { stars: 3, state: 'all', page: 9 })).toMatchObject({
    total: 0,
    page: 0,
    pages: 1,
    distribution: [0, 1, 0, 0, 2],
    average: 4,
  });
});

it('an answer is public at once, and the client is told of the first one only', async () => {
  const id = await review(1, 4, 'хорошо');
  expect(await reply(id, '  Спасибо,   ждём! ', 1)).toMatchObject({
    outcome: 'saved',
    review: { reply: 'Спасибо, ждём!', version: 2 },
  });
  expect((await readReviews(salon.ctx, 0)).reviews).toMatchObject([{ reply: 'Спасибо, ждём!' }]);
  expect(await reply(id, 'Спасибо!', 2)).toMatchObject({ outcome: 'saved' });
  expect(await told()).toMatchObject([{ kind: 'review_reply', state: 'pending' }]);
  const claimed = await due();
  expect(claimed.due).toMatchObject([{ kind: 'review_reply', clientId, reviewReply: 'Спасибо!' }]);
  const lines = await all<{ action: string }>(salon.ctx, 'audit_log');
  expect(lines.map(({ action }) => action)).toEqual(['review.reply', 'review.reply']);
  expect(JSON.stringify(lines)).not.toContain('Спасибо');
});

it('at night the client is told in the morning', async () => {
  const id = await review(1, 4, 'хорошо');
  salon.clock.setTo(salon.at('2026-03-02T23:30'));
  await reply(id, 'Спасибо', 1);
  expect(await told()).toMatchObject([{ due_at: new Date(salon.at('2026-03-03T08:00')) }]);
  expect((await due()).due).toEqual([]);
  salon.clock.setTo(salon.at('2026-03-03T08:00'));
  expect((await due()).due).toHaveLength(1);
});

it('hiding takes a review and its stars from the public, and showing gives them back', async () => {
  const id = await review(1, 1, 'ужас');
  await review(2, 5, 'чудо');
  expect(await hide(id)).toMatchObject({ outcome: 'saved', review: { hidden: true } });
  expect(await hide(id)).toMatchObject({ outcome: 'unchanged' });
  expect(await readReviews(salon.ctx, 0)).toMatchObject({ rating: { average: 5, count: 1 } });
  await hide(id, false);
  expect(await readReviews(salon.ctx, 0)).toMatchObject({ rating: { average: 3, count: 2 } });
  expect(await told()).toEqual([]);
  const lines = await all<{ action: string }>(salon.ctx, 'audit_log');
  expect(lines.map(({ action }) => action)).toEqual(['review.hide', 'review.show']);
});

it('tells the second of two who answer, and says what is wrong with an answer', async () => {
  const id = await review(1, 4, 'хорошо');
  await reply(id, 'первый', 1);
  expect(await reply(id, 'второй', 1)).toMatchObject({ outcome: 'changed', review: { reply: 'первый' } });
  expect(await reply(id, ' \u200b ', 2)).toEqual({ outcome: 'empty' });
  expect(await reply(id, 'ы'.repeat(1001), 2)).toEqual({ outcome: 'too_long', length: 1001 });
  expect(await reply(id, null, 2)).toMatchObject({ outcome: 'saved', review: { reply: null } });
  for (const garbage of [0, 2 ** 31, Number.NaN]) {
    expect(await hide(garbage)).toEqual({ outcome: 'not_found' });
    expect(await readReview(salon.ctx, garbage)).toBeNull();
  }
});

it('of two who answer at the same moment one is told of the other', async () => {
  const id = await review(1, 4, 'хорошо');
  const answers = await salon.ctx.db.transact(async (tx) => {
    await tx.rows(tx.sql('reviews').where({ id }).select('id').forUpdate());
    const begun = ['первый', 'второй'].map((typed) => reply(id, typed, 1));
    const waits = `select count(*)::int as count from pg_locks
      where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`;
    for (let count = 0; count < begun.length;) {
      count = (await tx.rows<{ count: number }>(tx.sql.raw(waits)))[0]?.count ?? 0;
    }
    return begun;
  });
  const outcomes = (await Promise.all(answers)).map(({ outcome }) => outcome);
  expect(outcomes.sort()).toEqual(['changed', 'saved']);
  expect(await all(salon.ctx, 'audit_log')).toHaveLength(1);
});

it('answers a redelivered update as before', async () => {
  const id = await review(1, 4, 'хорошо');
  const updateId = nextUpdateId();
  const first = await reply(id, 'Спасибо', 1, updateId);
  expect(await reply(id, 'Спасибо', 1, updateId)).toEqual(first);
  expect(await all(salon.ctx, 'audit_log')).toHaveLength(1);
});
