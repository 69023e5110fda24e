import type { Knex } from 'knex';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { BotelError, messageOf } from '../lib/errors.js';
import { copyFormat } from './copy-format.js';
import { RestoreError, sqlStateOf, translate, unavailableBecause } from './errors.js';
import { beginMaintenance, endMaintenance, restorerKey } from './maintenance.js';
import { knowsTenantVersion, latestTenantVersion } from './migrations.js';
import { checkTenantId, schemaOf } from './names.js';
import { ensureRole, provisionKey } from './provision.js';
import type { ServerFacts } from './requirements.js';
import { prepareSchema } from './restore-load.js';
import { refuseUnlessEmpty, replaceSchema } from './restore-swap.js';
import type { Restored, RestoreRequest } from './restore-types.js';
import { builder } from './transaction.js';
import { valueTypes } from './value-types.js';

/*
 *   loading ─▶ comparing ─▶ migrating ─▶ prepared ── the tenant is closed ─▶ closed ─▶ waiting ─▶ replacing ─▶ done
 *   └────── one transaction: r_<id> ────────┘     └ own transaction ┘       └── one transaction: names change ──┘
 *
 * A restorer that dies before "prepared" leaves nothing; before "closed" it leaves r_<id>, which the next one throws
 * away; after that a tenant out of reach, whom the next transaction of the tenant brings back into reach (maintenance.ts);
 * after "replacing" it had done everything. Its lock, its transactions and the closing live on one connection: when
 * that is lost, it can do no more.
 */

/** What a restore needs of a database. */
export interface RestoreServer {
  readonly url: string;
  readonly facts: ServerFacts;
  readonly log: Logger;
  /** Of the tenants' migrations, when it is not the program's own. */
  readonly directory: string | undefined;
}

const lockPatience = '3s';
const provisionPatienceMs = 10 * 60_000;

/**
 * Lets a backup take the place of a tenant's tables while the others, and until the last moment the tenant, go on working:
 * loads it beside, compares every table with what was backed up, migrates it to this program's version and exchanges the
 * names. What was there before is kept under another name (`Restored.setAside`). Rejects with `RestoreError`, with what
 * the source rejects with, or with `DatabaseUnavailableError`; the tenant's tables are as they were then.
 */
export async function restoreTenantSchema(server: RestoreServer, request: RestoreRequest): Promise<Restored> {
  const id = checkTenantId(request.tenantId);
  refuseUnknownVersion(server, request);
  const client = await connect(server);
  try {
    await holdRestorerLock(client, id);
    await ensureRole(client, server.facts, schemaOf(id));
    const loaded = await inTransaction(client, async (trx) => {
      if (request.intoEmpty) await refuseUnlessEmpty(trx, id);
      return prepareSchema(client, trx, request, server.directory);
    });
    await request.progress({ step: 'prepared' });
    await holdProvisionLock(client, request);
    const replaced = await exchange(client, request);
    await request.progress({ step: 'done' });
    return { schemaVersion: latestTenantVersion(server.directory), ...loaded, ...replaced };
  } catch (error) {
    throw explained(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function exchange(
  client: Client,
  request: RestoreRequest,
): Promise<Pick<Restored, 'setAside' | 'carried'>> {
  await inTransaction(client, (trx) => beginMaintenance(trx, request.tenantId));
  try {
    await request.progress({ step: 'closed' });
    return await replaceSchema(client, request);
  } catch (error) {
    await inTransaction(client, (trx) => endMaintenance(trx, request.tenantId)).catch(() => undefined);
    throw error;
  }
}

function refuseUnknownVersion({ directory }: RestoreServer, { source }: RestoreRequest): void {
  if (knowsTenantVersion(source.schemaVersion, directory)) return;
  throw new RestoreError(
    `this backup is newer than this program: it needs ${source.schemaVersion}, the newest known here is ` +
      `${latestTenantVersion(directory)}; restore it with the release it was made with, or a later one`,
  );
}

/** Not of the pool: a restore takes longer than a statement of a chat may. */
async function connect({ url, log }: RestoreServer): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'botel-restore',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: `${copyFormat} -c search_path=pg_catalog`,
    types: valueTypes,
  });
  client.on('error', (error) =>
    log.warn({ reason: messageOf(error) }, 'the connection of a restore was lost'),
  );
  try {
    await client.connect();
  } catch (error) {
    throw unavailableBecause(error);
  }
  return client;
}

async function holdRestorerLock(client: Client, id: string): Promise<void> {
  await client.query(`set lock_timeout to '${lockPatience}'`);
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [restorerKey(id)]);
  } catch (error) {
    throw new RestoreError(
      `another restore of ${id} is under way; wait for its end and look at what it did`,
      {
        cause: translate(error),
      },
    );
  }
  await client.query('set lock_timeout to 0');
}

/** A backup or a migration of the tenant that is under way is waited for while the salon still works. */
async function holdProvisionLock(client: Client, request: RestoreRequest): Promise<void> {
  const deadline = performance.now() + provisionPatienceMs;
  await client.query(`set lock_timeout to '${lockPatience}'`);
  for (;;) {
    try {
      await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [
        provisionKey(request.tenantId),
      ]);
      break;
    } catch (error) {
      if (sqlStateOf(error) !== '55P03' || performance.now() > deadline) throw error;
      await request.progress({ step: 'waiting', transactions: 1 });
    }
  }
  await client.query('set lock_timeout to 0');
}

/** One transaction on the restorer's own connection. */
async function inTransaction<T>(client: Client, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  return builder.transaction(work, { connection: client });
}

function explained(error: unknown): unknown {
  const translated = translate(error);
  if (translated instanceof BotelError) return translated;
  return new RestoreError(
    `the restore failed, the tenant's tables are as they were: ${messageOf(translated)}`,
    {
      cause: translated,
    },
  );
}
