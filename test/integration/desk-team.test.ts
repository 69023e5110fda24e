import { addAdmin } from '../../src/commands/desk/add-admin.js';
import { findAdmin, scopeOf, type Admin } from '../../src/commands/desk/admin.js';
import { changeRole, removeAdmin } from '../../src/commands/desk/change-role.js';
import {
  acceptInvite,
  inviteAdmin,
  inviteHours,
  withdrawInvites,
} from '../../src/commands/desk/invite-admin.js';
import { listTeam, readTeamMember } from '../../src/commands/desk/list-team.js';
import type { Role } from '../../src/domain/permissions.js';
import { all, buildSalon, nextPersonId, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
let salon: Salon;
let owner: Admin;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database);
  owner = { telegramId: nextPersonId(), role: 'owner', staffId: null, name: 'Анна' };
  salon = { ...salon, ctx: { ...salon.ctx, owners: [owner.telegramId] } };
});

const cause = () => ({ updateId: nextUpdateId() });
const roleOf = async (telegramId: number) =>
  (await findAdmin(salon.ctx, { telegramId, firstName: 'Вера' }))?.admin.role ?? null;
const actions = async () =>
  (await all<{ action: string }>(salon.ctx, 'audit_log')).map(({ action }) => action);
const staffId = () => salon.staff[0] ?? 0;

async function add(role: Role, telegramId = nextPersonId()): Promise<Admin> {
  const post = { role, staffId: role === 'staff' ? staffId() : null };
  expect(await addAdmin(salon.ctx, owner, cause(), { telegramId, name: 'Вера', ...post })).toEqual({
    outcome: 'added',
  });
  return { telegramId, name: 'Вера', ...post };
}

async function target({ telegramId }: Admin) {
  const member = await readTeamMember(salon.ctx, telegramId);
  return { telegramId, expectedVersion: member?.version ?? 0 };
}

describe('who somebody is', () => {
  it('strangers are nobody', async () => {
    expect(await roleOf(nextPersonId())).toBeNull();
  });

  it('an owner of the registry is the owner until the registry names somebody else', async () => {
    expect(await roleOf(owner.telegramId)).toBe('owner');
    salon = { ...salon, ctx: { ...salon.ctx, owners: [] } };
    expect(await roleOf(owner.telegramId)).toBeNull();
    expect(await listTeam(salon.ctx)).toEqual([]);
  });

  it('an owner the registry takes over from the salon’s list is not an owner for ever', async () => {
    const second = await add('manager');
    salon = { ...salon, ctx: { ...salon.ctx, owners: [owner.telegramId, second.telegramId] } };
    expect(await roleOf(second.telegramId)).toBe('owner');
    salon = { ...salon, ctx: { ...salon.ctx, owners: [owner.telegramId] } };
    expect(await roleOf(second.telegramId)).toBeNull();
  });

  it('a master sees the own calendar only, and nobody’s when none is set', () => {
    expect(scopeOf({ role: 'staff', staffId: 4 })).toBe(4);
    expect(scopeOf({ role: 'staff', staffId: null })).toBe(0);
    expect(scopeOf({ role: 'manager', staffId: 4 })).toBeNull();
  });

  it('somebody who was added by number is named by the first visit', async () => {
    const telegramId = nextPersonId();
    await addAdmin(salon.ctx, owner, cause(), { telegramId, name: null, role: 'viewer', staffId: null });
    expect((await readTeamMember(salon.ctx, telegramId))?.name).toBeNull();
    await roleOf(telegramId);
    expect((await readTeamMember(salon.ctx, telegramId))?.name).toBe('Вера');
  });
});

describe('changing the team', () => {
  it('adds, changes and removes, each with a line in the audit log', async () => {
    const vera = await add('manager');
    expect(await roleOf(vera.telegramId)).toBe('manager');
    const post = { role: 'staff', staffId: staffId() } as const;
    expect(await changeRole(salon.ctx, owner, cause(), { ...(await target(vera)), ...post })).toEqual({
      outcome: 'done',
    });
    expect(await roleOf(vera.telegramId)).toBe('staff');
    expect(await removeAdmin(salon.ctx, owner, cause(), await target(vera))).toEqual({ outcome: 'done' });
    expect(await roleOf(vera.telegramId)).toBeNull();
    expect(await actions()).toEqual(['admin.add', 'admin.role', 'admin.remove']);
    const [, changed] = await all<{ old: unknown; new: unknown }>(salon.ctx, 'audit_log');
    expect(changed).toMatchObject({ old: { role: 'manager' }, new: { role: 'staff', staffId: staffId() } });
  });

  it('does one thing for one update, however often it comes', async () => {
    const telegramId = nextPersonId();
    const once = cause();
    const member = { telegramId, name: 'Вера', role: 'viewer' as const, staffId: null };
    expect(await addAdmin(salon.ctx, owner, once, member)).toEqual({ outcome: 'added' });
    expect(await addAdmin(salon.ctx, owner, once, member)).toEqual({ outcome: 'added', repeated: true });
    expect(await addAdmin(salon.ctx, owner, cause(), member)).toEqual({ outcome: 'already' });
    expect(await actions()).toEqual(['admin.add']);
  });

  it('a master’s role needs a master who works here', async () => {
    const telegramId = nextPersonId();
    for (const staff of [null, 999_999]) {
      const member = { telegramId, name: null, role: 'staff' as const, staffId: staff };
      expect(await addAdmin(salon.ctx, owner, cause(), member)).toEqual({ outcome: 'staff_needed' });
    }
    expect(await roleOf(telegramId)).toBeNull();
  });

  it.each([0, -5, 1.5, Number.NaN, 2 ** 53])('%p is nobody’s Telegram id', async (telegramId) => {
    const member = { telegramId, name: null, role: 'viewer' as const, staffId: null };
    expect(await addAdmin(salon.ctx, owner, cause(), member)).toEqual({ outcome: 'invalid_id' });
  });

  it('the registry’s owner cannot be changed or removed', async () => {
    await roleOf(owner.telegramId);
    const it = await target(owner);
    const demotion = { ...it, role: 'viewer' as const, staffId: null };
    expect(await changeRole(salon.ctx, owner, cause(), demotion)).toEqual({ outcome: 'from_registry' });
    expect(await removeAdmin(salon.ctx, owner, cause(), it)).toEqual({ outcome: 'from_registry' });
    expect(await roleOf(owner.telegramId)).toBe('owner');
  });

  it('who saw an older state changes nothing', async () => {
    const vera = await add('manager');
    const seen = await target(vera);
    await changeRole(salon.ctx, owner, cause(), { ...seen, role: 'viewer', staffId: null });
    expect(await removeAdmin(salon.ctx, owner, cause(), seen)).toEqual({ outcome: 'changed' });
    expect(await roleOf(vera.telegramId)).toBe('viewer');
  });

  it('two owners who remove each other at the same moment leave one, 20 times', async () => {
    for (let round = 0; round < 20; round++) {
      const fresh = await buildSalon(test.database);
      salon = { ...fresh, ctx: { ...fresh.ctx, owners: [] } };
      const [one, two] = [await add('owner'), await add('owner')];
      const orders: [Admin, Admin][] = [
        [one, two],
        [two, one],
      ];
      const targets = await Promise.all(orders.map(([, whom]) => target(whom)));
      const results = await Promise.all(
        orders.map(([by], index) =>
          removeAdmin(salon.ctx, by, cause(), targets[index] ?? { telegramId: 0, expectedVersion: 0 }),
        ),
      );
      expect(results.map(({ outcome }) => outcome).sort()).toEqual(['done', 'last_owner']);
      expect((await listTeam(salon.ctx)).filter(({ role }) => role === 'owner')).toHaveLength(1);
    }
  });

  it('the last owner cannot step down', async () => {
    const vera = await add('owner');
    salon = { ...salon, ctx: { ...salon.ctx, owners: [] } };
    const order = { ...(await target(vera)), role: 'manager' as const, staffId: null };
    expect(await changeRole(salon.ctx, vera, cause(), order)).toEqual({ outcome: 'last_owner' });
  });
});

describe('invitations', () => {
  const invite = async (role: Role = 'manager') => {
    const invited = await inviteAdmin(salon.ctx, owner, cause(), { role, staffId: null });
    if (invited.outcome !== 'invited') throw new Error(invited.outcome);
    return invited.token;
  };
  const accept = (token: string, telegramId = nextPersonId(), by = cause()) =>
    acceptInvite(salon.ctx, by, { telegramId, name: 'Вера', token });

  it('let one person in, once, and are kept as a hash only', async () => {
    const token = await invite();
    expect(token).toMatch(/^[\w-]{24}$/);
    expect(JSON.stringify(await all(salon.ctx, 'admin_invites'))).not.toContain(token);
    expect(
      JSON.stringify(await salon.ctx.db.read((tx) => tx.rows(tx.sql('processed_updates')))),
    ).not.toContain(token);
    const telegramId = nextPersonId();
    const update = cause();
    const joined = { outcome: 'joined', role: 'manager', invitedBy: owner.telegramId };
    expect(await accept(token, telegramId, update)).toEqual(joined);
    expect(await accept(token, telegramId, update)).toEqual({ ...joined, repeated: true });
    expect(await accept(token)).toEqual({ outcome: 'void' });
    expect(await roleOf(telegramId)).toBe('manager');
    expect(await actions()).toEqual(['admin.invite', 'admin.join']);
  });

  it('of 32 who come at once, one gets in', async () => {
    const token = await invite();
    const results = await Promise.all(Array.from({ length: 32 }, () => accept(token)));
    expect(results.filter(({ outcome }) => outcome === 'joined')).toHaveLength(1);
    expect(await listTeam(salon.ctx)).toHaveLength(2);
  });

  it('end after two days, and when they are withdrawn', async () => {
    const old = await invite();
    salon.clock.setTo(salon.clock.now() + inviteHours * 3_600_000);
    expect(await accept(old)).toEqual({ outcome: 'void' });
    const withdrawn = await invite();
    await withdrawInvites(salon.ctx, owner, { updateId: nextUpdateId() });
    expect(await accept(withdrawn)).toEqual({ outcome: 'void' });
  });

  it('of an owner who was removed are worth nothing', async () => {
    const vera = await add('owner');
    const invited = await inviteAdmin(salon.ctx, vera, cause(), { role: 'owner', staffId: null });
    await removeAdmin(salon.ctx, owner, cause(), await target(vera));
    expect(await accept(invited.outcome === 'invited' ? invited.token : '')).toEqual({ outcome: 'void' });
  });

  it('asked for twice by one update are one, with the same link in every process', async () => {
    const update = cause();
    const ask = (ctx = salon.ctx) => inviteAdmin(ctx, owner, update, { role: 'viewer', staffId: null });
    const first = await ask();
    salon.clock.setTo(salon.clock.now() + 60_000);
    expect(await ask({ ...salon.ctx })).toEqual(first);
    expect(await all(salon.ctx, 'admin_invites')).toHaveLength(1);
    const token = first.outcome === 'invited' ? first.token : '';
    expect(await accept(token)).toMatchObject({ outcome: 'joined' });
    expect(await ask()).toEqual({ outcome: 'void' });
  });

  it('asked for again when the bot has another token are worth nothing, as are those withdrawn', async () => {
    const update = cause();
    const ask = (ctx = salon.ctx) => inviteAdmin(ctx, owner, update, { role: 'viewer', staffId: null });
    await ask();
    expect(await ask({ ...salon.ctx, secret: (purpose) => `another ${purpose}` })).toEqual({
      outcome: 'void',
    });
    await withdrawInvites(salon.ctx, owner, cause());
    expect(await ask()).toEqual({ outcome: 'void' });
  });

  it('are not used up by somebody who works here already', async () => {
    const token = await invite();
    const vera = await add('viewer');
    expect(await accept(token, vera.telegramId)).toEqual({ outcome: 'already' });
    expect(await accept(token)).toMatchObject({ outcome: 'joined' });
  });

  it.each(['', 'x', 'a'.repeat(500), '\u0000', "';--"])('%j is no invitation', async (token) => {
    expect(await accept(token)).toEqual({ outcome: 'void' });
  });
});

it('nobody can change or delete a line of the audit log', async () => {
  await add('viewer');
  for (const statement of [`update audit_log set action = 'x'`, 'delete from audit_log']) {
    await expect(salon.ctx.db.transact((tx) => tx.rows(tx.sql.raw(statement)))).rejects.toMatchObject({
      code: '42501',
    });
  }
  const [right] = await salon.ctx.db.read((tx) =>
    tx.rows<{ may: boolean }>(tx.sql.raw(`select has_table_privilege('audit_log', 'truncate') as may`)),
  );
  expect(right?.may).toBe(false);
  expect(await actions()).toEqual(['admin.add']);
});
