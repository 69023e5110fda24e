import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { verifyArchive } from '../../src/backups/archive.js';
import { BackupDamagedError, BackupFolderError } from '../../src/backups/errors.js';
import { folder } from '../../src/backups/catalogue.js';
import { readBackupKey } from '../../src/backups/key.js';
import { backUpTenant, type BackupOutcome } from '../../src/commands/back-up-tenant.js';
import type { BackupSource, BackupTools } from '../../src/commands/backup-tools.js';
import { bookSlot } from '../../src/commands/book-slot.js';
import { cancelBooking } from '../../src/commands/cancel-booking.js';
import { nightInstant } from '../../src/domain/backup-plan.js';
import { columnOf, contentsOf, testBackups, type TestBackups } from '../support/backups.js';
import { bookFor, buildSalon, newClient, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
let admin: Client;
let backups: TestBackups;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 10 });
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await db.close();
});
beforeEach(async () => {
  backups = await testBackups();
});
afterEach(() => backups.clear());

const never = new AbortController().signal;

interface Changes {
  readonly tools?: BackupTools;
  readonly source?: BackupSource;
  readonly signal?: AbortSignal;
  readonly isWantedNow?: boolean;
}

function backUp(
  salon: Salon,
  { tools = backups, source = db.database, signal = never, isWantedNow = true }: Changes = {},
): Promise<BackupOutcome> {
  return backUpTenant(tools, source, { tenantId: salon.ctx.id, zone: salon.ctx.zone, isWantedNow, signal });
}

async function done(outcome: Promise<BackupOutcome>): Promise<BackupOutcome & { kind: 'done' }> {
  const result = await outcome;
  if (result.kind !== 'done') throw new Error(`not done: ${JSON.stringify(result)}`);
  return result;
}

async function failed(outcome: Promise<BackupOutcome>): Promise<unknown> {
  const result = await outcome;
  if (result.kind !== 'failed') throw new Error(`it did not fail: ${result.kind}`);
  return result.error;
}

async function rowOf(salon: Salon): Promise<Record<string, unknown>> {
  const { rows } = await admin.query<Record<string, unknown>>(
    'select * from botel.backups where tenant_id = $1',
    [salon.ctx.id],
  );
  return rows[0] ?? {};
}

/** A source that does something else when the real one has written, or while it writes. */
function sourceWith(steps: { during?: () => Promise<void>; after?: () => Promise<void> }): BackupSource {
  return {
    backups: db.database.backups,
    snapshot: async (id, signal, work) => {
      const result = await db.database.snapshot(id, signal, async (snapshot) => {
        await steps.during?.();
        return work(snapshot);
      });
      await steps.after?.();
      return result;
    },
  };
}

async function busySalon(bookings = 3): Promise<Salon> {
  const salon = await buildSalon(db.database, {
    settings: { maxActiveBookings: 100, maxBookingsPerDay: 100 },
  });
  const { id } = await newClient(salon.ctx);
  for (let hour = 0; hour < bookings; hour += 1) await bookFor(salon, id, `2026-03-03T1${hour}:00`);
  return salon;
}

async function copyOf(table: string): Promise<string> {
  const pieces: Buffer[] = [];
  const collect = new Writable({
    write: (piece: Buffer, _encoding, next) => {
      pieces.push(piece);
      next();
    },
  });
  await pipeline(admin.query(copyTo(`copy ${table} to stdout`)), collect);
  return Buffer.concat(pieces).toString('utf8');
}

describe('a backup', () => {
  it('holds every row of every table of the tenant, and says so', async () => {
    const salon = await busySalon();
    const schema = `t_${salon.ctx.id}`;
    const client = await newClient(salon.ctx);
    await salon.ctx.db.transact((tx) =>
      tx.rows(tx.sql('clients').where({ id: client.id }).update({ notes: 'a\ttab, a \\ and a\nline 💈' })),
    );
    const { backup, manifest } = await done(backUp(salon));
    const contents = await contentsOf(backup.path);
    const { rows: tables } = await admin.query<{ name: string }>(
      `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where nspname = $1 and relkind = 'r' and relname not in ('migrations', 'migrations_lock', 'sessions')`,
      [schema],
    );
    expect(new Set(contents.keys())).toEqual(new Set(tables.map(({ name }) => name)));
    for (const [name, { lines }] of contents) {
      expect(lines.map((line) => `${line}\n`).join('')).toBe(await copyOf(`${schema}.${name}`));
    }
    expect(contents.get('bookings')?.lines).toHaveLength(3);
    const version = await admin.query<{ name: string }>(
      `select name from ${schema}.migrations order by id desc limit 1`,
    );
    expect(manifest).toMatchObject({
      tenant: salon.ctx.id,
      schemaVersion: version.rows[0]?.name,
      takenAt: '2026-03-02T08:00:00.700Z',
      release: '0.0.0-test',
    });
    expect(manifest.sequences).toContainEqual({ name: 'bookings_id_seq', value: '3', called: true });
    expect(manifest.sequences.map(({ name }) => name)).not.toContainEqual(
      expect.stringContaining('migrations'),
    );
  });

  it('lists tables so that foreign keys hold when they are loaded in that order', async () => {
    const salon = await busySalon();
    const { manifest } = await done(backUp(salon));
    const names = manifest.tables.map(({ name }) => name);
    const { rows } = await admin.query<{ from: string; to: string }>(
      `select conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint
       where contype = 'f' and connamespace = $1::regnamespace and conrelid <> confrelid`,
      [`t_${salon.ctx.id}`],
    );
    const bare = (name: string) => name.split('.').at(-1) ?? '';
    expect(rows.length).toBeGreaterThan(10);
    for (const { from, to } of rows) expect(names.indexOf(bare(to))).toBeLessThan(names.indexOf(bare(from)));
  });

  it('is a file only its owner may read, under the moment it was taken, and noted in the row', async () => {
    const salon = await busySalon();
    const { backup, manifest } = await done(backUp(salon));
    expect(await backups.files()).toEqual([`${salon.ctx.id}/2026-03-02T08-00-00Z.botel`]);
    expect(backup.id).toBe('2026-03-02T08-00-00Z');
    expect((await stat(backup.path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(backup.path))).mode & 0o777).toBe(0o700);
    expect(await rowOf(salon)).toMatchObject({
      last_file: backup.id,
      last_bytes: String(backup.bytes),
      last_rows: String(manifest.tables.reduce((sum, { rows }) => sum + rows, 0)),
      last_good_at: new Date('2026-03-02T08:00:00Z'),
      next_due_at: new Date(nightInstant(salon.ctx.id, salon.ctx.zone, backups.clock.now())),
      lease_until: null,
      failures: 0,
      last_error: null,
    });
    const second = await done(backUp(salon));
    expect(second.backup.id).toBe('2026-03-02T08-00-01Z');
  });

  it('is encrypted when there is a key: nothing of the people can be read without it', async () => {
    const salon = await busySalon();
    const key = await readBackupKey('correct horse battery staple');
    const { backup } = await done(backUp(salon, { tools: { ...backups, key } }));
    expect(backup.path).toMatch(/\.botel\.age$/);
    const bytes = await readFile(backup.path);
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    expect((await contentsOf(backup.path, key)).get('bookings')?.lines).toHaveLength(3);
    await expect(verifyArchive(backup.path, null)).rejects.toMatchObject({ code: 'backup_key' });
    const other = await readBackupKey('another passphrase of many words');
    await expect(verifyArchive(backup.path, other)).rejects.toMatchObject({ code: 'backup_key' });
  });

  it('is one moment of a salon that is being booked by 32 people', async () => {
    const salon = await buildSalon(db.database, {
      settings: { maxActiveBookings: 100, maxBookingsPerDay: 100 },
      staff: Array.from({ length: 32 }, (_, at) => ({ name: `Мастер ${at}` })),
    });
    const writers = await Promise.all(
      salon.staff.map(async (staffId) => ({ staffId, ...(await newClient(salon.ctx)) })),
    );
    const firstDay = salon.at('2026-03-03T09:00');
    let isOver = false;
    let booked = 0;
    const write = async ({ staffId, id: clientId }: (typeof writers)[number]): Promise<void> => {
      for (let turn = 0; !isOver; turn += 1) {
        const start = firstDay + Math.floor(turn / 12) * 86_400_000 + (turn % 12) * 3_600_000;
        const order = { clientId, staffId, serviceId: salon.services[0] ?? 0, start };
        const result = await bookSlot(salon.ctx, { updateId: nextUpdateId() }, order);
        if (result.outcome !== 'booked') throw new Error(result.outcome);
        booked += 1;
        if (turn % 3 !== 0) continue;
        const cancelled = { bookingId: result.booking.id, clientId };
        await cancelBooking(salon.ctx, { updateId: nextUpdateId() }, cancelled);
      }
    };
    const writing = writers.map(write);
    const taken: (BackupOutcome & { kind: 'done' })[] = [];
    for (let round = 0; round < 2; round += 1) taken.push(await done(backUp(salon)));
    isOver = true;
    await Promise.all(writing);
    for (const { backup } of taken) {
      const contents = await contentsOf(backup.path);
      const ids = new Set(columnOf(contents, 'bookings', 'id'));
      const kinds = columnOf(contents, 'booking_events', 'kind');
      const eventsOf = (kind: string) =>
        columnOf(contents, 'booking_events', 'booking_id').filter((_, at) => kinds[at] === kind);
      const status = columnOf(contents, 'bookings', 'status');
      const cancelled = [...ids].filter((_, at) => status[at] === 'cancelled');
      expect(new Set(eventsOf('created'))).toEqual(ids);
      expect(eventsOf('cancelled').sort()).toEqual(cancelled.sort());
      expect(new Set(columnOf(contents, 'notifications', 'booking_id'))).toEqual(ids);
    }
    const counts = taken.map(
      ({ manifest }) => manifest.tables.find(({ name }) => name === 'bookings')?.rows ?? 0,
    );
    // Writers were at work all the time, and what was booked later is in the later ones only.
    expect(counts).toEqual([...counts].sort((one, other) => one - other));
    expect(counts[0]).toBeLessThan(booked);
    expect(counts.at(-1)).toBeGreaterThan(0);
  });

  it('and archiving the tenant keep out of each other’s way', async () => {
    const salon = await busySalon();
    const archiving: Promise<void>[] = [];
    const during = async (): Promise<void> => {
      archiving.push(db.database.archive(salon.ctx.id));
      await waitsForLock();
    };
    const { backup } = await done(backUp(salon, { source: sourceWith({ during }) }));
    expect((await contentsOf(backup.path)).get('bookings')?.lines).toHaveLength(3);
    await Promise.all(archiving);
    expect((await backUp(salon)).kind).toBe('not_taken');
    await db.database.provision(salon.ctx.id);
  });

  it('waits while another backup takes the place of the tables', async () => {
    const salon = await busySalon();
    const maintain = (value: string) =>
      admin.query(`update botel.tenants set maintenance = ${value} where id = $1`, [salon.ctx.id]);
    await maintain('now()');
    expect((await backUp(salon)).kind).toBe('not_taken');
    await maintain('null');
    expect((await backUp(salon)).kind).toBe('done');
  });

  it('does not read half of a table that somebody replaces past all locks', async () => {
    const salon = await busySalon();
    const schema = `t_${salon.ctx.id}`;
    const during = async (): Promise<void> => {
      await admin.query(`
        alter schema ${schema} rename to aside;
        create schema ${schema} authorization current_user;
        grant usage on schema ${schema} to ${schema};
        do $$ declare name text; begin
          for name in select tablename from pg_tables where schemaname = 'aside' loop
            execute format('create table ${schema}.%I (like aside.%I)', name, name);
          end loop;
        end $$;
        grant select on all tables in schema ${schema} to ${schema}`);
    };
    expect(await failed(backUp(salon, { source: sourceWith({ during }) }))).toMatchObject({
      message: expect.stringContaining('replaced while they were being copied') as string,
    });
    expect(await backups.files()).toEqual([]);
    await admin.query(`drop schema ${schema} cascade; alter schema aside rename to ${schema}`);
  });
});

/** Resolves when some session of this database waits for an advisory lock. */
async function waitsForLock(): Promise<void> {
  const waiting = `select count(*)::int as count from pg_locks
    where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
  for (;;) {
    const { rows } = await admin.query<{ count: number }>(waiting);
    if ((rows[0]?.count ?? 0) > 0) return;
  }
}

describe('when something goes wrong', () => {
  it('a file that is not what was written is set aside and does not count', async () => {
    const salon = await busySalon();
    const good = await done(backUp(salon));
    backups.clock.setTo(Date.parse('2026-03-03T08:00:00Z'));
    const damaged = join(dirname(good.backup.path), '2026-03-03T08-00-00Z.botel');
    const after = async (): Promise<void> => {
      const bytes = await readFile(`${damaged}.new`);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
      await writeFile(`${damaged}.new`, bytes);
    };
    expect(await failed(backUp(salon, { source: sourceWith({ after }) }))).toBeInstanceOf(BackupDamagedError);
    expect(await backups.files()).toEqual([
      `${salon.ctx.id}/2026-03-02T08-00-00Z.botel`,
      `${salon.ctx.id}/2026-03-03T08-00-00Z.botel.damaged`,
    ]);
    expect((await backups.folder.list(salon.ctx.id)).map(({ id }) => id)).toEqual([good.backup.id]);
    expect(await rowOf(salon)).toMatchObject({
      last_file: good.backup.id,
      failures: 1,
      last_error: expect.stringMatching(/damaged/) as string,
      next_due_at: new Date('2026-03-03T08:15:00Z'),
      lease_until: null,
    });
    expect(backups.logged.filter((line) => line.includes('"alert":"backup_failed"'))).toHaveLength(1);
  });

  it('too little space refuses to begin and says what to do; the last one stays', async () => {
    const salon = await busySalon();
    const good = await done(backUp(salon));
    await admin.query('update botel.backups set last_bytes = $2 where tenant_id = $1', [
      salon.ctx.id,
      2 ** 52,
    ]);
    const error = await failed(backUp(salon));
    expect(error).toBeInstanceOf(BackupFolderError);
    expect((error as Error).message).toMatch(/too little space.*free some space, set BACKUP_DIR/);
    await expect(verifyArchive(good.backup.path, null)).resolves.toMatchObject({ tenant: salon.ctx.id });
  });

  it('a folder that cannot be made says what to do', async () => {
    const salon = await busySalon();
    const file = join(backups.folder.dir, 'a-file');
    await writeFile(file, '');
    const error = await failed(
      backUp(salon, { tools: { ...backups, folder: folder(join(file, 'backups')) } }),
    );
    expect((error as Error).message).toMatch(/cannot be made .*set BACKUP_DIR to a folder where it may/);
  });

  it('each failure waits longer', async () => {
    const salon = await busySalon();
    await done(backUp(salon));
    await admin.query('update botel.backups set last_bytes = $2 where tenant_id = $1', [
      salon.ctx.id,
      2 ** 52,
    ]);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await failed(backUp(salon));
      const { next_due_at: due } = await rowOf(salon);
      waits.push(((due as Date).getTime() - backups.clock.now()) / 60_000);
    }
    expect(waits.map(Math.round)).toEqual([15, 60, 240, 240]);
  });

  it('stopping in the middle leaves no file and no lease, and it stays due', async () => {
    const salon = await busySalon();
    await db.database.backups.plan(
      [{ id: salon.ctx.id, nextDueAt: backups.clock.now() }],
      backups.clock.now(),
    );
    const stop = new AbortController();
    const during = async (): Promise<void> => stop.abort(new Error('the host is stopping'));
    const order = { source: sourceWith({ during }), signal: stop.signal, isWantedNow: false };
    expect(await backUp(salon, order)).toEqual({ kind: 'stopped' });
    expect(await backups.files()).toEqual([]);
    expect(await rowOf(salon)).toMatchObject({ lease_until: null, failures: 0, last_file: null });
    expect((await backUp(salon, { isWantedNow: false })).kind).toBe('done');
  });

  it('the connection dying in the middle is a failure like another', async () => {
    const salon = await busySalon();
    const during = async (): Promise<void> => {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'botel-backup' and datname = current_database()`,
      );
    };
    expect(await failed(backUp(salon, { source: sourceWith({ during }) }))).toMatchObject({
      code: 'database_unavailable',
    });
    expect(await backups.files()).toEqual([]);
    // Quiet the first time: the database may only have been restarted.
    expect(backups.logged.join('')).not.toContain('backup_failed');
    expect((await backUp(salon)).kind).toBe('done');
  });
});

describe('several processes', () => {
  it('never back up one tenant twice', async () => {
    const salon = await busySalon();
    const now = backups.clock.now();
    await db.database.backups.plan([{ id: salon.ctx.id, nextDueAt: now }], now);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => backUp(salon, { isWantedNow: false })),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', ...Array<string>(7).fill('not_taken')]);
    expect((await backUp(salon, { isWantedNow: false })).kind).toBe('not_taken');
    expect(await backups.files()).toHaveLength(1);
  });

  it('a process that comes back after its lease went to another gives up and touches nothing', async () => {
    const salon = await busySalon();
    const reached = new AbortController();
    const released = new AbortController();
    const during = async (): Promise<void> => {
      reached.abort();
      await once(released.signal, 'abort');
    };
    const slow = backUp(salon, { source: sourceWith({ during }) });
    await once(reached.signal, 'abort');
    backups.clock.setTo(backups.clock.now() + 10 * 60_000);
    const quick = await done(backUp(salon));
    released.abort();
    await slow;
    expect(await rowOf(salon)).toMatchObject({ last_file: quick.backup.id, failures: 0, lease_until: null });
    await expect(verifyArchive(quick.backup.path, null)).resolves.toBeDefined();
  });
});

test('old backups go, what the folder does not know stays', async () => {
  const salon = await busySalon();
  const first = await done(backUp(salon));
  const home = dirname(first.backup.path);
  const copies = [
    '2025-03-02T08-00-00Z',
    '2025-10-05T08-00-00Z',
    '2026-01-10T08-00-00Z',
    '2026-01-09T08-00-00Z',
  ];
  for (const id of copies) await writeFile(join(home, `${id}.botel`), await readFile(first.backup.path));
  const foreign = ['notes.txt', '2025-01-01.botel', '2025-01-01T00-00-00Z.botel.gz', 'old.botel.new'];
  for (const name of foreign) await writeFile(join(home, name), '');
  await writeFile(join(home, '2026-03-01T00-00-00Z.botel.tmp'), 'left by a process that was killed');
  backups.clock.setTo(Date.parse('2026-03-03T08:00:00Z'));
  await done(backUp(salon, { tools: { ...backups, keep: { daily: 2, weekly: 3, monthly: 3, days: 10 } } }));
  const here = (await backups.files()).map((file) => file.slice(salon.ctx.id.length + 1));
  expect(here).toEqual(
    ['2025-10-05T08-00-00Z', '2026-01-10T08-00-00Z', '2026-03-02T08-00-00Z', '2026-03-03T08-00-00Z']
      .map((id) => `${id}.botel`)
      .concat(foreign)
      .sort(),
  );
});
