import type { Knex } from 'knex';
import type { ClientBase } from 'pg';
import { BotelError, messageOf } from '../lib/errors.js';
import { backoffMs, pause } from '../lib/retry.js';
import {
  DatabaseSetupError,
  MigrationError,
  TenantInMaintenanceError,
  isRetryable,
  sqlStateOf,
  unavailableBecause,
} from './errors.js';
import { endAbandonedMaintenance, schemaExists } from './maintenance.js';
import { migrateEmptySchema, saveSchemaVersion, tenantMigrations } from './migrations.js';
import { archiveOf, schemaOf } from './names.js';
import type { ConnectionPool } from './pool.js';
import { quoteIdentifier, type ServerFacts } from './requirements.js';
import { builder } from './transaction.js';

/**
 * Migrations may rewrite tables: they get longer than a statement of a chat. What a crash takes back is found missing by
 * the next start, so nobody waits for the disk.
 */
const settings = `set local statement_timeout to '10min'; set local synchronous_commit to off`;

/** What another session did to the same role in the same moment: try again and find it done. */
const roleRaces = new Set(['23505', '42710', 'XX000', '40001']);

/** What became of a tenant's tables: made just now, or there before and at this program's version now. */
export type Provision = 'created' | 'migrated';

/**
 * Creates the role and schema of a tenant where they are missing, brings an archived schema back, and runs the
 * migrations that it lacks: one transaction, so that a failure leaves the schema as it was. Safe to run again and from
 * several processes at once. Rejects with `MigrationError` or `DatabaseUnavailableError`.
 */
export async function provisionTenant(
  pool: ConnectionPool,
  facts: ServerFacts,
  id: string,
  directory?: string,
): Promise<Provision> {
  try {
    return await pool.use(async (connection) => {
      await ensureRole(connection, facts, schemaOf(id));
      return builder.transaction(async (trx) => furnish(trx, id, directory), { connection });
    });
  } catch (error) {
    if (error instanceof BotelError) throw error;
    if (isRetryable(error)) throw unavailableBecause(error);
    throw new MigrationError(`tenant ${id}`, reasonOf(error), { cause: error });
  }
}

/** knex puts the whole statement before what the server says of it: pages that nobody needs to see why a salon is parked. */
function reasonOf(error: unknown): string {
  const message = messageOf(error);
  const state = sqlStateOf(error);
  return state === null
    ? message
    : `${message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '')} (${state})`;
}

async function furnish(trx: Knex.Transaction, id: string, directory: string | undefined): Promise<Provision> {
  const schema = schemaOf(id);
  await trx.raw(settings);
  await lockTenant(trx, id);
  const found = await lookFor(trx, id);
  if (found.isKept && !(await endAbandonedMaintenance(trx, id))) throw new TenantInMaintenanceError(id);
  if (found.isArchived) await trx.raw(`alter schema "${archiveOf(id)}" rename to "${schema}"`);
  const isNew = !found.isArchived && !found.isThere;
  await trx.raw(
    `${isNew ? `create schema "${schema}"; ` : ''}grant usage on schema "${schema}" to "${schema}"; ${sharing(schema, schema)}`,
  );
  if (isNew) await migrateEmptySchema(trx, id, directory);
  else await migrateKnownSchema(trx, id, directory);
  await hideBookkeeping(trx, schema, schema);
  return isNew ? 'created' : 'migrated';
}

/** Asked after the lock was had: what another process did until then is seen. */
async function lookFor(trx: Knex.Transaction, id: string): Promise<Found> {
  const { rows } = await trx.raw<{ rows: Found[] }>(
    `select exists (select from botel.tenants where id = :id and maintenance is not null) as "isKept",
       exists (select from pg_namespace where nspname = :archive) as "isArchived",
       exists (select from pg_namespace where nspname = :schema) as "isThere"`,
    { id, archive: archiveOf(id), schema: schemaOf(id) },
  );
  return rows[0] ?? { isKept: false, isArchived: false, isThere: false };
}

interface Found {
  /** Migrations give the role what a restorer takes from it: they wait for one that is at work. */
  readonly isKept: boolean;
  readonly isArchived: boolean;
  readonly isThere: boolean;
}

async function migrateKnownSchema(
  trx: Knex.Transaction,
  id: string,
  directory: string | undefined,
): Promise<void> {
  await trx.migrate.latest(tenantMigrations(id, directory));
  const reached = await trx.raw<{ rows: { name: string }[] }>(
    `select name from "${schemaOf(id)}".migrations order by id desc limit 1`,
  );
  await saveSchemaVersion(trx, id, reached.rows[0]?.name ?? null);
}

/** What is made in the schema from now on belongs to the login role and may be used by the tenant's. */
export async function shareTables(trx: Knex.Transaction, schema: string, role: string): Promise<void> {
  await trx.raw(sharing(schema, role));
}

function sharing(schema: string, role: string): string {
  return `alter default privileges in schema "${schema}" grant select, insert, update, delete on tables to "${role}";
    alter default privileges in schema "${schema}" grant usage, select on sequences to "${role}"`;
}

/** What was run on the schema is not the tenant's affair. */
export async function hideBookkeeping(trx: Knex.Transaction, schema: string, role: string): Promise<void> {
  await trx.raw(`revoke all on "${schema}".migrations, "${schema}".migrations_lock from "${role}"`);
}

/**
 * Takes a tenant out of service and keeps its data: the schema is renamed from t_<id> to x_<id> and its role loses it.
 * `provisionTenant` of the same id brings the data back. To delete it for good: `DROP SCHEMA x_<id> CASCADE;
 * DELETE FROM botel.tenants WHERE id = '<id>'`. Does nothing for a tenant without a schema.
 */
export async function archiveTenant(pool: ConnectionPool, id: string): Promise<void> {
  const schema = schemaOf(id);
  await pool.use(async (connection) =>
    builder.transaction(
      async (trx) => {
        await lockTenant(trx, id);
        if (!(await schemaExists(trx, schema))) return;
        await trx.raw(`revoke usage on schema "${schema}" from "${schema}"`);
        await trx.raw(`alter schema "${schema}" rename to "${archiveOf(id)}"`);
        await trx.raw('update botel.tenants set archived_at = now(), updated_at = now() where id = ?', [id]);
      },
      { connection },
    ),
  );
}

/** Of the lock of whoever makes, migrates, archives or replaces the schema of a tenant; a backup shares it. */
export function provisionKey(id: string): string {
  return `botel:provision:${id}`;
}

/** One at a time makes, archives or replaces the schema of a tenant. */
export async function lockTenant(trx: Knex.Transaction, id: string): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [provisionKey(id)]);
}

/**
 * Roles belong to the whole server, not to the database, so another database's Botel may create the same one at the same
 * moment. The login role gets the right to become the tenant, not the tenant's rights.
 */
export async function ensureRole(connection: ClientBase, facts: ServerFacts, role: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const known = await roleState(connection, facts, role);
      const making = known === 'missing' ? [`create role "${role}" nologin noinherit`] : [];
      if (known !== 'member') await connection.query([...making, membership(facts, role)].join('; '));
      return;
    } catch (error) {
      const state = sqlStateOf(error) ?? '';
      if (state === '42501') {
        throw new DatabaseSetupError(
          `${facts.login} may not become ${role} (${messageOf(error)}); as a superuser run:\n${membership(facts, role)};`,
        );
      }
      if (!roleRaces.has(state) || attempt >= 20) throw error;
      await pause(backoffMs(attempt, { firstMs: 5, capMs: 200 }));
    }
  }
}

const knowsSetOption = (facts: ServerFacts) => facts.version >= 160_000;

function membership(facts: ServerFacts, role: string): string {
  return `grant "${role}" to ${quoteIdentifier(facts.login)}${knowsSetOption(facts) ? ' with inherit false, set true' : ''}`;
}

async function roleState(
  connection: ClientBase,
  facts: ServerFacts,
  role: string,
): Promise<'missing' | 'stranger' | 'member'> {
  const { rows } = await connection.query<{ member: boolean }>(
    `select exists (
       select from pg_auth_members m join pg_roles login on login.oid = m.member
       where m.roleid = r.oid and login.rolname = current_user ${knowsSetOption(facts) ? 'and m.set_option' : ''}
     ) as member from pg_roles r where r.rolname = $1`,
    [role],
  );
  if (rows[0] === undefined) return 'missing';
  return rows[0].member ? 'member' : 'stranger';
}
