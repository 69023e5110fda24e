import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { RestoreError } from './errors.js';
import { restoringMigrations } from './migrations.js';
import { restoringOf, schemaOf } from './names.js';
import { hideBookkeeping, shareTables } from './provision.js';
import type { ExpectedTable, IncomingTable, RestoreRequest } from './restore-types.js';

const identifier = /^[a-z_][a-z0-9_]{0,62}$/;
/** knex's own: what was run is noted when it is run. */
const bookkeeping = new Set(['migrations', 'migrations_lock']);

/**
 * Makes r_<id> as the backup was, compares every table with it, and migrates it to the newest version: all in the given
 * transaction on the given connection. What an earlier attempt left is thrown away.
 */
export async function prepareSchema(
  client: Client,
  trx: Knex.Transaction,
  { tenantId, source, progress }: RestoreRequest,
  directory: string | undefined,
): Promise<{ tables: number; rows: number }> {
  const schema = restoringOf(tenantId);
  await makeSchema(trx, tenantId, source.schemaVersion, directory);
  const known = await tablesOf(trx, schema);
  const expected = await source.read(async (table) => {
    await progress({ step: 'loading', table: table.name });
    await load(client, schema, known, table);
  });
  await setSequences(trx, schema, source.sequences);
  await progress({ step: 'comparing' });
  for (const table of expected) await compare(client, schema, table);
  await progress({ step: 'migrating' });
  await trx.migrate.latest(restoringMigrations(tenantId, null, directory));
  await hideBookkeeping(trx, schema, schemaOf(tenantId));
  return { tables: expected.length, rows: expected.reduce((sum, { rows }) => sum + rows, 0) };
}

async function makeSchema(
  trx: Knex.Transaction,
  id: string,
  version: string,
  directory: string | undefined,
): Promise<void> {
  const schema = restoringOf(id);
  await trx.raw(`drop schema if exists "${schema}" cascade; create schema "${schema}"`);
  await shareTables(trx, schema, schemaOf(id));
  await trx.migrate.latest(restoringMigrations(id, version, directory));
}

async function tablesOf(trx: Knex.Transaction, schema: string): Promise<ReadonlySet<string>> {
  const { rows } = await trx.raw<{ rows: { name: string }[] }>(
    'select tablename as name from pg_tables where schemaname = ?',
    [schema],
  );
  return new Set(rows.map(({ name }) => name).filter((name) => !bookkeeping.has(name)));
}

async function load(
  client: Client,
  schema: string,
  known: ReadonlySet<string>,
  { name, columns, data }: IncomingTable,
): Promise<void> {
  if (!known.has(name))
    throw new RestoreError(`the backup has a table "${name}" that its version does not know`);
  const table = `"${schema}"."${name}"`;
  // Triggers announce what is to be sent: nothing of this is the tenant's before it takes the place of its tables.
  await client.query(`alter table ${table} disable trigger user`);
  await pipeline(
    Readable.from(data),
    client.query(copyFrom(`copy ${table} (${listed(columns)}) from stdin`)),
  );
  await client.query(`alter table ${table} enable trigger user`);
}

/** Rejects unless the table gives back exactly what was loaded: the same bytes, and so the same rows. */
async function compare(client: Client, schema: string, expected: ExpectedTable): Promise<void> {
  const { name, columns, rows, sha256 } = expected;
  const hash = createHash('sha256');
  const stream = client.query(copyTo(exportStatement(schema, name, columns)));
  for await (const piece of stream) hash.update(piece as Buffer);
  const found = hash.digest('hex');
  if (stream.rowCount === rows && found === sha256) return;
  throw new RestoreError(
    `"${name}" is not what was backed up: ${stream.rowCount} rows of ${rows}, ` +
      `content ${found === sha256 ? 'the same' : 'different'}; the tenant's tables are as they were`,
  );
}

function exportStatement(schema: string, table: string, columns: readonly string[]): string {
  return `copy "${schema}"."${table}" (${listed(columns)}) to stdout`;
}

function listed(columns: readonly string[]): string {
  const wrong = columns.find((column) => !identifier.test(column));
  if (wrong !== undefined || columns.length === 0)
    throw new RestoreError('the backup has a column without a usable name');
  return columns.map((column) => `"${column}"`).join(', ');
}

async function setSequences(
  trx: Knex.Transaction,
  schema: string,
  sequences: RestoreRequest['source']['sequences'],
): Promise<void> {
  const { rows } = await trx.raw<{ rows: { name: string }[] }>(
    'select sequencename as name from pg_sequences where schemaname = ?',
    [schema],
  );
  const known = new Set(rows.map(({ name }) => name));
  for (const { name, value, called } of sequences) {
    if (!known.has(name))
      throw new RestoreError(`the backup has a sequence "${name}" that its version does not know`);
    await trx.raw('select setval(?::regclass, ?::bigint, ?)', [`"${schema}"."${name}"`, value, called]);
  }
}
