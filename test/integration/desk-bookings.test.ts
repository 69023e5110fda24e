import { bookSlot } from '../../src/commands/book-slot.js';
import { editBookingContact } from '../../src/commands/edit-booking-contact.js';
import type { Admin } from '../../src/commands/desk/admin.js';
import { cancelVisit } from '../../src/commands/desk/cancel-visit.js';
import { commitVisit } from '../../src/commands/desk/commit-visit.js';
import { findCandidates, quoteDraft, readCandidate } from '../../src/commands/desk/draft-options.js';
import { editBooking, type FieldEdit } from '../../src/commands/desk/edit-booking.js';
import { changeFilter, findBookings, noFilter } from '../../src/commands/desk/find-bookings.js';
import { markVisit } from '../../src/commands/desk/mark-visit.js';
import { readDeskBooking } from '../../src/commands/desk/read-desk-booking.js';
import {
  listCalendars,
  readDayPlan,
  readMonthPlan,
  readToday,
  readWeekPlan,
} from '../../src/commands/desk/read-schedule.js';
import {
  changeDraft,
  startBooking,
  startChange,
  type VisitDraft,
} from '../../src/commands/desk/visit-draft.js';
import { add, all, buildSalon, change, newClient, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
let salon: Salon;
let serviceId: number;
let long: number;
let anna: number;
let boris: number;
const owner: Admin = { telegramId: 71, role: 'owner', staffId: null, name: 'Ольга' };
const manager: Admin = { telegramId: 72, role: 'manager', staffId: null, name: 'Пётр' };
let master: Admin;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database, {
    services: [
      { name: 'Стрижка', priceMinor: 150_000, durationMinutes: 60 },
      { name: 'Окрашивание', priceMinor: 400_000, durationMinutes: 120 },
    ],
    staff: [{ name: 'Анна' }, { name: 'Борис' }],
  });
  [serviceId = 0, long = 0] = salon.services;
  [anna = 0, boris = 0] = salon.staff;
  master = { telegramId: 73, role: 'staff', staffId: anna, name: 'Анна' };
});

const cause = () => ({ updateId: nextUpdateId() });

interface Booked {
  readonly clientId: number;
  readonly bookingId: number;
}

async function book(wallTime: string, staffId = anna, clientId?: number): Promise<Booked> {
  const id = clientId ?? (await newClient(salon.ctx)).id;
  const result = await bookSlot(salon.ctx, cause(), {
    clientId: id,
    serviceId,
    staffId,
    start: salon.at(wallTime),
  });
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  return { clientId: id, bookingId: result.booking.id };
}

/** A change of a booking, begun but not committed. */
async function draftOf(
  bookingId: number,
  wanted: Partial<Omit<VisitDraft, 'booking'>>,
  by = owner,
): Promise<number> {
  const draft = await startChange(salon.ctx, by, cause(), bookingId);
  if (draft === null) throw new Error('no draft');
  await changeDraft(salon.ctx, by, draft.id, wanted);
  return draft.id;
}

async function newDraft(wanted: Partial<Omit<VisitDraft, 'booking'>>, by = owner): Promise<number> {
  const draft = await startBooking(salon.ctx, by, cause(), null);
  if (draft === null) throw new Error('no draft');
  await changeDraft(salon.ctx, by, draft.id, { serviceId, staffId: anna, ...wanted });
  return draft.id;
}

const commit = (draftId: number, { by = owner, anyway = false, updateId = nextUpdateId() } = {}) =>
  commitVisit(salon.ctx, by, { updateId }, { draftId, anyway });

interface StoredRow {
  readonly id: number;
  readonly status: string;
  readonly staff_id: number;
  readonly service_id: number;
  readonly starts_at: Date;
  readonly version: number;
  readonly client_id: number;
  readonly price_minor: number;
}

const stored = async (id: number) =>
  (await all<StoredRow>(salon.ctx, 'bookings')).find((row) => row.id === id);
const kinds = async () => (await all<{ kind: string }>(salon.ctx, 'booking_events')).map(({ kind }) => kind);
const audits = () =>
  all<{ action: string; actor: string; old: unknown; new: unknown }>(salon.ctx, 'audit_log');
const notices = async (kind: string) =>
  (await all<{ kind: string; state: string; details: unknown }>(salon.ctx, 'notifications')).filter(
    (row) => row.kind === kind,
  );

describe('changing when, with whom and what', () => {
  it('moves a booking, keeps its number, tells its client what was before and writes it down', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    const start = salon.at('2026-03-06T15:00');
    const draftId = await draftOf(bookingId, { start, staffId: boris });
    expect(await commit(draftId)).toEqual({ outcome: 'done', bookingId, repeated: false });
    expect(await stored(bookingId)).toMatchObject({
      starts_at: new Date(start),
      staff_id: boris,
      version: 2,
    });
    expect(await kinds()).toEqual(['created', 'moved']);
    expect(await notices('changed')).toMatchObject([
      { state: 'pending', details: { startsAt: salon.at('2026-03-05T10:00'), master: 'Анна' } },
    ]);
    expect(await audits()).toMatchObject([
      {
        action: 'booking.move',
        actor: 'admin:71',
        old: { master: 'Анна', startsAt: '2026-03-05T07:00:00.000Z' },
        new: { master: 'Борис', startsAt: '2026-03-06T12:00:00.000Z' },
      },
    ]);
    const reminders = await notices('reminder');
    expect(reminders.filter(({ state }) => state === 'pending')).not.toEqual([]);
    expect(reminders.filter(({ state }) => state === 'skipped')).not.toEqual([]);
  });

  it('gives another service its own length and price, and says so in history and notice', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    expect(await commit(await draftOf(bookingId, { serviceId: long }))).toMatchObject({ outcome: 'done' });
    const card = await readDeskBooking(salon.ctx, owner, bookingId);
    expect(card).toMatchObject({ serviceName: 'Окрашивание', priceMinor: 400_000, version: 2 });
    expect(card?.endsAt).toBe(salon.at('2026-03-05T12:00'));
    expect(card?.history.map(({ kind }) => kind)).toEqual(['created', 'service_changed']);
    expect(await notices('changed')).toMatchObject([
      {
        details: {
          service: 'Стрижка',
          durationMinutes: 60,
          price: { from: 150_000, to: 400_000, currency: 'RUB' },
        },
      },
    ]);
  });

  it('keeps price and length as agreed while service and master stay', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    await change(salon.ctx, 'services', { id: serviceId }, { price_minor: 990_000, duration_minutes: 90 });
    const start = salon.at('2026-03-05T12:00');
    await commit(await draftOf(bookingId, { start }));
    expect(await stored(bookingId)).toMatchObject({ price_minor: 150_000, starts_at: new Date(start) });
    expect((await readDeskBooking(salon.ctx, owner, bookingId))?.endsAt).toBe(start + 3_600_000);
  });

  it('moves a visit of a service that clients are not offered any more', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    await change(salon.ctx, 'services', { id: serviceId }, { active: false });
    const draftId = await draftOf(bookingId, { start: salon.at('2026-03-05T14:00') });
    expect(await commit(draftId)).toMatchObject({ outcome: 'done' });
    expect(
      await commit(
        await newDraft({ start: salon.at('2026-03-05T16:00'), name: 'Ян', phone: '+79160000001' }),
      ),
    ).toEqual({
      outcome: 'gone',
      reason: 'service_gone',
    });
  });

  it('never overlaps, whatever is said', async () => {
    await book('2026-03-05T10:00');
    const { bookingId } = await book('2026-03-05T15:00');
    for (const wall of ['2026-03-05T10:00', '2026-03-05T09:30', '2026-03-05T10:59']) {
      const draftId = await draftOf(bookingId, { start: salon.at(wall) });
      expect(await commit(draftId, { anyway: true })).toEqual({
        outcome: 'refused',
        obstacle: 'taken',
        otherId: null,
      });
    }
    expect(await stored(bookingId)).toMatchObject({ version: 1 });
    expect(await kinds()).toEqual(['created', 'created']);
    expect(await audits()).toEqual([]);
  });

  it('offers free times near a taken one', async () => {
    await book('2026-03-05T10:00');
    const { bookingId } = await book('2026-03-05T15:00');
    const quote = await quoteDraft(
      salon.ctx,
      owner,
      await draftOf(bookingId, { start: salon.at('2026-03-05T10:00') }),
    );
    if (quote === null || typeof quote === 'string') throw new Error('no quote');
    expect(quote.judgement).toMatchObject({ kind: 'refused', obstacle: 'taken' });
    expect(quote.alternatives.map(({ start }) => start)).toContain(salon.at('2026-03-05T11:00'));
  });

  it('refuses a time closed by hand until it is opened', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    await add(salon.ctx, 'time_blocks', { during: '[2026-03-05T11:00Z,2026-03-05T12:00Z)' });
    const draftId = await draftOf(bookingId, { start: salon.at('2026-03-05T14:30') });
    expect(await commit(draftId, { anyway: true })).toMatchObject({ outcome: 'refused', obstacle: 'closed' });
  });

  it.each([
    ['before the hours', '2026-03-05T07:00', ['outside_hours']],
    ['on too short notice', '2026-03-02T11:30', ['too_soon']],
    ['in the past', '2026-03-02T10:00', ['past']],
    ['beyond the horizon', '2026-08-05T10:00', ['too_far']],
    ['in the past at night', '2026-03-02T03:00', ['past', 'outside_hours']],
  ])('%s only when somebody says so', async (_, wall, warnings) => {
    const { bookingId } = await book('2026-03-05T10:00');
    const start = salon.at(wall);
    const draftId = await draftOf(bookingId, { start });
    expect(await commit(draftId)).toEqual({ outcome: 'warned', warnings });
    expect(await stored(bookingId)).toMatchObject({ version: 1 });
    expect(await commit(draftId, { anyway: true })).toMatchObject({ outcome: 'done' });
    expect(await stored(bookingId)).toMatchObject({ starts_at: new Date(start) });
    expect((await audits())[0]?.new).toMatchObject({ anyway: warnings });
  });

  it('does not put a client at two places', async () => {
    const { clientId, bookingId: other } = await book('2026-03-05T10:00', anna);
    const { bookingId } = await book('2026-03-05T15:00', boris, clientId);
    const draftId = await draftOf(bookingId, { start: salon.at('2026-03-05T10:30') });
    expect(await commit(draftId, { anyway: true })).toEqual({
      outcome: 'refused',
      obstacle: 'own_overlap',
      otherId: other,
    });
  });

  it('answers a redelivered update and a second press with the same, and changes nothing twice', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    const draftId = await draftOf(bookingId, { start: salon.at('2026-03-05T12:00') });
    const updateId = nextUpdateId();
    const first = await commit(draftId, { updateId });
    expect(await commit(draftId, { updateId })).toEqual(first);
    expect(await commit(draftId)).toEqual({ outcome: 'done', bookingId, repeated: true });
    expect(await kinds()).toEqual(['created', 'moved']);
    expect(await audits()).toHaveLength(1);
    expect(await notices('changed')).toHaveLength(1);
  });

  it('tells the second of two editors, and changes nothing for that one', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    const mine = await draftOf(bookingId, { start: salon.at('2026-03-05T12:00') }, owner);
    const yours = await draftOf(bookingId, { start: salon.at('2026-03-05T16:00') }, manager);
    expect(await commit(mine, { by: owner })).toMatchObject({ outcome: 'done' });
    expect(await commit(yours, { by: manager })).toEqual({ outcome: 'changed', bookingId });
    expect(await stored(bookingId)).toMatchObject({ starts_at: new Date(salon.at('2026-03-05T12:00')) });
  });

  it("reaches no draft of another person's", async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    const draftId = await draftOf(bookingId, { start: salon.at('2026-03-05T12:00') }, owner);
    expect(await commit(draftId, { by: manager })).toEqual({ outcome: 'not_found' });
    expect(await changeDraft(salon.ctx, manager, draftId, { start: 0 })).toBeNull();
    expect(await quoteDraft(salon.ctx, manager, draftId)).toBeNull();
  });

  it('begins no change of a booking that is cancelled', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    await cancelVisit(salon.ctx, owner, cause(), { bookingId, expectedVersion: 1, reason: null });
    expect(await startChange(salon.ctx, owner, cause(), bookingId)).toBeNull();
  });
});

describe('booking for a client', () => {
  const walkIn = { name: 'Ян', phone: '+79160000001' };

  it('books somebody new, who becomes a client without Telegram', async () => {
    const draftId = await newDraft({ start: salon.at('2026-03-05T10:00'), comment: 'у окна', ...walkIn });
    const result = await commit(draftId);
    expect(result).toMatchObject({ outcome: 'done' });
    expect(await all(salon.ctx, 'clients')).toMatchObject([{ telegram_id: null, ...walkIn }]);
    expect(await all(salon.ctx, 'bookings')).toMatchObject([
      { contact_name: 'Ян', contact_phone: '+79160000001', comment: 'у окна', staff_id: anna },
    ]);
    expect(await all(salon.ctx, 'booking_events')).toMatchObject([{ kind: 'created', actor: 'admin:71' }]);
    expect(await notices('created')).toHaveLength(1);
    const [entry] = await audits();
    expect(entry).toMatchObject({ action: 'booking.create', new: { name: 'Я…', phone: '+7…0001' } });
    expect(JSON.stringify(await all(salon.ctx, 'operations'))).not.toMatch(/Ян|0000001/);
    expect(JSON.stringify(await all(salon.ctx, 'processed_updates', 'update_id'))).not.toMatch(/Ян|0000001/);
  });

  it('is bound by no limit, and books a known client again and again', async () => {
    const { clientId } = await book('2026-03-05T10:00');
    for (const hour of ['12', '14', '16', '18']) {
      const draftId = await newDraft({ clientId, start: salon.at(`2026-03-05T${hour}:00`) });
      expect(await commit(draftId)).toMatchObject({ outcome: 'done' });
    }
    expect(await all(salon.ctx, 'clients')).toHaveLength(1);
    expect(await all(salon.ctx, 'bookings')).toHaveLength(5);
  });

  it('finds a known client by the number in any notation, or by a part of the name', async () => {
    await commit(await newDraft({ start: salon.at('2026-03-05T10:00'), ...walkIn, name: 'Ян_Ш%' }));
    await commit(
      await newDraft({ start: salon.at('2026-03-05T12:00'), name: 'Янина', phone: '+79160000002' }),
    );
    const byPhone = await findCandidates(salon.ctx, owner, { phone: '+79160000001' });
    expect(byPhone).toMatchObject([{ name: 'Ян_Ш%', phone: '+79160000001', blacklisted: false }]);
    expect(await findCandidates(salon.ctx, owner, { name: 'ян' })).toHaveLength(2);
    expect(await findCandidates(salon.ctx, owner, { name: 'н_ш' })).toHaveLength(1);
    expect(await findCandidates(salon.ctx, owner, { name: '%' })).toHaveLength(1);
  });

  it('books with whoever is free, and with the less busy of two', async () => {
    await book('2026-03-05T10:00', anna);
    const draftId = await newDraft({ staffId: null, start: salon.at('2026-03-05T15:00'), ...walkIn });
    await commit(draftId);
    const [, second] = await all<StoredRow>(salon.ctx, 'bookings');
    expect(second?.staff_id).toBe(boris);
  });

  it('warns of a blacklisted client, and lets the salon book all the same', async () => {
    const { clientId } = await book('2026-03-05T10:00');
    const blacklisted = { blacklisted_at: new Date(), blacklist_reason: 'грубил', prepay_only: true };
    await change(salon.ctx, 'clients', { id: clientId }, blacklisted);
    const draftId = await newDraft({ clientId, start: salon.at('2026-03-05T12:00') });
    expect(await quoteDraft(salon.ctx, owner, draftId)).toMatchObject({
      client: { blacklisted: true, blacklistReason: 'грубил', prepayOnly: true, active: 1 },
    });
    expect(await commit(draftId)).toMatchObject({ outcome: 'done' });
  });

  it('says what is missing', async () => {
    const start = salon.at('2026-03-05T10:00');
    expect(await commit(await newDraft({ start: null, ...walkIn }))).toEqual({ outcome: 'incomplete' });
    expect(await commit(await newDraft({ start, name: 'Ян' }))).toEqual({ outcome: 'incomplete' });
    expect(await commit(await newDraft({ start, serviceId: null, ...walkIn }))).toEqual({
      outcome: 'incomplete',
    });
    expect(await all(salon.ctx, 'clients')).toEqual([]);
  });

  it('a second press gets the booking of the first, also at the same moment', async () => {
    const draftId = await newDraft({ start: salon.at('2026-03-05T10:00'), ...walkIn });
    const results = await Promise.all([commit(draftId), commit(draftId), commit(draftId)]);
    const ids = results.map((result) => (result.outcome === 'done' ? result.bookingId : 0));
    expect(new Set(ids).size).toBe(1);
    expect(await all(salon.ctx, 'bookings')).toHaveLength(1);
    expect(await all(salon.ctx, 'clients')).toHaveLength(1);
  });

  it('forgets what was typed of a client when something else is begun', async () => {
    await newDraft({ start: salon.at('2026-03-05T10:00'), ...walkIn });
    await newDraft({ start: salon.at('2026-03-05T11:00') });
    expect(await all(salon.ctx, 'operations')).toHaveLength(1);
    expect(JSON.stringify(await all(salon.ctx, 'operations'))).not.toMatch(/Ян|0000001/);
  });
});

describe('one field of a booking', () => {
  const edit = (bookingId: number, change_: FieldEdit, expectedVersion = 1, updateId = nextUpdateId()) =>
    editBooking(salon.ctx, owner, { updateId }, { bookingId, expectedVersion, edit: change_ });

  it.each<[FieldEdit, object, object]>([
    [{ field: 'name', value: 'Вера' }, { contact_name: 'Вера' }, { fields: ['name'] }],
    [{ field: 'phone', value: '+79165550000' }, { contact_phone: '+79165550000' }, { fields: ['phone'] }],
    [{ field: 'comment', value: 'тихо' }, { comment: 'тихо' }, { fields: ['comment'] }],
    [
      { field: 'price', value: 99_000 },
      { price_minor: 99_000 },
      { price: { from: 150_000, to: 99_000, currency: 'RUB' } },
    ],
  ])('%j is saved, told, and written down', async (order, columns, details) => {
    const { bookingId } = await book('2026-03-05T10:00');
    const updateId = nextUpdateId();
    expect(await edit(bookingId, order, 1, updateId)).toEqual({ outcome: 'saved' });
    expect(await edit(bookingId, order, 1, updateId)).toEqual({ outcome: 'saved' });
    expect(await all(salon.ctx, 'bookings')).toMatchObject([{ ...columns, version: 2 }]);
    expect(await notices('changed')).toMatchObject([{ details }]);
    expect((await kinds()).length).toBe(2);
    expect(await audits()).toMatchObject([{ action: 'booking.edit' }]);
    expect(JSON.stringify(await audits())).not.toMatch(/Вера|5550000|тихо|Мария/);
    expect(await edit(bookingId, order, 2)).toEqual({ outcome: 'unchanged' });
    expect(await edit(bookingId, order, 1)).toEqual({ outcome: 'changed' });
  });

  it('refuses what was not checked, and a cancelled booking', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    await expect(edit(bookingId, { field: 'name', value: 'x' })).rejects.toThrow();
    await expect(edit(bookingId, { field: 'phone', value: '89161234567' })).rejects.toThrow();
    await expect(edit(bookingId, { field: 'comment', value: ' ' })).rejects.toThrow();
    await expect(edit(bookingId, { field: 'price', value: -1 })).rejects.toThrow();
    await expect(edit(bookingId, { field: 'price', value: 0.5 })).rejects.toThrow();
    await cancelVisit(salon.ctx, owner, cause(), { bookingId, expectedVersion: 1, reason: null });
    expect(await edit(bookingId, { field: 'name', value: 'Вера' }, 2)).toEqual({ outcome: 'closed' });
  });

  it('of two editors at the same moment exactly one wins', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    const names = ['Вера', 'Надя', 'Люба', 'Соня', 'Анна'];
    const results = await Promise.all(names.map((value) => edit(bookingId, { field: 'name', value })));
    expect(results.filter(({ outcome }) => outcome === 'saved')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'changed')).toHaveLength(4);
    expect(await stored(bookingId)).toMatchObject({ version: 2 });
  });

  it("a client's own edit stands beside the salon's", async () => {
    const { bookingId, clientId } = await book('2026-03-05T10:00');
    await editBookingContact(salon.ctx, cause(), { clientId, bookingId, name: 'Сама' });
    expect(await edit(bookingId, { field: 'comment', value: 'тихо' })).toEqual({ outcome: 'saved' });
    const card = await readDeskBooking(salon.ctx, owner, bookingId);
    expect(card).toMatchObject({ contactName: 'Сама', comment: 'тихо' });
    expect(card?.history.map(({ kind, by }) => [kind, by])).toEqual([
      ['created', null],
      ['contact_changed', null],
      ['comment_changed', '№ 71'],
    ]);
  });
});

describe('what became of a visit', () => {
  const mark = (bookingId: number, as: 'completed' | 'no_show' | 'booked', version = 1, by = owner) =>
    markVisit(salon.ctx, by, cause(), { bookingId, expectedVersion: version, mark: as });

  it('came, did not come, and back, each with its line and audit', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    expect(await mark(bookingId, 'no_show')).toEqual({ outcome: 'too_early' });
    expect(await mark(bookingId, 'completed')).toEqual({ outcome: 'too_early' });
    salon.clock.setTo(salon.at('2026-03-05T10:20'));
    expect(await mark(bookingId, 'no_show')).toEqual({ outcome: 'marked' });
    expect(await mark(bookingId, 'no_show', 2)).toEqual({ outcome: 'unchanged' });
    expect(await mark(bookingId, 'completed', 1)).toEqual({ outcome: 'changed' });
    expect(await mark(bookingId, 'completed', 2)).toEqual({ outcome: 'marked' });
    expect(await mark(bookingId, 'booked', 3)).toEqual({ outcome: 'marked' });
    expect(await kinds()).toEqual(['created', 'no_show', 'came', 'reopened']);
    expect((await audits()).map(({ action }) => action)).toEqual(Array(3).fill('booking.mark'));
    expect(await notices('changed')).toEqual([]);
  });

  it('a visit that is over took place unless somebody says otherwise', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    salon.clock.setTo(salon.at('2026-03-05T11:00'));
    expect(await readDeskBooking(salon.ctx, owner, bookingId)).toMatchObject({
      status: 'booked',
      outcome: 'completed',
      client: { completed: 1, noShow: 0, active: 0 },
    });
    await mark(bookingId, 'no_show');
    expect(await readDeskBooking(salon.ctx, owner, bookingId)).toMatchObject({
      outcome: 'no_show',
      client: { completed: 0, noShow: 1, active: 0 },
    });
  });

  it('a no-show whose time went to somebody else stays one', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    salon.clock.setTo(salon.at('2026-03-05T10:10'));
    await mark(bookingId, 'no_show');
    const draftId = await newDraft({
      start: salon.at('2026-03-05T10:15'),
      name: 'Ян',
      phone: '+79160000001',
    });
    expect(await commit(draftId, { anyway: true })).toMatchObject({ outcome: 'done' });
    expect(await mark(bookingId, 'completed', 2)).toEqual({ outcome: 'taken' });
    expect(await stored(bookingId)).toMatchObject({ status: 'no_show', version: 2 });
  });

  it('cancels with a reason, frees the time, tells the client, keeps the row', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    const updateId = nextUpdateId();
    const order = { bookingId, expectedVersion: 1, reason: { code: 'ill', text: 'Мастер заболел' } };
    const cancel = () => cancelVisit(salon.ctx, owner, { updateId }, order);
    expect(await cancel()).toEqual({ outcome: 'cancelled' });
    expect(await cancel()).toEqual({ outcome: 'cancelled' });
    expect(await cancelVisit(salon.ctx, owner, cause(), order)).toEqual({ outcome: 'already' });
    expect(await all(salon.ctx, 'bookings')).toMatchObject([
      { status: 'cancelled', cancelled_by: 'salon', cancel_reason: 'Мастер заболел', version: 2 },
    ]);
    expect(await notices('cancelled')).toHaveLength(1);
    expect((await audits()).map(({ action }) => action)).toEqual(['booking.cancel']);
    await book('2026-03-05T10:00');
  });

  it('cancels nothing that is over or has changed', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    const cancel = (expectedVersion: number) =>
      cancelVisit(salon.ctx, owner, cause(), { bookingId, expectedVersion, reason: null });
    expect(await cancel(7)).toEqual({ outcome: 'changed' });
    salon.clock.setTo(salon.at('2026-03-05T11:00'));
    expect(await cancel(1)).toEqual({ outcome: 'over' });
    await expect(
      cancelVisit(salon.ctx, owner, cause(), {
        bookingId,
        expectedVersion: 1,
        reason: { code: 'other', text: 'я'.repeat(501) },
      }),
    ).rejects.toThrow(RangeError);
  });
});

describe('the calendar', () => {
  it('says hours, breaks, closed times, visits and free time of everybody', async () => {
    const { bookingId } = await book('2026-03-05T10:00');
    await add(salon.ctx, 'breaks', { staff_id: anna, weekday: 4, start_minute: 780, end_minute: 840 });
    await add(salon.ctx, 'time_blocks', {
      staff_id: anna,
      during: '[2026-03-05T12:00Z,2026-03-05T18:00Z)',
      reason: 'врач',
    });
    const plan = await readDayPlan(salon.ctx, owner, { date: '2026-03-05', staffId: null });
    const at = (wall: string) => salon.at(`2026-03-05T${wall}`);
    const [first, second] = plan.masters;
    expect(first).toMatchObject({ name: 'Анна', hours: { start: at('09:00'), end: at('21:00') } });
    expect(first?.entries.map(({ kind, start, end }) => [kind, start, end])).toEqual([
      ['free', at('09:00'), at('10:00')],
      ['visit', at('10:00'), at('11:00')],
      ['free', at('11:00'), at('13:00')],
      ['break', at('13:00'), at('14:00')],
      ['free', at('14:00'), at('15:00')],
      ['closed', at('15:00'), at('21:00')],
    ]);
    expect(second?.entries.map(({ kind }) => kind)).toEqual(['free']);
    const week = await readWeekPlan(salon.ctx, owner, { date: '2026-03-02', staffId: anna });
    expect(week.days.map(({ visits }) => visits)).toEqual([0, 0, 0, 1, 0, 0, 0]);
    expect(week.days[3]).toMatchObject({ freeMinutes: 240, off: false });
    expect(bookingId).toBeGreaterThan(0);
  });

  it('marks days off, and hides a master who left unless there are visits', async () => {
    await add(salon.ctx, 'schedule_exceptions', {
      from_date: '2026-03-08',
      to_date: '2026-03-09',
      kind: 'closed',
    });
    await book('2026-03-05T10:00', boris);
    await change(salon.ctx, 'staff', { id: boris }, { active: false });
    const month = await readMonthPlan(salon.ctx, owner, { month: '2026-03', staffId: null });
    const off = month?.days.filter((day) => day.off).map(({ date }) => date);
    expect(off).toEqual(['2026-03-08', '2026-03-09']);
    const names = async (date: string) =>
      (await readDayPlan(salon.ctx, owner, { date, staffId: null })).masters.map(({ name }) => name);
    expect(await names('2026-03-05')).toEqual(['Анна', 'Борис']);
    expect(await names('2026-03-06')).toEqual(['Анна']);
    expect(await listCalendars(salon.ctx, owner)).toMatchObject([{ name: 'Анна' }]);
  });

  it('counts a day of 23 hours as it is', async () => {
    const berlin = await buildSalon(test.database, {
      zone: 'Europe/Berlin',
      hours: dailyAllDay(),
      now: '2026-03-01T00:00',
    });
    const plan = await readDayPlan(berlin.ctx, owner, { date: '2026-03-29', staffId: null });
    const [free] = plan.masters[0]?.entries ?? [];
    expect(((free?.end ?? 0) - (free?.start ?? 0)) / 3_600_000).toBe(23);
  });

  it('says how today looks', async () => {
    expect(await readToday(salon.ctx, owner)).toEqual({ visits: 0, next: null });
    await book('2026-03-02T13:00');
    await book('2026-03-02T15:00');
    await book('2026-03-03T10:00');
    expect(await readToday(salon.ctx, owner)).toEqual({
      visits: 2,
      next: { startsAt: salon.at('2026-03-02T13:00'), contactName: 'Мария' },
    });
    salon.clock.setTo(salon.at('2026-03-02T13:01'));
    expect((await readToday(salon.ctx, owner)).next?.startsAt).toBe(salon.at('2026-03-02T15:00'));
  });
});

function dailyAllDay() {
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 0, endMinute: 1440 }));
}

describe('finding bookings', () => {
  const found = async (filter: Parameters<typeof changeFilter>[2], by = owner) => {
    await changeFilter(salon.ctx, by, filter);
    return (await findBookings(salon.ctx, by, 0)).rows.map(({ id }) => id);
  };

  it('by state, period, service, master, client and text', async () => {
    const one = await book('2026-03-05T10:00', anna);
    const two = await book('2026-03-06T10:00', boris);
    const gone = await book('2026-03-07T10:00', anna);
    await cancelVisit(salon.ctx, owner, cause(), {
      bookingId: gone.bookingId,
      expectedVersion: 1,
      reason: null,
    });
    await change(
      salon.ctx,
      'bookings',
      { id: two.bookingId },
      { contact_name: 'Ж_ж', contact_phone: '+79031112233' },
    );
    const all_ = { ...noFilter, outcome: null };
    expect(await found('reset')).toEqual([one.bookingId, two.bookingId]);
    expect(await found({ ...all_, outcome: 'cancelled' })).toEqual([gone.bookingId]);
    expect(await found({ ...all_, outcome: 'completed' })).toEqual([]);
    expect(await found({ ...all_, period: { from: '2026-03-06', to: '2026-03-06' } })).toEqual([
      two.bookingId,
    ]);
    expect(await found({ ...all_, staffId: boris })).toEqual([two.bookingId]);
    expect(await found({ ...all_, serviceId: long })).toEqual([]);
    expect(await found({ ...all_, clientId: one.clientId })).toEqual([one.bookingId]);
    expect(await found({ ...all_, text: `№${gone.bookingId}` })).toContain(gone.bookingId);
    expect(await found({ ...all_, text: 'ж_' })).toEqual([two.bookingId]);
    expect(await found({ ...all_, text: '%' })).toEqual([]);
    expect(await found({ ...all_, text: '8 903 111-22-33' })).toEqual([two.bookingId]);
    expect(await found({ ...all_, text: '2233' })).toEqual([two.bookingId]);
    salon.clock.setTo(salon.at('2026-03-05T11:00'));
    expect(await found({ ...all_, outcome: 'completed' })).toEqual([one.bookingId]);
    expect(await found({ ...all_, outcome: 'active' })).toEqual([two.bookingId]);
  });

  it('is kept for the person, for the day', async () => {
    await changeFilter(salon.ctx, owner, { staffId: boris });
    await changeFilter(salon.ctx, owner, { outcome: 'no_show' });
    expect((await findBookings(salon.ctx, owner, 0)).filter).toMatchObject({
      staffId: boris,
      outcome: 'no_show',
    });
    expect((await findBookings(salon.ctx, manager, 0)).filter).toEqual(noFilter);
    expect(await all(salon.ctx, 'operations')).toHaveLength(1);
    salon.clock.setTo(salon.at('2026-03-03T11:00'));
    expect((await findBookings(salon.ctx, owner, 0)).filter).toEqual(noFilter);
  });

  it('has pages, the last one for a number past the end', async () => {
    for (let hour = 9; hour < 19; hour++) {
      await book(`2026-03-05T${String(hour).padStart(2, '0')}:00`);
    }
    const first = await findBookings(salon.ctx, owner, 0);
    expect(first).toMatchObject({ total: 10, pages: 2, page: 0 });
    expect(first.rows).toHaveLength(8);
    const last = await findBookings(salon.ctx, owner, 99);
    expect(last).toMatchObject({ page: 1 });
    expect(last.rows).toHaveLength(2);
  });
});

describe('a master', () => {
  it("sees and changes only the own calendar, and others' bookings are not there", async () => {
    const own = await book('2026-03-05T10:00', anna);
    const other = await book('2026-03-05T12:00', boris);
    const id = other.bookingId;
    const order = { bookingId: id, expectedVersion: 1 };
    expect(await readDeskBooking(salon.ctx, master, id)).toBeNull();
    expect(await startChange(salon.ctx, master, cause(), id)).toBeNull();
    expect(await cancelVisit(salon.ctx, master, cause(), { ...order, reason: null })).toEqual({
      outcome: 'not_found',
    });
    expect(await markVisit(salon.ctx, master, cause(), { ...order, mark: 'no_show' })).toEqual({
      outcome: 'not_found',
    });
    const edit = { field: 'name', value: 'Вера' } as const;
    expect(await editBooking(salon.ctx, master, cause(), { ...order, edit })).toEqual({
      outcome: 'not_found',
    });
    const plan = await readDayPlan(salon.ctx, master, { date: '2026-03-05', staffId: boris });
    expect(plan.masters.map(({ staffId }) => staffId)).toEqual([anna]);
    expect(await listCalendars(salon.ctx, master)).toMatchObject([{ id: anna }]);
    await changeFilter(salon.ctx, master, { ...noFilter, staffId: boris });
    expect((await findBookings(salon.ctx, master, 0)).rows.map((row) => row.id)).toEqual([own.bookingId]);
    expect(await stored(id)).toMatchObject({ version: 1, status: 'booked' });
  });

  it('gives no booking away to another, and books only for the own calendar', async () => {
    const { bookingId } = await book('2026-03-05T10:00', anna);
    const draftId = await draftOf(bookingId, { staffId: boris }, master);
    expect(await commit(draftId, { by: master })).toEqual({ outcome: 'gone', reason: 'staff_gone' });
    const contact = { name: 'Ян', phone: '+79160000001' };
    const any = await newDraft({ staffId: null, start: salon.at('2026-03-05T12:00'), ...contact }, master);
    expect(await commit(any, { by: master })).toMatchObject({ outcome: 'done' });
    expect((await all<StoredRow>(salon.ctx, 'bookings')).map(({ staff_id: id }) => id)).toEqual([anna, anna]);
  });

  it("browses nobody's clients but the own ones", async () => {
    const own = await book('2026-03-05T10:00', anna);
    const other = await book('2026-03-05T12:00', boris);
    expect(await findCandidates(salon.ctx, master, { name: 'Мария' })).toEqual([]);
    const draftId = await newDraft({}, master);
    expect(await readCandidate(salon.ctx, master, draftId, own.clientId)).not.toBeNull();
    expect(await readCandidate(salon.ctx, master, draftId, other.clientId)).toBeNull();
    const begun = await startBooking(salon.ctx, master, cause(), other.clientId);
    expect(begun).toMatchObject({ clientId: null, name: null, phone: null });
  });

  it('without a calendar has nothing', async () => {
    const { bookingId } = await book('2026-03-05T10:00', anna);
    const nobody: Admin = { ...master, staffId: null };
    expect(await readDeskBooking(salon.ctx, nobody, bookingId)).toBeNull();
    expect((await readDayPlan(salon.ctx, nobody, { date: '2026-03-05', staffId: anna })).masters).toEqual([]);
    expect(await readToday(salon.ctx, nobody)).toEqual({ visits: 0, next: null });
    expect((await findBookings(salon.ctx, nobody, 0)).rows).toEqual([]);
  });
});
