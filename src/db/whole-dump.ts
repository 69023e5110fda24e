import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { BotelError, messageOf } from '../lib/errors.js';
import { unavailableBecause } from './errors.js';

/** The whole database could not be written out; the message says what to do. */
export class DumpError extends BotelError {
  constructor(reason: string, options?: ErrorOptions) {
    super('dump_failed', reason, options);
  }
}

export interface PgDump {
  readonly program: string;
  /** 18 for 18.4. */
  readonly major: number;
}

export interface DumpOptions {
  /** postgres:// URL of a role that may read everything. */
  readonly url: string;
  /** Where the file goes; its folder is made when it is missing. */
  readonly file: string;
  readonly signal: AbortSignal;
  /** The process's: where programs are found, and PostgreSQL's own settings. Nothing else of it is passed on. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const debianVersions = '/usr/lib/postgresql';
const run = promisify(execFile);

/**
 * Writes a whole database with every tenant into one file in pg_dump's custom format, for pg_restore: under a
 * temporary name, flushed to the disk, then renamed, readable by the process's user only; the roles it needs lie beside it in
 * `<file>.roles.sql`. Needs a pg_dump that is as new as
 * the server or newer. Rejects with `DumpError`, `DatabaseUnavailableError`, or the signal's reason.
 */
export async function dumpWhole(options: DumpOptions): Promise<{ bytes: number; program: PgDump }> {
  const { url, file, signal, variables } = options;
  const { major, roles } = await lookAtServer(url);
  const program = chooseDump(await findDumps(await usualFolders(variables.PATH ?? '')), major);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const partial = `${file}.new`;
  try {
    await (await open(partial, 'w', 0o600)).close();
    await write(program, { ...options, file: partial });
    await flush(partial);
    await writeFile(`${file}.roles.sql`, roles, { mode: 0o600 });
    await rename(partial, file);
    await flush(dirname(file));
  } catch (error) {
    await rm(partial, { force: true });
    throw signal.aborted ? signal.reason : error;
  }
  await chmod(file, 0o600);
  return { bytes: (await stat(file)).size, program };
}

/** The oldest that will do. Rejects with `DumpError`, which says what is needed and how to get it. */
export function chooseDump(found: readonly PgDump[], server: number): PgDump {
  const [best] = found.filter(({ major }) => major >= server).sort((one, other) => one.major - other.major);
  if (best !== undefined) return best;
  const newest = Math.max(...found.map(({ major }) => major));
  throw new DumpError(
    `a dump of the whole database needs pg_dump ${server} or newer; ` +
      `${found.length === 0 ? 'there is none on the PATH' : `the newest here is ${newest}`}. ` +
      `Install it (Debian, Ubuntu: apt install postgresql-client-${server}, from apt.postgresql.org when the ` +
      `distribution has an older one; macOS: brew install libpq) and try again. ` +
      `Each salon can be backed up without it: npm run botel -- backup --all`,
  );
}

/** Roles belong to the server, not to the database: a dump names them, and does not make them. */
const roleStatements = `
  select string_agg(format(E'create role %I nologin noinherit;\ngrant %I to %I;\n', r.rolname, r.rolname, current_user),
    '' order by r.rolname) as roles, current_setting('server_version_num')::int as version
  from pg_roles r join pg_namespace n on n.nspname = r.rolname or n.nspname = 'x_' || substr(r.rolname, 3)
  where r.rolname like 't\\_%'`;

async function lookAtServer(url: string): Promise<{ major: number; roles: string }> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; roles: string | null }>(roleStatements);
    return { major: Math.floor((rows[0]?.version ?? 0) / 10_000), roles: rows[0]?.roles ?? '' };
  } catch (error) {
    throw unavailableBecause(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Debian keeps each version in a folder of its own, of which only one is on the PATH. */
async function usualFolders(path: string): Promise<string[]> {
  const versions = await readdir(debianVersions).catch(() => []);
  return [
    ...path.split(delimiter).filter((folder) => folder !== ''),
    ...versions.map((version) => join(debianVersions, version, 'bin')),
  ];
}

async function findDumps(folders: readonly string[]): Promise<PgDump[]> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const found = await Promise.all(folders.map((folder) => askVersion(join(folder, `pg_dump${suffix}`))));
  return found.filter((one) => one !== null);
}

async function askVersion(program: string): Promise<PgDump | null> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 10_000 });
    const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]);
    return Number.isInteger(major) ? { program, major } : null;
  } catch {
    return null;
  }
}

async function write({ program }: PgDump, { url, file, signal, variables }: DumpOptions): Promise<void> {
  const { address, password } = withoutPassword(url);
  const passedOn = Object.entries(variables).filter(([name]) => name === 'PATH' || name.startsWith('PG'));
  // What stands on a command line, everybody on the machine can read.
  const child = spawn(program, ['--format=custom', '--no-password', `--file=${file}`, address], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...Object.fromEntries(passedOn), ...(password === '' ? {} : { PGPASSWORD: password }) },
    signal,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-2_000)));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === 0) return;
  } catch (error) {
    said ||= messageOf(error);
  }
  throw new DumpError(`pg_dump did not write the database: ${said.trim()}${adviceFor(said)}`);
}

function adviceFor(said: string): string {
  return said.includes('max_locks_per_transaction')
    ? '\nIt locks every table of every salon: set max_locks_per_transaction in postgresql.conf to the number of salons, ' +
        'restart the server and try again.'
    : '';
}

function withoutPassword(url: string): { address: string; password: string } {
  const bare = new URL(url);
  const password = decodeURIComponent(bare.password);
  bare.password = '';
  return { address: bare.toString(), password };
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
