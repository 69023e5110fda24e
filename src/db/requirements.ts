import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { messageOf } from '../lib/errors.js';
import { DatabaseSetupError, DatabaseUnavailableError, sqlStateOf } from './errors.js';
import type { ConnectionPool } from './pool.js';

export interface ServerFacts {
  /** 150004 for 15.4. */
  readonly version: number;
  readonly database: string;
  readonly login: string;
  readonly superuser: boolean;
  readonly mayCreateRoles: boolean;
  readonly mayCreateSchemas: boolean;
}

const oldestVersion = 150_000;

/**
 * Looks at the server and the login role. Rejects with `DatabaseSetupError`, which names everything that is missing and
 * the SQL that a superuser runs once, or with `DatabaseUnavailableError`.
 */
export async function readServerFacts(pool: ConnectionPool): Promise<ServerFacts> {
  const [facts] = await pool.query<ServerFacts>(`
    select current_setting('server_version_num')::int as version, current_database() as database, current_user as login,
      rolsuper as superuser, rolsuper or rolcreaterole as "mayCreateRoles", 
      has_database_privilege(current_database(), 'CREATE') as "mayCreateSchemas"
    from pg_roles where rolname = current_user`);
  if (facts === undefined) throw new DatabaseUnavailableError('the server does not know its own login role');
  return facts;
}

/** Rejects with `DatabaseSetupError` unless Botel can live in this database. */
export function checkServer(facts: ServerFacts): void {
  if (facts.version < oldestVersion) {
    const shown = `${Math.floor(facts.version / 10_000)}.${facts.version % 10_000}`;
    throw new DatabaseSetupError(`PostgreSQL 15 or newer is needed, this server is ${shown}`);
  }
  const login = quoteIdentifier(facts.login);
  const missing: string[] = [];
  if (!facts.mayCreateRoles) missing.push(`ALTER ROLE ${login} CREATEROLE;`);
  if (!facts.mayCreateSchemas)
    missing.push(`GRANT CREATE ON DATABASE ${quoteIdentifier(facts.database)} TO ${login};`);
  if (missing.length > 0) {
    throw new DatabaseSetupError(
      `the login role ${facts.login} may not create the roles and schemas of tenants; as a superuser run:\n${missing.join('\n')}`,
    );
  }
}

/** Installs what the tenants' tables need. The exclusion constraint of bookings compares integers inside a GiST index. */
export async function ensureExtension(trx: Knex, facts: ServerFacts): Promise<void> {
  try {
    await trx.raw('create extension if not exists btree_gist with schema botel');
  } catch (error) {
    if (sqlStateOf(error) === null) throw error;
    throw new DatabaseSetupError(
      `the extension btree_gist could not be created (${messageOf(error)}); install PostgreSQL's contrib package if it ` +
        `is missing there, then as a superuser run in database ${facts.database}:\nCREATE EXTENSION btree_gist;`,
    );
  }
}

/**
 * Closes what the server leaves open to every role, as far as the login role may: `set_config` could give the role back
 * inside a statement, temporary tables outlive a transaction. The login role keeps both, pg_dump needs `set_config`.
 * A login role that may not revoke them runs all the same: statements of a tenant's transaction are Botel's own.
 */
export async function closeWaysOut(trx: Knex, facts: ServerFacts, log: Logger): Promise<void> {
  const { rows } = await trx.raw<{ rows: { open: boolean }[] }>(
    `select has_function_privilege('public', 'pg_catalog.set_config(text,text,boolean)', 'EXECUTE') as open`,
  );
  if (rows[0]?.open !== true) return;
  if (!facts.superuser) {
    log.info('every role of this database may call set_config; only a superuser may change that');
    return;
  }
  for (const statement of closingStatements(facts.login, facts.database)) await trx.raw(statement);
}

/** What a superuser runs in a database of Botel once, so that a tenant's transaction has no way out of its role. */
export function closingStatements(login: string, database: string): string[] {
  const [role, name] = [quoteIdentifier(login), quoteIdentifier(database)];
  return [
    `grant execute on function pg_catalog.set_config(text, text, boolean) to ${role}`,
    'revoke execute on function pg_catalog.set_config(text, text, boolean) from public',
    `revoke connect, temporary on database ${name} from public`,
    `grant connect on database ${name} to ${role}`,
  ];
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
