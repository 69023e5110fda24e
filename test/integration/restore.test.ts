import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { readArchive, verifyArchive, type BackupTable } from '../../src/backups/archive.js';
import { readBackupKey } from '../../src/backups/key.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import { eraseClient } from '../../src/commands/erase-client.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { openDatabase } from '../../src/db/database.js';
import { restorerKey } from '../../src/db/maintenance.js';
import { latestTenantVersion } from '../../src/db/migrations.js';
import type { RestoreStep } from '../../src/db/restore-types.js';
import {
  add,
  all,
  bookFor,
  buildSalon,
  change,
  newClient,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { fillSalon, seeded } from '../support/busy-salon.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { backupRoom, type BackupRoom } from '../support/restores.js';

let db: TestDatabase;
let room: BackupRoom;
let admin: Client;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 6 });
  room = await backupRoom();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await room.clear();
  await db.close();
});

/** Every row of every table, as text, without what a restore is meant to change. */
async function contents(schema: string): Promise<Record<string, string[]>> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = $1 and tablename !~ '^migrations' order by 1`,
    [schema],
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await admin.query<{ row: string }>(
      `select to_jsonb(t)::text as row from "${schema}"."${name}" t order by 1`,
    );
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

async function schemasLike(pattern: string): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    'select nspname as name from pg_namespace where nspname ~ $1 order by 1',
    [pattern],
  );
  return rows.map(({ name }) => name);
}

async function busySalon(): Promise<Salon> {
  const salon = await buildSalon(db.database);
  await fillSalon(salon, { random: seeded(7), from: '2026-01-05', to: '2026-01-20', clients: 30 });
  return salon;
}

const sequenceOf = async (schema: string, table: string): Promise<number> => {
  const { rows } = await admin.query<{ last: number }>(
    `select last_value::int as last from "${schema}"."${table}_id_seq"`,
  );
  return rows[0]?.last ?? 0;
};

describe('a restore', () => {
  test('brings back every row as it was and keeps what was there', async () => {
    const salon = await busySalon();
    const { id } = salon.ctx;
    const before = await contents(`t_${id}`);
    await room.take(db, id);
    await admin.query(`update t_${id}.bookings set comment = 'lost'; delete from t_${id}.reviews`);
    const damaged = await contents(`t_${id}`);

    const steps: RestoreStep['step'][] = [];
    const report = await room.restore(
      db,
      { tenantId: id },
      { progress: ({ step }) => void steps.push(step as never) },
    );

    expect(await contents(`t_${id}`)).toEqual(before);
    expect(await contents(report.setAside ?? '')).toEqual(damaged);
    expect(report).toMatchObject({ tenantId: id, schemaVersion: latestTenantVersion() });
    expect(report.rows).toBe(Object.values(before).flat().length);
    expect(new Set(steps)).toEqual(
      new Set(['verifying', 'loading', 'comparing', 'migrating', 'prepared', 'closed', 'replacing', 'done']),
    );
    expect(await db.database.setAside()).toContainEqual(
      expect.objectContaining({ schema: report.setAside, tenantId: id }),
    );
  });

  test('leaves a tenant that works: it books, its history cannot be changed, its wake-up is due', async () => {
    const salon = await buildSalon(db.database);
    const { id } = salon.ctx;
    const client = await newClient(salon.ctx);
    await bookFor(salon, client.id, '2026-03-03T10:00');
    await room.take(db, id);
    await room.restore(db, { tenantId: id }, { now: () => salon.clock.now() });

    await expect(bookFor(salon, client.id, '2026-03-03T12:00')).resolves.toBeGreaterThan(1);
    await expect(change(salon.ctx, 'booking_events', {}, { kind: 'forged' })).rejects.toMatchObject({
      code: '42501',
    });
    await expect(
      salon.ctx.db.read((tx) => tx.rows(tx.sql('migrations').select('name'))),
    ).rejects.toMatchObject({ code: '42501' });
    const due = await db.database.platform.readDueTenants(salon.clock.now());
    expect(due.map((tenant) => tenant.id)).toContain(id);
    expect(db.database.platform.needsMigration((await db.database.platform.tenantStates()).get(id))).toBe(
      false,
    );
  });

  test('puts what was there out of the reach of the tenant', async () => {
    const salon = await buildSalon(db.database);
    await room.take(db, salon.ctx.id);
    const { setAside } = await room.restore(db, { tenantId: salon.ctx.id });
    const look = salon.ctx.db.read((tx) =>
      tx.rows(
        tx
          .sql('clients')
          .withSchema(setAside ?? '')
          .select('id'),
      ),
    );
    await expect(look).rejects.toMatchObject({ code: '42501' });
  });

  test('may be done again, even in the same second: both earlier states are kept, until they are thrown away', async () => {
    const salon = await buildSalon(db.database);
    const { id } = salon.ctx;
    await room.take(db, id);
    const now = Date.now();
    const first = await room.restore(db, { tenantId: id }, { now: () => now });
    const second = await room.restore(db, { tenantId: id }, { now: () => now });
    const kept = (await db.database.setAside()).filter(({ tenantId }) => tenantId === id);
    expect(kept.map(({ schema }) => schema)).toEqual([first.setAside, second.setAside]);
    for (const { schema } of kept) await db.database.dropSetAside(schema);
    expect(await schemasLike(`^o_${id}_`)).toEqual([]);
    await expect(db.database.dropSetAside(`t_${id}`)).rejects.toMatchObject({ code: 'restore_failed' });
  });

  test('opens a sealed backup with its key only', async () => {
    const salon = await busySalon();
    const { id } = salon.ctx;
    const key = await readBackupKey('a passphrase that is long enough');
    await room.take(db, id, key);
    const before = await contents(`t_${id}`);
    await expect(room.restore(db, { tenantId: id })).rejects.toMatchObject({ code: 'backup_key' });
    const wrong = await readBackupKey('another passphrase, also long enough');
    await expect(room.restore(db, { tenantId: id }, { key: wrong })).rejects.toMatchObject({
      code: 'backup_key',
    });
    expect(await schemasLike(`_${id}`)).toEqual([`t_${id}`]);
    await room.restore(db, { tenantId: id }, { key });
    expect(await contents(`t_${id}`)).toEqual(before);
  });
});

describe('what has happened since the backup', () => {
  /** A salon whose booking stands in a backup; `salon.clock` is the clock of the restore. */
  async function backedUp(): Promise<{
    salon: Salon;
    ctx: TenantContext;
    clientId: number;
    bookingId: number;
  }> {
    const salon = await buildSalon(db.database);
    const { id: clientId } = await newClient(salon.ctx);
    const bookingId = await bookFor(salon, clientId, '2026-03-05T10:00');
    await room.take(db, salon.ctx.id);
    return { salon, ctx: salon.ctx, clientId, bookingId };
  }
  const restore = (salon: Salon) =>
    room.restore(db, { tenantId: salon.ctx.id }, { now: () => salon.clock.now() });

  interface Notification {
    readonly id: number;
    readonly kind: string;
    readonly distance_minutes: number;
    readonly state: string;
    readonly reason: string | null;
    readonly message_id: number | null;
  }
  const notifications = (ctx: TenantContext) => all<Notification>(ctx, 'notifications');

  test('was sent stays sent, was due stays unsent, is to come is sent', async () => {
    const { salon, ctx } = await backedUp();
    const [created, taken, deleted] = await notifications(ctx);
    expect(deleted).toBeDefined();
    await change(ctx, 'notifications', { id: created?.id }, { state: 'sent', message_id: 77 });
    await change(ctx, 'notifications', { id: taken?.id }, { state: 'skipped', reason: 'cancelled' });
    await ctx.db.transact((tx) => tx.rows(tx.sql('notifications').where({ id: deleted?.id }).delete()));

    const report = await restore(salon);
    const now = new Map((await notifications(ctx)).map((row) => [row.id, row]));
    expect(now.get(created?.id ?? 0)).toMatchObject({ state: 'sent', message_id: 77 });
    expect(now.get(taken?.id ?? 0)).toMatchObject({ state: 'pending', reason: null });
    expect(now.get(deleted?.id ?? 0)).toMatchObject({ state: 'pending' });
    expect(report.carried.notifications).toBe(1);

    // The same backup when everything is due: what nobody knows of is not sent.
    await ctx.db.transact((tx) => tx.rows(tx.sql('notifications').where({ id: deleted?.id }).delete()));
    salon.clock.setTo(salon.at('2026-03-05T09:59'));
    await restore(salon);
    const later = new Map((await notifications(ctx)).map((row) => [row.id, row]));
    expect(later.get(deleted?.id ?? 0)).toMatchObject({ state: 'skipped', reason: 'restored' });
    expect(later.get(taken?.id ?? 0)).toMatchObject({ state: 'pending' });
  });

  test('was done for an update is not done again', async () => {
    const { salon, ctx, clientId, bookingId } = await backedUp();
    const updateId = nextUpdateId();
    await cancelBooking(ctx, { updateId }, { clientId, bookingId });
    await restore(salon);
    const [booking] = await all<{ status: string }>(ctx, 'bookings');
    expect(booking?.status).toBe('booked');
    await cancelBooking(ctx, { updateId }, { clientId, bookingId }).catch(() => undefined);
    expect((await all<{ status: string }>(ctx, 'bookings'))[0]?.status).toBe('booked');
  });

  test('was forgotten stays forgotten', async () => {
    const { salon, ctx, clientId } = await backedUp();
    const guest = await newClient(ctx);
    await room.take(db, ctx.id);
    await eraseClient(ctx, { updateId: nextUpdateId() }, clientId);
    await eraseClient(ctx, { updateId: nextUpdateId() }, guest.id);
    const report = await restore(salon);
    expect(report.carried.erased).toBe(2);
    expect(report.carried.missed).toEqual([]);
    const clients = await all<{ id: number; phone: string | null; erased_at: Date | null }>(ctx, 'clients');
    expect(clients).toEqual([
      expect.objectContaining({ id: clientId, phone: null, erased_at: expect.any(Date) as Date }),
    ]);
    const [booking] = await all<Record<string, unknown>>(ctx, 'bookings');
    expect(booking).toMatchObject({ status: 'cancelled', contact_phone: '—', contact_name: '—' });
    const waiting = (await notifications(ctx)).filter(({ state }) => state === 'pending');
    expect(waiting).toEqual([]);
  });

  test('got a number keeps it for good', async () => {
    const { salon, ctx, clientId } = await backedUp();
    const later = await bookFor(salon, clientId, '2026-03-06T10:00');
    await restore(salon);
    expect(await all(ctx, 'bookings')).toHaveLength(1);
    expect(await bookFor(salon, clientId, '2026-03-06T10:00')).toBeGreaterThan(later);
  });

  test('lost the desk does not get it back, broadcasts end, and refusals hold', async () => {
    const { salon, ctx, clientId } = await backedUp();
    const now = new Date(salon.clock.now());
    await add(ctx, 'admins', { telegram_id: 10, role: 'manager' }, { telegram_id: 11, role: 'manager' });
    await add(ctx, 'broadcasts', {
      ...{ state: 'sending', body: 'x', created_by: 1, created_at: now, due_at: now, in_flight: 3 },
    });
    await add(ctx, 'broadcasts', { body: 'draft', created_by: 1, created_at: now });
    await room.take(db, ctx.id);
    await ctx.db.transact((tx) => tx.rows(tx.sql('admins').where({ telegram_id: 10 }).delete()));
    await change(ctx, 'admins', { telegram_id: 11 }, { role: 'viewer' });
    await change(ctx, 'broadcasts', { body: 'draft' }, { state: 'done' });
    await change(ctx, 'clients', { id: clientId }, { broadcasts_refused_at: now });
    const report = await restore(salon);
    expect(await all(ctx, 'admins', 'telegram_id')).toEqual([
      expect.objectContaining({ telegram_id: 11, role: 'viewer' }),
    ]);
    expect(report.carried).toMatchObject({ admins: 2, broadcasts: 2, missed: [] });
    expect(await all(ctx, 'broadcasts')).toEqual([
      expect.objectContaining({ state: 'stopped', due_at: null, unknown: 3, in_flight: 0 }),
      expect.objectContaining({ state: 'stopped', body: 'draft' }),
    ]);
    expect(await all(ctx, 'clients')).toEqual([expect.objectContaining({ broadcasts_refused_at: now })]);
  });

  test('changed the words of the salon is noticed by processes that know them', async () => {
    const { salon, ctx } = await backedUp();
    await add(ctx, 'settings', { key: 'texts', value: 'null', version: 5 });
    await restore(salon);
    const [texts] = await ctx.db.read((tx) =>
      tx.rows<{ version: number }>(tx.sql('settings').where({ key: 'texts' }).select('version')),
    );
    expect(texts?.version).toBe(6);
  });

  test('broke the tables does not keep a backup from coming back', async () => {
    const { salon, ctx } = await backedUp();
    await admin.query(`drop table t_${ctx.id}.admin_pins, t_${ctx.id}.broadcasts`);
    await admin.query(`alter table t_${ctx.id}.processed_updates alter column outcome type text`);
    const report = await restore(salon);
    expect(report.carried.missed).toEqual(['processed_updates']);
    expect(report.rows).toBeGreaterThan(0);
    expect(await all(ctx, 'bookings')).toHaveLength(1);
  });
});

describe('a restore of', () => {
  test('a salon that left the registry brings its data back into use', async () => {
    const salon = await busySalon();
    const { id } = salon.ctx;
    const before = await contents(`t_${id}`);
    await room.take(db, id);
    await db.database.archive(id);
    const report = await room.restore(db, { tenantId: id });
    expect(await contents(`t_${id}`)).toEqual(before);
    expect(await schemasLike(`^[tox]_${id}`)).toEqual([report.setAside, `t_${id}`]);
    expect((await db.database.platform.tenantStates()).get(id)?.archivedAt).toBeNull();
  });

  test('a salon of which nothing is left needs nothing but the file, and gives no number twice', async () => {
    const salon = await busySalon();
    const { id } = salon.ctx;
    const before = await contents(`t_${id}`);
    const last = await sequenceOf(`t_${id}`, 'bookings');
    await room.take(db, id);
    await admin.query(`drop schema t_${id} cascade; delete from botel.tenants where id = '${id}'`);
    await admin.query(`drop owned by t_${id}; drop role t_${id}`);
    const report = await room.restore(db, { tenantId: id });
    expect(report.setAside).toBeNull();
    expect(await contents(`t_${id}`)).toEqual(before);
    expect(await sequenceOf(`t_${id}`, 'bookings')).toBe(last + 1_000);
    await expect(all(salon.ctx, 'bookings')).resolves.not.toHaveLength(0);
  });

  test('one salon beside another goes only where there is nothing, and leaves the first alone', async () => {
    const salon = await busySalon();
    const { id } = salon.ctx;
    await add(salon.ctx, 'admins', { telegram_id: 5, role: 'manager' });
    const before = await contents(`t_${id}`);
    await room.take(db, id);
    const report = await room.restore(db, { tenantId: id, as: `${id}_copy` });
    expect(report.tenantId).toBe(`${id}_copy`);
    expect(await contents(`t_${id}_copy`)).toEqual(before);
    expect(await contents(`t_${id}`)).toEqual(before);
    await expect(room.restore(db, { tenantId: id, as: `${id}_copy` })).rejects.toMatchObject({
      code: 'restore_failed',
      message: expect.stringContaining('has data of its own') as string,
    });
    await db.database.provision(`${id}_empty`);
    await room.restore(db, { tenantId: id, as: `${id}_empty` });
    expect(await contents(`t_${id}_empty`)).toEqual(before);
    await expect(room.restore(db, { tenantId: id, as: '../x' })).rejects.toMatchObject({
      code: 'bad_tenant_id',
    });
  });
});

describe('a transaction that holds the tables', () => {
  /** Works on the salon's tables until it is let go; resolves when it holds them. */
  async function holding(salon: Salon, updateId: number) {
    let letGo: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (letGo = resolve));
    let over: Promise<void> = Promise.resolve();
    await new Promise<void>((holds) => {
      over = salon.ctx.db.transact(async (tx) => {
        await tx.rows(tx.sql('processed_updates').insert({ update_id: updateId }));
        holds();
        await released;
      });
    });
    return { letGo, over };
  }

  test('is waited for: what it commits is kept, and is not done again', async () => {
    const salon = await buildSalon(db.database);
    await room.take(db, salon.ctx.id);
    const updateId = nextUpdateId();
    const { letGo, over } = await holding(salon, updateId);
    const waits: number[] = [];
    const progress = (step: { step: string; transactions?: number }): void => {
      if (step.step !== 'waiting') return;
      waits.push(step.transactions ?? 0);
      letGo();
    };
    const { setAside } = await room.restore(db, { tenantId: salon.ctx.id }, { progress });
    await over;
    expect(waits).toEqual([1]);
    for (const schema of [setAside, `t_${salon.ctx.id}`]) {
      const { rows } = await admin.query(`select update_id from "${schema}".processed_updates`);
      expect(rows).toEqual([{ update_id: String(updateId) }]);
    }
  });

  test('is not waited for without end: the salon has its tables back', async () => {
    const salon = await buildSalon(db.database);
    await room.take(db, salon.ctx.id);
    const { letGo, over } = await holding(salon, nextUpdateId());
    const restoring = room.restore(db, { tenantId: salon.ctx.id }, { patienceMs: 1 });
    await expect(restoring).rejects.toMatchObject({
      code: 'restore_failed',
      message: expect.stringContaining('are held by 1 transactions that do not end') as string,
    });
    await expect(all(salon.ctx, 'clients')).resolves.toEqual([]);
    letGo();
    await over;
    await room.restore(db, { tenantId: salon.ctx.id });
  });

  test('cannot be a second restore of the same salon', async () => {
    const salon = await buildSalon(db.database);
    await room.take(db, salon.ctx.id);
    const rival = new Client({ connectionString: db.url });
    await rival.connect();
    await rival.query('select pg_advisory_lock(hashtextextended($1, 0))', [restorerKey(salon.ctx.id)]);
    await expect(room.restore(db, { tenantId: salon.ctx.id })).rejects.toMatchObject({
      message: expect.stringContaining('another restore') as string,
    });
    await rival.end();
  });
});

describe('across versions', () => {
  /** The same database as a program saw it that knew fewer migrations. */
  async function olderProgram<T>(known: number, work: (older: TestDatabase) => Promise<T>): Promise<T> {
    const source = join(__dirname, '../../migrations/tenant');
    const directory = await mkdtemp(join(tmpdir(), 'botel-older-'));
    const names = (await readdir(source)).sort().slice(0, known);
    for (const name of names) await cp(join(source, name), join(directory, name));
    const options = { url: db.url, log: pino({ level: 'silent' }), poolSize: 2, tenantMigrations: directory };
    const database = await openDatabase(options);
    try {
      return await work({ ...db, database });
    } finally {
      await database.close();
      await rm(directory, { recursive: true });
    }
  }

  test('a backup of an older version comes back as the newest; one of a newer version is refused', async () => {
    const newest = await busySalon();
    await room.take(db, newest.ctx.id);
    await olderProgram(5, async (older) => {
      await older.database.provision('old_one');
      await older.database
        .tenant('old_one')
        .transact((tx) =>
          tx.rows(tx.sql('clients').insert([{ name: 'Вера' }, { name: 'Табуляция\t\\ и "кавычки"' }])),
        );
      await room.take(db, 'old_one');
      await expect(room.restore(older, { tenantId: newest.ctx.id, as: 'from_later' })).rejects.toMatchObject({
        code: 'restore_failed',
        message: expect.stringContaining('this backup is newer than this program') as string,
      });
    });
    expect(await schemasLike('from_later')).toEqual([]);
    await db.database.provision('old_one');
    const report = await room.restore(db, { tenantId: 'old_one' });
    expect(report.manifest.schemaVersion).toBe('0005_broadcasts');
    expect(report.schemaVersion).toBe(latestTenantVersion());
    const clients = await db.database
      .tenant('old_one')
      .read((tx) => tx.rows(tx.sql('clients').select('name', 'linked_to').orderBy('id')));
    expect(clients).toEqual([
      { name: 'Вера', linked_to: null },
      { name: 'Табуляция\t\\ и "кавычки"', linked_to: null },
    ]);
    const { rows } = await admin.query('select name from t_old_one.migrations order by id');
    expect(rows.at(-1)).toEqual({ name: latestTenantVersion() });
  });
});

describe('nothing changes', () => {
  test('when what was loaded is not, byte for byte, what was backed up', async () => {
    const salon = await busySalon();
    const { id } = salon.ctx;
    const { path } = await room.take(db, id);
    const manifest = await verifyArchive(path, null);
    const before = await contents(`t_${id}`);
    const wrong: [string, (table: BackupTable) => BackupTable][] = [
      [
        'content different',
        (table) => ({ ...table, sha256: table.sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
      ],
      ['content the same', (table) => ({ ...table, rows: table.rows + 1 })],
    ];
    for (const [words, change] of wrong) {
      const restoring = db.database.restore({
        ...{ tenantId: id, intoEmpty: false, now: Date.now, progress: () => undefined },
        source: {
          ...manifest,
          read: async (onTable) =>
            (await readArchive(path, null, onTable)).tables.map((table) =>
              table.name === 'bookings' ? change(table) : table,
            ),
        },
      });
      await expect(restoring).rejects.toMatchObject({
        code: 'restore_failed',
        message: expect.stringMatching(
          new RegExp(`^"bookings" is not what was backed up.*${words}`),
        ) as string,
      });
    }
    expect(await contents(`t_${id}`)).toEqual(before);
    expect(await schemasLike(`_${id}`)).toEqual([`t_${id}`]);
  });

  test('when the backup is damaged, of somebody else, newer than the program, or no backup at all', async () => {
    const salon = await busySalon();
    const { id } = salon.ctx;
    const backup = await room.take(db, id);
    const other = await buildSalon(db.database);
    await room.take(db, other.ctx.id);
    const before = await contents(`t_${id}`);
    const whole = await readFile(backup.path);

    const bent = Buffer.from(whole);
    bent.writeUInt8(bent.readUInt8(bent.length >> 1) ^ 1, bent.length >> 1);
    for (const bytes of [bent, whole.subarray(0, whole.length - 9), Buffer.alloc(0)]) {
      await writeFile(backup.path, bytes);
      await expect(room.restore(db, { tenantId: id })).rejects.toMatchObject({ code: 'backup_damaged' });
    }
    await writeFile(backup.path, whole);

    const [foreign] = await room.backups.list(other.ctx.id);
    const place = join(dirname(backup.path), '2030-01-01T00-00-00Z.botel');
    await symlink(foreign?.path ?? '', place);
    await expect(room.restore(db, { tenantId: id, backupId: '2030-01-01T00-00-00Z' })).rejects.toMatchObject({
      message: expect.stringContaining(`is a backup of ${other.ctx.id}`) as string,
    });
    for (const backupId of [place, '../x', `../${other.ctx.id}/${foreign?.id}`, '2031-01-01T00-00-00Z', '']) {
      await expect(room.restore(db, { tenantId: id, backupId })).rejects.toMatchObject({
        code: 'backup_missing',
      });
    }
    await mkdir(join(room.backups.dir, 'x'), { recursive: true });
    for (const tenantId of ['../x', '/etc', 't_x"; drop schema botel', '']) {
      await expect(room.restore(db, { tenantId })).rejects.toThrow();
    }
    expect(await contents(`t_${id}`)).toEqual(before);
    expect(await schemasLike(`_${id}`)).toEqual([`t_${id}`]);
  });
});
