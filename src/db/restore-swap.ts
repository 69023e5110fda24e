import type { Knex } from 'knex';
import type { Client } from 'pg';
import { RestoreError, sqlStateOf } from './errors.js';
import { endMaintenance, schemaExists } from './maintenance.js';
import { saveSchemaVersion } from './migrations.js';
import { archiveOf, restoringOf, schemaOf, setAsideOf } from './names.js';
import { lockTenant } from './provision.js';
import { carryOver } from './restore-carry.js';
import type { Restored, RestoreRequest } from './restore-types.js';
import { builder } from './transaction.js';

const usualPatienceMs = 60_000;
/** Short, for whoever waits behind us waits as long: others' statements queue up behind a lock that is asked for. */
const lockTimeout = '2s';
const lockNotAvailable = '55P03';
const deadlock = '40P01';

/**
 * Gives r_<id> the tenant's name, keeps what had it, and ends the maintenance, in one transaction. Transactions that
 * still hold the tenant's tables are waited for: what they commit is in the tables that are kept, what begins later is
 * in the new ones, and nothing is in between. Rejects with `RestoreError` when they do not end.
 */
export async function replaceSchema(
  client: Client,
  request: RestoreRequest,
): Promise<Pick<Restored, 'setAside' | 'carried'>> {
  const { tenantId, patienceMs = usualPatienceMs } = request;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await builder.transaction((trx) => replace(trx, client, request), { connection: client });
    } catch (error) {
      if (![lockNotAvailable, deadlock].includes(sqlStateOf(error) ?? '')) throw error;
      const holders = await holdersOf(client, tenantId);
      if (performance.now() > deadline) {
        throw new RestoreError(
          `the tables of ${tenantId} are held by ${holders} transactions that do not end; ` +
            'look for them in pg_stat_activity and try again. The tables are as they were',
        );
      }
      await request.progress({ step: 'waiting', transactions: holders });
    }
  }
}

async function replace(
  trx: Knex.Transaction,
  client: Client,
  request: RestoreRequest,
): Promise<Pick<Restored, 'setAside' | 'carried'>> {
  const { tenantId: id, now, progress } = request;
  await trx.raw(`set local lock_timeout to '${lockTimeout}'`);
  await lockTenant(trx, id);
  if (request.intoEmpty) await refuseUnlessEmpty(trx, id);
  const living = await livingSchema(trx, id);
  if (living !== null) await lockTables(trx, living);
  await progress({ step: 'replacing' });
  await trx.raw('insert into botel.tenants (id) values (?) on conflict (id) do nothing', [id]);
  // A copy beside has nothing to go on from: what its salon says and does begins with the backup.
  const from = request.intoEmpty ? null : living;
  const carried = await carryOver(trx, client, { tenantId: id, from, now: now() });
  const setAside = living === null ? null : await freeSetAside(trx, id, now());
  if (living !== null) await trx.raw(`alter schema "${living}" rename to "${setAside}"`);
  await trx.raw(`alter schema "${restoringOf(id)}" rename to "${schemaOf(id)}"`);
  await trx.raw(`grant usage on schema "${schemaOf(id)}" to "${schemaOf(id)}"`);
  if (setAside !== null) await trx.raw(`revoke all on schema "${setAside}" from "${schemaOf(id)}"`);
  await noteRestored(trx, id, now());
  return { setAside, carried };
}

/** A second that is taken is left to who has it. */
async function freeSetAside(trx: Knex.Transaction, id: string, at: number): Promise<string> {
  for (let second = at; ; second += 1_000) {
    const schema = setAsideOf(id, second);
    if (!(await schemaExists(trx, schema))) return schema;
  }
}

async function noteRestored(trx: Knex.Transaction, id: string, now: number): Promise<void> {
  const { rows } = await trx.raw<{ rows: { name: string }[] }>(
    `select name from "${schemaOf(id)}".migrations order by id desc limit 1`,
  );
  await saveSchemaVersion(trx, id, rows[0]?.name ?? null);
  await endMaintenance(trx, id);
  await trx.raw('update botel.tenants set restored_at = ? where id = ?', [new Date(now), id]);
  await trx.raw('select botel.lower_wakeup(?, ?)', [id, new Date(now)]);
}

/** The tenant's tables, in use or archived; null when it has none. */
async function livingSchema(trx: Knex.Transaction, id: string): Promise<string | null> {
  for (const schema of [schemaOf(id), archiveOf(id)]) if (await schemaExists(trx, schema)) return schema;
  return null;
}

async function lockTables(trx: Knex.Transaction, schema: string): Promise<void> {
  const { rows } = await trx.raw<{ rows: { list: string | null }[] }>(
    `select string_agg(format('%I.%I', schemaname, tablename), ', ' order by tablename) as list
     from pg_tables where schemaname = ?`,
    [schema],
  );
  const list = rows[0]?.list;
  if (list != null) await trx.raw(`lock table ${list} in access exclusive mode`);
}

/** How many transactions of others hold tables of the tenant just now. */
async function holdersOf(client: Client, id: string): Promise<number> {
  const { rows } = await client.query<{ holders: number }>(
    `select count(distinct l.pid)::int as holders from pg_locks l
     join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
     where l.granted and l.pid <> pg_backend_pid() and n.nspname in ($1, $2)
       and l.database = (select oid from pg_database where datname = current_database())`,
    [schemaOf(id), archiveOf(id)],
  );
  return rows[0]?.holders ?? 0;
}

/** Rejects with `RestoreError` when the tenant has clients, services or bookings already. */
export async function refuseUnlessEmpty(trx: Knex.Transaction, id: string): Promise<void> {
  const living = await livingSchema(trx, id);
  if (living === null) return;
  for (const table of ['clients', 'services', 'bookings']) {
    if (!(await tableExists(trx, living, table))) continue;
    const { rowCount } = await trx.raw<{ rowCount: number }>(`select from "${living}"."${table}" limit 1`);
    if (rowCount > 0) {
      throw new RestoreError(
        `${id} has data of its own (${table}); restore into a tenant that does not exist yet`,
      );
    }
  }
}

async function tableExists(trx: Knex.Transaction, schema: string, table: string): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    'select from pg_tables where schemaname = ? and tablename = ?',
    [schema, table],
  );
  return rowCount > 0;
}
