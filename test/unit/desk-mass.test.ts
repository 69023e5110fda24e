import fc from 'fast-check';
import { blocksRoutes } from '../../src/bot/admin/blocks/routes.js';
import { beginService, chooseNewService, commitChange } from '../../src/bot/admin/mass/data.js';
import { massRoutes } from '../../src/bot/admin/mass/routes.js';
import { findCollisions, type Around, type Placement } from '../../src/domain/mass-collisions.js';
import { readShift } from '../../src/domain/typed-shift.js';

describe('typed shifts', () => {
  it.each([
    ['+45', 45],
    ['45', 45],
    ['-20', -20],
    ['−1 ч 20 мин', -80],
    ['– 30', -30],
    ['1h', 60],
    ['30 раньше', -30],
    ['2 часа позже', 120],
    ['15 min earlier', -15],
    ['0', null],
    ['+30 раньше', null],
    ['-30 позже', null],
    ['полчаса', null],
    ['', null],
    ['+', null],
    ['--5', null],
    ['1.5', null],
  ])('%j is %j', (typed, minutes) => {
    expect(readShift(typed)).toBe(minutes);
  });

  it('anything at all gives minutes or null', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const minutes = readShift(typed);
        expect(minutes === null || (Number.isInteger(minutes) && minutes !== 0)).toBe(true);
      }),
    );
  });
});

const hour = 3_600_000;
const visit = (id: number, from: number, to: number, more: Partial<Placement> = {}): Placement => ({
  ...{ id, clientId: id, staffId: 1, offered: true },
  before: { start: from * hour, end: (from + 1) * hour },
  visitBefore: { start: from * hour, end: (from + 1) * hour },
  during: { start: to * hour, end: (to + 1) * hour },
  visit: { start: to * hour, end: (to + 1) * hour },
  ...more,
});
const around = (more: Partial<Around> = {}): Around => ({
  ...{ now: 0, minNoticeMinutes: 60, staying: [], closed: [] },
  hoursOf: () => [{ start: 8 * hour, end: 20 * hour }],
  ...more,
});
const kinds = (placements: readonly Placement[], where: Around) =>
  findCollisions(placements, where).map((found) =>
    found.map(({ kind, otherId }) => (otherId === null ? kind : `${kind} ${otherId}`)),
  );

describe('collisions', () => {
  const staying = { id: 9, clientId: 9, staffId: 1, during: { start: 12 * hour, end: 13 * hour } };
  const other = { ...staying, visit: staying.during };

  it('back to back is none', () => {
    expect(kinds([visit(1, 9, 11), visit(2, 10, 13)], around({ staying: [other] }))).toEqual([[], []]);
  });

  it('a master’s time is taken by visits that stay and by those of the set at their new places', () => {
    expect(kinds([visit(1, 9, 12), visit(2, 10, 12)], around({ staying: [other] }))).toEqual([
      ['taken 2', 'taken 9'],
      ['taken 1', 'taken 9'],
    ]);
    expect(kinds([visit(1, 9, 12, { staffId: 2 })], around({ staying: [other] }))).toEqual([[]]);
  });

  it('buffers count', () => {
    const wide = visit(1, 9, 11, { during: { start: 11 * hour, end: 12 * hour + 1 } });
    expect(kinds([wide], around({ staying: [other] }))).toEqual([['taken 9']]);
  });

  it('a client cannot newly be at two places; what was so before may stay so', () => {
    const elsewhere = { ...other, staffId: 2, clientId: 1 };
    expect(kinds([visit(1, 9, 12)], around({ staying: [elsewhere] }))).toEqual([['client 9']]);
    const already = visit(1, 12, 12);
    expect(kinds([already], around({ staying: [elsewhere] }))).toEqual([[]]);
  });

  it('closed time is newly entered, or closed by this very change', () => {
    const closed = { start: 12 * hour, end: 14 * hour, staffId: null, fresh: false };
    expect(kinds([visit(1, 9, 12)], around({ closed: [closed] }))).toEqual([['closed']]);
    expect(kinds([visit(1, 12, 13)], around({ closed: [closed] }))).toEqual([[]]);
    expect(kinds([visit(1, 12, 13)], around({ closed: [{ ...closed, fresh: true }] }))).toEqual([['closed']]);
    expect(kinds([visit(1, 9, 12)], around({ closed: [{ ...closed, staffId: 2 }] }))).toEqual([[]]);
  });

  it('hours, notice and the past', () => {
    expect(kinds([visit(1, 9, 7)], around())).toEqual([['outside_hours']]);
    expect(kinds([visit(1, 9, 20)], around())).toEqual([['outside_hours']]);
    expect(kinds([visit(1, 12, 10)], around({ now: 9.5 * hour }))).toEqual([['too_soon']]);
    expect(kinds([visit(1, 12, 9)], around({ now: 9.5 * hour }))).toEqual([['past']]);
    // Its start stays: it is no sooner than it was.
    expect(kinds([visit(1, 10, 10)], around({ now: 9.5 * hour }))).toEqual([[]]);
    expect(kinds([visit(1, 10, 10, { offered: false })], around())).toEqual([['not_offered']]);
  });
});

describe('buttons', () => {
  it('hold the largest of everything', () => {
    const days = { from: '2998-12-01', to: '2998-12-31' };
    const id = 2 ** 31 - 1;
    expect(chooseNewService.data({ ...days, staff: id, service: id, page: 999 }).length).toBeLessThanOrEqual(
      64,
    );
    expect(beginService.data({ ...days, staff: id, service: id, next: id }).length).toBeLessThanOrEqual(64);
    const seen = 2 ** 40 - 1;
    expect(
      commitChange.data({ change: 'service', operation: id, seen, anyway: 'yes' }).length,
    ).toBeLessThanOrEqual(64);
  });

  it('of the mass room need its permission, those of blocks the one masters have', () => {
    expect(new Set(massRoutes.map(({ permission }) => permission))).toEqual(new Set(['bookings.mass']));
    expect(new Set(blocksRoutes.map(({ permission }) => permission))).toEqual(new Set(['time.block']));
    expect(massRoutes.map(({ id }) => id.slice(0, 2))).toEqual(massRoutes.map(() => '1m'));
    expect(blocksRoutes.map(({ id }) => id.slice(0, 2))).toEqual(blocksRoutes.map(() => '1k'));
  });
});
