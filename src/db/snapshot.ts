import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { copyFormat } from './copy-format.js';
import {
  DatabaseUnavailableError,
  TenantNotProvisionedError,
  translate,
  unavailableBecause,
} from './errors.js';
import { schemaOf } from './names.js';

/** One table as it stood when the snapshot was taken. */
export interface SnapshotTable {
  readonly name: string;
  /** Without generated ones: the server fills those itself. */
  readonly columns: readonly string[];
  /** The text format of COPY, in pieces of 64 KiB at most, read from the server as fast as they are taken. */
  readonly data: AsyncIterable<Buffer>;
  /** What the server counted; right when `data` has ended. */
  readonly rows: () => number;
}

/** Everything of one tenant at one moment. */
export interface Snapshot {
  /** Name of the tenant's last migration. */
  readonly schemaVersion: string;
  readonly sequences: readonly { readonly name: string; readonly value: string; readonly called: boolean }[];
  /**
   * One after the other, those that others refer to first, so that they can be loaded in this order with their foreign
   * keys in place. (A table that refers to itself is one COPY, after which its keys are checked.)
   */
  readonly tables: AsyncIterable<SnapshotTable>;
}

/**
 * Left out: what knex notes for itself (the version says it), and conversations in a chat, which end by themselves after
 * half an hour. `processed_updates` belongs to the data: without it, an update that Telegram sends again after a
 * restore would book twice.
 */
const leftOut = ['migrations', 'migrations_lock', 'sessions'];

const connectMs = 10_000;
const lockWait = '10s';

interface TableFacts {
  readonly oid: string;
  readonly name: string;
  readonly columns: string[];
  readonly refersTo: string[];
}

/**
 * Lends everything of a tenant as it stood at one moment, on a connection of its own, in a read-only transaction with the
 * tenant's role. Writers are not held up; migrations, archiving and restoring of this tenant wait until it is over. When
 * `signal` aborts, the connection is cut and the result rejects with its reason. Else rejects with
 * `TenantNotProvisionedError`, `DatabaseUnavailableError`, `TenantBusyError`, or what `work` rejects with.
 */
export async function withSnapshot<T>(
  url: string,
  tenantId: string,
  signal: AbortSignal,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const schema = schemaOf(tenantId);
  signal.throwIfAborted();
  const client = new Client({
    connectionString: url,
    application_name: 'botel-backup',
    connectionTimeoutMillis: connectMs,
    statement_timeout: 0,
    keepAlive: true,
    options: `${copyFormat} -c search_path=pg_catalog -c lock_timeout=${lockWait} -c idle_in_transaction_session_timeout=5min`,
  });
  // Heard by the statement that is under way.
  client.on('error', () => undefined);
  const cut = (): void => void client.end();
  signal.addEventListener('abort', cut, { once: true });
  try {
    await connect(client);
    const tables = await begin(client, tenantId, schema);
    const facts = await factsOf(client, tenantId, schema);
    await client.query(`set local role "${schema}"; set local search_path to "${schema}"`);
    const result = await work({ ...facts, tables: copies(client, schema, tables) });
    await expectSameTables(client, schema, tables);
    await client.query('commit');
    return result;
  } catch (error) {
    throw signal.aborted ? signal.reason : translate(error);
  } finally {
    signal.removeEventListener('abort', cut);
    await client.end();
  }
}

async function connect(client: Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    throw unavailableBecause(error);
  }
}

/**
 * Locks first, then looks: rows of a table that is rewritten or replaced after the snapshot was taken would be missing in
 * it without an error. The first lock is the one that whoever makes, migrates or replaces the schema takes alone, so
 * that they wait without keeping the salon waiting behind them.
 */
async function begin(client: Client, tenantId: string, schema: string): Promise<TableFacts[]> {
  await client.query('select pg_advisory_lock_shared(hashtextextended($1, 0))', [
    `botel:provision:${tenantId}`,
  ]);
  const tables = await tablesOf(client, schema);
  if (tables.length === 0) throw new TenantNotProvisionedError(tenantId);
  await client.query('begin isolation level repeatable read read only');
  const names = tables.map(({ name }) => `"${schema}"."${name}"`).join(', ');
  await client.query(`lock table ${names} in access share mode`);
  return inOrder(tables);
}

async function tablesOf(client: Client, schema: string): Promise<TableFacts[]> {
  const { rows } = await client.query<TableFacts>(
    `select c.oid::text, c.relname::text as name,
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
         order by a.attnum) as columns,
       array(select distinct other.relname::text from pg_constraint k join pg_class other on other.oid = k.confrelid
         where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as "refersTo"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all ($2)
     order by c.relname`,
    [schema, leftOut],
  );
  return rows;
}

/** A table comes when all it refers to have come; tables that refer to each other in a circle come last, by name. */
function inOrder(tables: readonly TableFacts[]): TableFacts[] {
  const ordered: TableFacts[] = [];
  const left = new Map(tables.map((table) => [table.name, table]));
  while (left.size > 0) {
    const free = [...left.values()].filter(({ refersTo }) => !refersTo.some((name) => left.has(name)));
    const next = free.length > 0 ? free : [...left.values()];
    for (const table of next) {
      ordered.push(table);
      left.delete(table.name);
    }
  }
  return ordered;
}

/** The first statement of the transaction that sees rows: from here on nothing changes for it. */
async function factsOf(
  client: Client,
  tenantId: string,
  schema: string,
): Promise<Pick<Snapshot, 'schemaVersion' | 'sequences'>> {
  const known = await client.query<{ version: string | null }>(
    'select schema_version as version from botel.tenants where id = $1',
    [tenantId],
  );
  const version = known.rows[0]?.version ?? null;
  if (version === null) throw new TenantNotProvisionedError(tenantId);
  const { rows } = await client.query<{ name: string }>(
    `select s.relname::text as name from pg_class s join pg_namespace n on n.oid = s.relnamespace
     left join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i') and d.refclassid = 'pg_class'::regclass
     left join pg_class owner on owner.oid = d.refobjid
     where n.nspname = $1 and s.relkind = 'S' and (owner.relname is null or owner.relname <> all ($2))
     order by s.relname`,
    [schema, leftOut],
  );
  return { schemaVersion: version, sequences: await sequencesOf(client, schema, rows) };
}

async function sequencesOf(
  client: Client,
  schema: string,
  names: readonly { readonly name: string }[],
): Promise<Snapshot['sequences']> {
  if (names.length === 0) return [];
  const one = names.map(
    ({ name }) =>
      `select '${name}' as name, last_value::text as value, is_called as called from "${schema}"."${name}"`,
  );
  const { rows } = await client.query<{ name: string; value: string; called: boolean }>(
    one.join(' union all '),
  );
  return rows;
}

async function* copies(
  client: Client,
  schema: string,
  tables: readonly TableFacts[],
): AsyncGenerator<SnapshotTable> {
  for (const { name, columns } of tables) {
    const list = columns.map((column) => `"${column}"`).join(', ');
    const stream = client.query(copyTo(`copy "${schema}"."${name}" (${list}) to stdout`));
    yield { name, columns, data: stream, rows: () => stream.rowCount };
  }
}

/** Names are looked up anew by each COPY: a schema that was renamed meanwhile would have been read half and half. */
async function expectSameTables(
  client: Client,
  schema: string,
  tables: readonly TableFacts[],
): Promise<void> {
  const { rows } = await client.query<{ same: boolean }>(
    `select coalesce(bool_and(to_regclass(format('%I.%I', $1::text, name))::oid::text = oid), false) as same
     from unnest($2::text[], $3::text[]) as taken (name, oid)`,
    [schema, tables.map(({ name }) => name), tables.map(({ oid }) => oid)],
  );
  if (rows[0]?.same !== true) {
    throw new DatabaseUnavailableError('the tables were replaced while they were being copied');
  }
}
