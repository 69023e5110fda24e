import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Knex } from 'knex';
import { MigrationError } from './errors.js';
import { platformSchema, restoringOf, schemaOf } from './names.js';

interface Migration {
  up: Step;
  down: Step;
}
type Step = (trx: Knex) => Promise<unknown>;
type Kind = 'platform' | 'tenant';
type Source = Knex.MigrationSource<string>;

/** Where knex keeps what was run, inside the schema that was migrated. */
const bookkeeping = { tableName: 'migrations', disableTransactions: false } as const;

/** `migrations/` stands beside `src/`, compiled or not: both are two levels above this file. */
function migrationsDirectory(kind: Kind): string {
  const directory = resolve(__dirname, '..', '..', 'migrations', kind);
  if (!existsSync(directory)) throw new MigrationError(kind, `there is no ${directory}`);
  return directory;
}

/** Names without extension, so that the compiled program and the sources agree on what was run. */
function migrationNames(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
}

// Finds the file whatever its extension, which a native import() does not.
const load = createRequire(__filename);

function loadMigration(directory: string, name: string): Migration {
  return load(join(directory, name)) as Migration;
}

/** What happens to the bookkeeping of a schema in the transaction of each step. */
type AfterStep = (trx: Knex, version: string | null) => Promise<void>;

/** Runs each migration with the search path of its schema, whoever calls: the program, or knex's command line. */
class SchemaMigrations implements Source {
  constructor(
    private readonly directory: string,
    private readonly schema: string,
    private readonly afterStep: AfterStep,
    private readonly upTo: string | null = null,
  ) {}

  async getMigrations(): Promise<string[]> {
    const names = migrationNames(this.directory);
    return this.upTo === null ? names : names.slice(0, names.indexOf(this.upTo) + 1);
  }

  getMigrationName(name: string): string {
    return name;
  }

  async getMigration(name: string): Promise<Migration> {
    const migration = loadMigration(this.directory, name);
    const names = migrationNames(this.directory);
    const before = names[names.indexOf(name) - 1] ?? null;
    return {
      up: async (trx) => this.run(trx, migration.up.bind(migration), name),
      down: async (trx) => {
        await this.run(trx, migration.down.bind(migration), before);
        // knex does this too, but after the commit: a crash between the two would leave it believing in the tables.
        await trx.raw('delete from ??.?? where name = ?', [this.schema, bookkeeping.tableName, name]);
      },
    };
  }

  private async run(trx: Knex, step: Step, version: string | null): Promise<void> {
    await trx.raw('set local search_path to ??', [this.schema]);
    await step(trx);
    await trx.raw('set local search_path to pg_catalog');
    await this.afterStep(trx, version);
  }
}

/** Notes which migration a tenant's schema has reached, and that it is in use. */
export async function saveSchemaVersion(trx: Knex, tenantId: string, version: string | null): Promise<void> {
  await trx.raw(
    `insert into botel.tenants (id, schema_version) values (?, ?)
     on conflict (id) do update set schema_version = excluded.schema_version, archived_at = null, updated_at = now()`,
    [tenantId, version],
  );
}

/** knex's settings for the platform's schema, the same for the running program and for `npx knex`. */
export function platformMigrations(): Knex.MigratorConfig {
  const migrationSource = new SchemaMigrations(migrationsDirectory('platform'), platformSchema, () =>
    Promise.resolve(),
  );
  return { ...bookkeeping, schemaName: platformSchema, migrationSource };
}

/** knex's settings for one tenant's schema, the same for the running program and for `npx knex`. */
export function tenantMigrations(
  tenantId: string,
  directory = migrationsDirectory('tenant'),
): Knex.MigratorConfig {
  const migrationSource = new SchemaMigrations(directory, schemaOf(tenantId), async (trx, version) =>
    saveSchemaVersion(trx, tenantId, version),
  );
  return { ...bookkeeping, schemaName: schemaOf(tenantId), migrationSource };
}

/**
 * knex's settings for a schema that is made ready beside the tenant's own: up to one version, or to the newest when
 * `upTo` is null. What it reaches is not noted as the tenant's.
 */
export function restoringMigrations(
  tenantId: string,
  upTo: string | null,
  directory = migrationsDirectory('tenant'),
): Knex.MigratorConfig {
  const schemaName = restoringOf(tenantId);
  const migrationSource = new SchemaMigrations(directory, schemaName, () => Promise.resolve(), upTo);
  return { ...bookkeeping, schemaName, migrationSource };
}

/**
 * Brings a tenant's schema that was made in this transaction, and is empty, to this program's version, and notes in it
 * what knex would have noted: knex itself asks and says so much besides that a start of many new salons takes longer for
 * that than for the tables.
 */
export async function migrateEmptySchema(
  trx: Knex.Transaction,
  tenantId: string,
  directory = migrationsDirectory('tenant'),
): Promise<void> {
  const schema = schemaOf(tenantId);
  const names = migrationNames(directory);
  await trx.raw(`${bookkeepingTables(schema)}; set local search_path to "${schema}"`);
  for (const name of names) await loadMigration(directory, name).up(trx);
  await trx.raw('set local search_path to pg_catalog');
  await trx.raw(
    `insert into "${schema}".migrations (name, batch, migration_time)
     select name, 1, clock_timestamp() from unnest(cast(? as text[])) with ordinality as run (name, place) order by place`,
    [names],
  );
  await saveSchemaVersion(trx, tenantId, names.at(-1) ?? null);
}

/** As knex makes them. */
const bookkeepingTables = (schema: string): string => `
  create table "${schema}".migrations
    (id serial primary key, name varchar(255), batch integer, migration_time timestamptz);
  create table "${schema}".migrations_lock (index serial primary key, is_locked integer);
  insert into "${schema}".migrations_lock (is_locked) values (0)`;

/** Whether this program knows how to bring a tenant's schema to this version. */
export function knowsTenantVersion(version: string, directory = migrationsDirectory('tenant')): boolean {
  return migrationNames(directory).includes(version);
}

/** The version of a tenant's schema that this program needs: the name of the last migration. */
export function latestTenantVersion(directory = migrationsDirectory('tenant')): string {
  const latest = migrationNames(directory).at(-1);
  if (latest === undefined) throw new MigrationError('tenants', `there are no migrations in ${directory}`);
  return latest;
}
