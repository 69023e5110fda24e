import { renderDeskNotice } from '../../src/bot/admin/notices/notice.js';
import { addAdmin } from '../../src/commands/desk/add-admin.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { commitVisit } from '../../src/commands/desk/commit-visit.js';
import { changeDraft, startChange } from '../../src/commands/desk/visit-draft.js';
import { removeAdmin } from '../../src/commands/desk/change-role.js';
import { readTeamMember } from '../../src/commands/desk/list-team.js';
import { editNoticeChoices, readNoticeChoices } from '../../src/commands/desk/notice-choices.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import { isForDesk } from '../../src/commands/claim-notifications.js';
import { leaveReview } from '../../src/commands/leave-review.js';
import { openClient } from '../../src/commands/open-client.js';
import { planDigestsNow } from '../../src/commands/plan-desk-notices.js';
import { rescheduleBooking } from '../../src/commands/reschedule-booking.js';
import { bookSlot } from '../../src/commands/book-slot.js';
import type { Role } from '../../src/domain/permissions.js';
import { processTenant, type RenderNotice } from '../../src/jobs/notifications.js';
import {
  all,
  buildSalon,
  change,
  newClient,
  nextPersonId,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { Mailbox, notificationsOf, plainly } from '../support/notices.js';

let pool: TestDatabase;
let salon: Salon;
let post: Mailbox;
let owner: Admin;

beforeAll(async () => {
  pool = await testDatabase();
});
afterAll(() => pool.close());
beforeEach(async () => {
  salon = await buildSalon(pool.database, { staff: [{ name: 'Анна' }, { name: 'Мария' }] });
  post = new Mailbox();
  owner = { telegramId: nextPersonId(), role: 'owner', staffId: null, name: 'Ольга' };
  salon = { ...salon, ctx: { ...salon.ctx, sender: post, owners: [owner.telegramId] } };
  await openClient(salon.ctx, { telegramId: owner.telegramId, languageCode: 'ru' });
});

const cause = () => ({ updateId: nextUpdateId() });
const render: RenderNotice = (ctx, due) => (isForDesk(due) ? renderDeskNotice(ctx, due) : plainly(ctx, due));
const send = () => processTenant(salon.ctx, render);
const told = ({ telegramId }: Pick<Admin, 'telegramId'>) =>
  post.delivered
    .filter(({ chatId }) => chatId === telegramId)
    .map(({ text }) => text.replaceAll('\u00a0', ' '));

async function member(role: Role, staff = 0, languageCode = 'ru'): Promise<Admin> {
  const staffId = role === 'staff' ? (salon.staff[staff] ?? 0) : null;
  const admin: Admin = { telegramId: nextPersonId(), role, staffId, name: 'Вера' };
  await openClient(salon.ctx, { telegramId: admin.telegramId, languageCode });
  expect((await addAdmin(salon.ctx, owner, cause(), admin)).outcome).toBe('added');
  return admin;
}

/** A client books with the first master. */
async function book(wallTime: string, clientId?: number) {
  const id = clientId ?? (await newClient(salon.ctx)).id;
  const order = { clientId: id, serviceId: salon.services[0] ?? 0, staffId: salon.staff[0] ?? 0 };
  const result = await bookSlot(salon.ctx, cause(), { ...order, start: salon.at(wallTime) });
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  return { clientId: id, bookingId: result.booking.id };
}

const deskRows = async () =>
  (await notificationsOf(salon.ctx)).filter(({ kind }) => kind.startsWith('desk_') && kind !== 'desk_digest');
const digests = async () => (await notificationsOf(salon.ctx)).filter(({ kind }) => kind === 'desk_digest');

describe('a client books', () => {
  test('the team is told, each as far as the role and the own calendar reach', async () => {
    const manager = await member('manager', 0, 'en');
    const [anna, maria, viewer] = [
      await member('staff', 0),
      await member('staff', 1),
      await member('viewer'),
    ];
    const { clientId } = await book('2026-03-04T10:00');
    await send();
    const [text = ''] = told(owner);
    expect(text).toContain('🆕 Новая запись');
    expect(text).toContain('среда, 4 марта, 10:00–11:00');
    expect(text).toContain('👤 Мария, +7 916');
    expect(text).toContain('Ещё ни разу не был у вас');
    expect(told(manager)[0]).toContain('🆕 New booking');
    expect(told(anna)).toHaveLength(1);
    expect([...told(maria), ...told(viewer)]).toEqual([]);
    await send();
    expect(told(owner)).toHaveLength(1);
    expect((await deskRows()).every(({ state, attempt }) => state === 'sent' && attempt === 1)).toBe(true);
    expect(clientId).toBeGreaterThan(0);
  });

  test('with the history of the client: visits and no-shows', async () => {
    const { bookingId, clientId } = await book('2026-03-03T10:00');
    const missed = await book('2026-03-04T10:00', clientId);
    salon.clock.setTo(salon.at('2026-03-05T12:00'));
    await change(salon.ctx, 'bookings', { id: bookingId }, { status: 'completed' });
    await change(salon.ctx, 'bookings', { id: missed.bookingId }, { status: 'no_show' });
    await book('2026-03-06T10:00', clientId);
    await send();
    expect(told(owner).at(-1)).toContain('До этого: 1 визит, 1 неявка, 0 отмен.');
  });

  test('somebody removed before it goes out, or who wants it no more, gets nothing', async () => {
    const [gone, tired] = [await member('manager'), await member('manager')];
    await book('2026-03-04T10:00');
    const version = (await readTeamMember(salon.ctx, gone.telegramId))?.version ?? 0;
    await removeAdmin(salon.ctx, owner, cause(), { telegramId: gone.telegramId, expectedVersion: version });
    await editNoticeChoices(salon.ctx, tired, cause(), { created: false });
    await send();
    expect([...told(gone), ...told(tired)]).toEqual([]);
    expect(told(owner)).toHaveLength(1);
    const reasons = (await deskRows()).flatMap(({ reason }) => (reason === null ? [] : [reason]));
    expect(reasons).toEqual(['not_wanted', 'not_wanted']);
    await book('2026-03-05T10:00');
    expect(await deskRows()).toHaveLength(4);
  });

  test('an owner the registry names no more gets nothing', async () => {
    await book('2026-03-04T10:00');
    await processTenant({ ...salon.ctx, owners: [] }, render);
    expect(told(owner)).toEqual([]);
  });

  test('at night it waits for the morning, unless the visit is near', async () => {
    salon.clock.setTo(salon.at('2026-03-02T23:00'));
    await book('2026-03-03T15:00');
    await book('2026-03-03T09:30');
    await send();
    expect(told(owner)).toHaveLength(1);
    expect(told(owner)[0]).toContain('09:30');
    salon.clock.setTo(salon.at('2026-03-03T08:01'));
    await send();
    expect(told(owner).filter((text) => text.includes('Новая запись'))).toHaveLength(2);
  });
});

test('a moved visit is told with what was before, a cancelled one with the reason', async () => {
  const { bookingId, clientId } = await book('2026-03-05T10:00');
  await send();
  const target = { clientId, bookingId, start: salon.at('2026-03-06T12:00'), staffId: salon.staff[0] ?? 0 };
  const moved = await rescheduleBooking(salon.ctx, cause(), target);
  expect(moved.outcome).toBe('moved');
  await send();
  expect(told(owner)[1]).toContain('🔁 Клиент перенёс запись');
  expect(told(owner)[1]).toContain('пятница, 6 марта, 12:00');
  expect(told(owner)[1]).toContain('Было: четверг, 5 марта, 10:00');
  const reason = { code: 'own', text: 'Заболела <i>' } as const;
  await cancelBooking(salon.ctx, cause(), { clientId, bookingId, reason });
  await send();
  expect(told(owner)[2]).toContain('❌ Клиент отменил запись');
  expect(told(owner)[2]).toContain('Заболела &lt;i&gt;');
});

describe('a visit that goes to another master', () => {
  const goesTo = async (
    master: number,
    bookingId: number,
    clientId: number,
    wallTime = '2026-03-06T12:00',
  ) => {
    const staffId = salon.staff[master] ?? 0;
    const target = { clientId, bookingId, start: salon.at(wallTime), staffId };
    expect((await rescheduleBooking(salon.ctx, cause(), target)).outcome).toBe('moved');
  };

  test('by its client’s wish is told to both, and to who lost it no more than what was', async () => {
    const [anna, maria] = [await member('staff', 0), await member('staff', 1, 'en')];
    const { bookingId, clientId } = await book('2026-03-05T10:00');
    await send();
    post.delivered.length = 0;
    await goesTo(1, bookingId, clientId);
    await send();
    const [left = '', ...more] = told(anna);
    expect(more).toEqual([]);
    expect(left).toBe(
      '<b>🔁 Запись теперь у другого мастера: Мария</b>\n\n' +
        'Было: четверг, 5 марта, 10:00\nУслуга: Стрижка\n👤 Мария',
    );
    expect(told(maria)).toHaveLength(1);
    expect(told(maria)[0]).toContain('A client moved a booking');
    expect(told(maria)[0]).toContain('Before: Thursday 5 March, 10:00, with Анна');
    expect(told(owner)).toHaveLength(1);
    expect(told(owner)[0]).toContain('Было: четверг, 5 марта, 10:00, мастер Анна');
  });

  test('by the salon is told to both, and neither to others nor to who did it', async () => {
    const [anna, maria] = [await member('staff', 0), await member('staff', 1)];
    // Works with clients, too, and wants to be told of the own calendar only.
    const chief = await member('manager');
    await change(salon.ctx, 'admins', { telegram_id: chief.telegramId }, { staff_id: salon.staff[0] });
    await editNoticeChoices(salon.ctx, chief, cause(), { ownOnly: true });
    const { bookingId } = await book('2026-03-05T10:00');
    await send();
    post.delivered.length = 0;
    const draft = await startChange(salon.ctx, chief, cause(), bookingId);
    await changeDraft(salon.ctx, chief, draft?.id ?? 0, { staffId: salon.staff[1] ?? 0 });
    const order = { draftId: draft?.id ?? 0, anyway: false };
    expect((await commitVisit(salon.ctx, chief, cause(), order)).outcome).toBe('done');
    await send();
    expect(told(anna)).toHaveLength(1);
    expect(told(anna)[0]).toContain('Запись теперь у другого мастера: Мария');
    expect(told(maria)).toHaveLength(1);
    expect(told(maria)[0]).toContain('🔁 Вам передали запись');
    expect(told(maria)[0]).toContain('Было: четверг, 5 марта, 10:00, мастер Анна');
    expect([...told(owner), ...told(chief)]).toEqual([]);
  });

  test('and comes back before anybody is told is told as it is; one who wants none is told nothing', async () => {
    const [anna, tired] = [await member('staff', 0), await member('staff', 0)];
    const { bookingId, clientId } = await book('2026-03-05T10:00');
    await send();
    post.delivered.length = 0;
    await editNoticeChoices(salon.ctx, tired, cause(), { changed: false });
    await goesTo(1, bookingId, clientId);
    await goesTo(0, bookingId, clientId, '2026-03-06T13:00');
    await send();
    expect(told(anna)).toHaveLength(1);
    expect(told(anna)[0]).toContain('Клиент перенёс запись');
    expect(told(anna)[0]).toContain('13:00');
    expect(told(tired)).toEqual([]);
  });

  test('is told by day when the visit that was is far, at night when it was near', async () => {
    const settings = { ...salon.ctx.settings, changeDeadlineMinutes: 60 };
    salon = { ...salon, ctx: { ...salon.ctx, settings } };
    const anna = await member('staff', 0);
    const [far, near] = [await book('2026-03-05T10:00'), await book('2026-03-03T09:30')];
    await send();
    post.delivered.length = 0;
    salon.clock.setTo(salon.at('2026-03-02T23:00'));
    await goesTo(1, far.bookingId, far.clientId, '2026-03-03T10:30');
    await goesTo(1, near.bookingId, near.clientId, '2026-03-06T12:00');
    await send();
    expect(told(anna).map((text) => /Было: (.*)/.exec(text)?.[1])).toEqual(['вторник, 3 марта, 09:30']);
    salon.clock.setTo(salon.at('2026-03-03T08:01'));
    await send();
    expect(told(anna).filter((text) => text.includes('теперь у другого мастера'))).toHaveLength(2);
  });
});

test('a visit that is moved or cancelled before the notice goes is told once, as it is', async () => {
  const { bookingId, clientId } = await book('2026-03-05T10:00');
  await cancelBooking(salon.ctx, cause(), { clientId, bookingId });
  await send();
  expect(told(owner)).toHaveLength(1);
  expect(told(owner)[0]).toContain('отменил');
});

test.each([
  [3, 1],
  [4, 0],
])('%i stars are told %i times, and not to masters', async (stars, times) => {
  const anna = await member('staff', 0);
  const { bookingId, clientId } = await book('2026-03-03T10:00');
  salon.clock.setTo(salon.at('2026-03-03T12:00'));
  await leaveReview(salon.ctx, cause(), { clientId, bookingId, stars });
  await send();
  expect(told(owner).filter((text) => text.includes('Низкая оценка'))).toHaveLength(times);
  expect(told(anna).filter((text) => text.includes('Низкая оценка'))).toEqual([]);
});

describe('the digest', () => {
  test('comes each morning with the day’s visits, and plans the next one by itself', async () => {
    const anna = await member('staff', 0);
    const maria = await member('staff', 1);
    await planDigestsNow(salon.ctx);
    await book('2026-03-03T10:00');
    await book('2026-03-05T12:00');
    await send();
    post.delivered.length = 0;
    for (const day of ['03', '04', '05']) {
      salon.clock.setTo(salon.at(`2026-03-${day}T08:00`));
      await send();
    }
    const mornings = told(owner).filter((text) => text.includes('Доброе утро'));
    expect(mornings).toHaveLength(2);
    expect(mornings[0]).toContain('Сегодня вторник, 3 марта: 1 запись.');
    expect(mornings[0]).toContain('10:00 — Мария, Стрижка');
    expect(mornings[1]).toContain('четверг, 5 марта');
    expect(told(anna).filter((text) => text.includes('Доброе утро'))).toHaveLength(2);
    expect(told(maria)).toEqual([]);
    const waiting = (await digests()).filter(({ state }) => state === 'pending');
    expect(waiting.map(({ due_at }) => due_at.getTime())).toContain(salon.at('2026-03-06T08:00'));
  });

  test('is planned once, however often, and moves with the choice', async () => {
    await planDigestsNow(salon.ctx);
    const first = await digests();
    await Promise.all([planDigestsNow(salon.ctx), planDigestsNow(salon.ctx), planDigestsNow(salon.ctx)]);
    expect(await digests()).toEqual(first);
    const manager = await member('manager');
    await editNoticeChoices(salon.ctx, manager, cause(), { digestMinute: 600 });
    const times = (await digests()).filter(({ state }) => state === 'pending');
    expect(times.map(({ due_at }) => due_at.getTime())).toEqual(
      expect.arrayContaining([salon.at('2026-03-03T08:00'), salon.at('2026-03-03T10:00')]),
    );
    await editNoticeChoices(salon.ctx, manager, cause(), { digestMinute: null });
    await editNoticeChoices(salon.ctx, manager, cause(), { digestMinute: 420 });
    const own = (await digests())
      .filter(({ state }) => state === 'pending')
      .map(({ due_at }) => due_at.getTime());
    expect(own).toContain(salon.at('2026-03-03T07:00'));
    expect(own).not.toContain(salon.at('2026-03-03T10:00'));
  });

  test('is not sent at noon when the morning was slept through, and comes again the day after', async () => {
    await planDigestsNow(salon.ctx);
    await book('2026-03-06T10:00');
    salon.clock.setTo(salon.at('2026-03-05T12:00'));
    await send();
    salon.clock.setTo(salon.at('2026-03-06T08:00'));
    await send();
    expect(told(owner).filter((text) => text.includes('Доброе утро'))).toHaveLength(1);
  });
});

describe('what somebody is told', () => {
  test('is by default everything, the own things, or nothing', async () => {
    const all_ = { created: true, changed: true, cancelled: true, digestMinute: 480 };
    expect(await readNoticeChoices(salon.ctx, await member('manager'))).toEqual({
      ...all_,
      rating: true,
      ownOnly: false,
    });
    const anna = await member('staff');
    expect(await readNoticeChoices(salon.ctx, anna)).toEqual({ ...all_, rating: false, ownOnly: true });
    expect(await editNoticeChoices(salon.ctx, anna, cause(), { ownOnly: false })).toMatchObject({
      ownOnly: true,
    });
    expect(await readNoticeChoices(salon.ctx, await member('viewer'))).toMatchObject({
      created: false,
      digestMinute: null,
    });
  });

  test('is changed with a line in the journal, once', async () => {
    const manager = await member('manager');
    const update = cause();
    await editNoticeChoices(salon.ctx, manager, update, { changed: false });
    await editNoticeChoices(salon.ctx, manager, cause(), { changed: false });
    await editNoticeChoices(salon.ctx, manager, cause(), { changed: true });
    const choices = await editNoticeChoices(salon.ctx, manager, update, { changed: false });
    expect(choices).toMatchObject({ changed: true });
    const lines = (await all<{ action: string; old: unknown; new: unknown }>(salon.ctx, 'audit_log')).filter(
      ({ action }) => action === 'notices.edit',
    );
    expect(lines.map((line) => line.new)).toEqual([{ changed: false }, { changed: true }]);
  });
});
