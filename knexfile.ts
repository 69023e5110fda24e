import './src/lib/typescript-sources';
import type { Knex } from 'knex';
import { platformMigrations, tenantMigrations } from './src/db/migrations.js';
import { runningEmbeddedUrl } from './src/db/embedded-postgres.js';

/**
 * npx knex migrate:latest                          the platform's schema
 * TENANT=anna npx knex migrate:latest --env tenant   one tenant's schema
 * and likewise up, down, rollback, status, list, unlock.
 * DATABASE_URL names the server; without it, the embedded one under DATA_DIR is used while it runs.
 */
async function connection(): Promise<Knex.PgConnectionConfig> {
  const { DATABASE_URL: url, DATA_DIR: dataDir = './data' } = process.env;
  const connectionString = url !== undefined && url !== '' ? url : await runningEmbeddedUrl(dataDir);
  if (connectionString === null) {
    throw new Error(`DATABASE_URL is not set and no embedded PostgreSQL is running under ${dataDir}`);
  }
  return { connectionString, application_name: 'botel-knex' };
}

function settings(migrations: Knex.MigratorConfig): Knex.Config {
  return { client: 'pg', connection, pool: { min: 0, max: 2 }, migrations };
}

/** knex looks at all environments, also at those that were not asked for: what is missing is said when it connects. */
function tenantSettings(): Knex.Config {
  const { TENANT: id = '' } = process.env;
  if (id !== '') return settings(tenantMigrations(id));
  return {
    client: 'pg',
    connection: () =>
      Promise.reject(new Error('--env tenant needs TENANT=<id of a tenant that was started once>')),
    migrations: platformMigrations(),
  };
}

const platform = settings(platformMigrations());
const config = { ...platform, platform, tenant: tenantSettings() };

export default config;
