import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import knex, { type Knex } from 'knex';
import { platformMigrations, tenantMigrations } from '../../src/db/migrations.js';
import { add, all, bookFor, buildSalon, newClient, type Salon } from '../support/builders.js';
import { fillSalon, seeded } from '../support/busy-salon.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

/** Down migrations on data: what an older version knows is as it was, and up again the program works. */
const versions = (kind: string): string[] =>
  readdirSync(join(__dirname, '../../migrations', kind))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();

let db: TestDatabase;
let admin: Client;
let builder: Knex;
beforeAll(async () => {
  db = await testDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  builder = knex({ client: 'pg', connection: db.url, pool: { min: 0, max: 2 } });
});
afterAll(async () => {
  await builder.destroy();
  await admin.end();
  await db.close();
});

type Columns = ReadonlyMap<string, readonly string[]>;

async function columnsOf(schema: string): Promise<Columns> {
  const { rows } = await admin.query<{ table: string; columns: string[] }>(
    `select table_name as "table", array_agg(column_name::text order by column_name) as columns
     from information_schema.columns where table_schema = $1 and table_name !~ '^migrations' group by 1`,
    [schema],
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** What both versions know: the tables and columns of both. */
function shared(one: Columns, other: Columns): Columns {
  return new Map(
    [...one]
      .filter(([table]) => other.has(table))
      .map(([table, columns]) => [table, columns.filter((column) => other.get(table)?.includes(column))]),
  );
}

type Row = Readonly<Record<string, string | null>>;

async function read(schema: string, columns: Columns): Promise<ReadonlyMap<string, readonly Row[]>> {
  const tables = new Map<string, readonly Row[]>();
  for (const [table, names] of columns) {
    const list = names.map((name) => `"${name}"::text`).join(', ');
    const { rows } = await admin.query<Row>(`select ${list} from "${schema}"."${table}"`);
    tables.set(table, rows);
  }
  return tables;
}

/** The rows of these columns as sorted lines. */
function linesOf(tables: ReadonlyMap<string, readonly Row[]>, columns: Columns): Record<string, string[]> {
  return Object.fromEntries(
    [...columns].map(([table, names]) => [
      table,
      (tables.get(table) ?? []).map((row) => names.map((name) => row[name] ?? 'null').join(' | ')).sort(),
    ]),
  );
}

/** Takes one step and expects everything that both versions know to be as it was. */
async function stepKeepsRows(schema: string, step: () => Promise<unknown>): Promise<Columns> {
  const columns = await columnsOf(schema);
  const before = await read(schema, columns);
  await step();
  const both = shared(columns, await columnsOf(schema));
  expect(linesOf(await read(schema, both), both)).toEqual(linesOf(before, both));
  return both;
}

/** A salon with something in every table. */
async function richSalon(): Promise<Salon> {
  const salon = await buildSalon(db.database);
  const { ctx } = salon;
  await fillSalon(salon, { random: seeded(11), from: '2026-01-05', to: '2026-01-12', clients: 20 });
  const { id: clientId } = await newClient(ctx);
  await bookFor(salon, clientId, '2026-03-05T10:00');
  const now = new Date(salon.clock.now());
  const [staffId] = salon.staff;
  await add(ctx, 'admins', { telegram_id: 10, role: 'staff', staff_id: staffId, name: 'Анна' });
  await add(ctx, 'admin_invites', {
    ...{ token_hash: 'x', role: 'viewer', created_by: 1, created_at: now, expires_at: now },
  });
  await add(ctx, 'admin_pins', { telegram_id: 10, hash: 'x', updated_at: now });
  await add(ctx, 'audit_log', { at: now, actor: 'x', action: 'x', subject: 'x' });
  await add(ctx, 'operations', { kind: 'x', created_by: 1, params: '{}', created_at: now });
  await add(ctx, 'text_overrides', { locale: 'ru', key: 'menu.book', pattern: 'x', updated_at: now });
  await add(ctx, 'settings', { key: 'horizonDays', value: '30' });
  await add(ctx, 'time_blocks', { staff_id: staffId, during: '[2026-03-07 10:00Z,2026-03-07 11:00Z)' });
  await add(ctx, 'schedule_exceptions', { from_date: '2026-05-01', to_date: '2026-05-02', kind: 'closed' });
  await add(ctx, 'breaks', { weekday: 1, start_minute: 700, end_minute: 730 });
  await add(ctx, 'sessions', { chat_id: 1, user_id: 1, state: '{}', expires_at: now });
  await add(ctx, 'broadcasts', { body: 'x', created_by: 1, created_at: now });
  await add(ctx, 'notifications', {
    ...{ kind: 'desk_digest', booking_version: 1, visit_starts_at: now, due_at: now, recipient: 10 },
  });
  return salon;
}

test('every version of a tenant keeps what both know, on the way down and up again', async () => {
  const salon = await richSalon();
  const { id } = salon.ctx;
  const schema = `t_${id}`;
  const names = versions('tenant');
  const config = tenantMigrations(id);
  const full = await read(schema, await columnsOf(schema));
  expect([...full].filter(([, rows]) => rows.length === 0).map(([table]) => table)).toEqual([]);

  for (const name of names.slice(1).reverse()) {
    // Rows of a kind that the older version does not know cannot stay: its down migration takes them away.
    const unknown = {
      '0006_desk_notices': 'recipient is not null',
      '0008_clients_desk': "kind = 'review_reply'",
    }[name];
    if (unknown !== undefined) await admin.query(`delete from "${schema}".notifications where ${unknown}`);
    const both = await stepKeepsRows(schema, () => builder.migrate.down({ ...config }));
    expect(both.size).toBeGreaterThan(9);
  }
  const [oldest] = names;
  expect((await db.database.platform.tenantStates()).get(id)?.schemaVersion).toBe(oldest);

  for (const [at] of names.slice(1).entries()) {
    await stepKeepsRows(schema, () => builder.migrate.up({ ...config }));
    expect((await db.database.platform.tenantStates()).get(id)?.schemaVersion).toBe(names[at + 1]);
  }

  await db.database.provision(id);
  expect(db.database.platform.needsMigration((await db.database.platform.tenantStates()).get(id))).toBe(
    false,
  );
  const { id: clientId } = await newClient(salon.ctx);
  await expect(bookFor(salon, clientId, '2026-03-06T10:00')).resolves.toBeGreaterThan(0);
  expect((await all(salon.ctx, 'bookings')).length).toBeGreaterThan(10);
});

test('every version of the platform keeps what both know', async () => {
  const { ctx } = await buildSalon(db.database);
  await admin.query(
    `update botel.tenants set last_error = 'x', token_fingerprint = 'f', profile_hash = 'p' where id = '${ctx.id}'`,
  );
  const names = versions('platform');
  for (const [direction, steps] of [
    ['down', names.length - 1],
    ['up', names.length - 1],
  ] as const) {
    for (let step = 0; step < steps; step += 1) {
      const both = await stepKeepsRows('botel', () =>
        builder.migrate[direction]({ ...platformMigrations() }),
      );
      expect(both.get('tenants')).toContain('schema_version');
    }
  }
  await expect(newClient(ctx)).resolves.toMatchObject({ name: 'Мария' });
  expect(await db.database.platform.readDueTenants(Date.now())).toEqual(expect.any(Array));
});
