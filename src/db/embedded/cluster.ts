import { randomBytes, randomUUID } from 'node:crypto';
import {
  access,
  chmod,
  chown,
  constants,
  link,
  mkdir,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { BotelError, messageOf } from '../../lib/errors.js';
import { DatabaseSetupError } from '../errors.js';
import { findBinaries, type Binaries } from './binaries.js';
import { chooseUser, launchAs, type Launch, type OsUser } from './os-user.js';
import { isAlive } from './pid-file.js';
import { run } from './run.js';

export interface Credentials {
  readonly superuser: string;
  readonly login: string;
}

/** Everything about the files of one embedded server. */
export interface Cluster {
  readonly binaries: Binaries;
  readonly launch: Launch;
  /** Holds everything below; belongs to the user the server runs as. */
  readonly home: string;
  /** PostgreSQL's own directory. */
  readonly data: string;
  readonly logFile: string;
  readonly credentials: Credentials;
}

export const superuser = 'postgres';
const dataName = 'cluster';

/** `DATA_DIR/postgres`. */
export function clusterHome(dataDir: string): string {
  return resolve(dataDir, 'postgres');
}

export function clusterData(dataDir: string): string {
  return join(clusterHome(dataDir), dataName);
}

/**
 * Finds the cluster under `dataDir`, or makes one. A cluster is made in a directory of another name and renamed when it
 * is whole, so that an interrupted start leaves nothing that looks like one. Rejects with `DatabaseSetupError`.
 */
export async function openCluster(dataDir: string, sync: boolean, log: Logger): Promise<Cluster> {
  const binaries = await findBinaries();
  const { home, user } = await openHome(clusterHome(dataDir));
  const launch = await launchAs(user, [home, binaries.home]);
  const credentials = await readOrWriteCredentials(home);
  const cluster = {
    binaries,
    launch,
    home,
    data: join(home, dataName),
    logFile: join(home, 'server.log'),
    credentials,
  };
  if (!(await isCluster(cluster.data))) await create(cluster, user, sync, log);
  await checkVersion(cluster);
  return cluster;
}

/** The real path, so that a server is known again by its command line however DATA_DIR was written. */
async function openHome(path: string): Promise<{ home: string; user: OsUser | null }> {
  try {
    const user = await chooseUser(join(path, dataName));
    await mkdir(path, { recursive: true, mode: 0o700 });
    await give(path, user);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return { home: await realpath(path), user };
  } catch (error) {
    if (error instanceof BotelError) throw error;
    throw new DatabaseSetupError(
      `the directory of the embedded PostgreSQL cannot be used: ${messageOf(error)}`,
    );
  }
}

/** Removes what first starts left that were interrupted; a start that is still at it keeps its draft. */
export async function removeLeftovers(home: string, log: Logger): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = Number(/^cluster\.new-(\d+)-/.exec(name)?.[1]);
    if (!(pid > 0 && (pid === process.pid || !isAlive(pid)))) continue;
    try {
      await rm(join(home, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch (error) {
      // An initdb that outlived its host may still be writing; the next start removes the rest.
      log.info({ name, reason: messageOf(error) }, 'what an interrupted start left could not be removed yet');
    }
  }
}

/** The passwords of a cluster that exists, null when there is none. */
export async function readCredentials(dataDir: string): Promise<Credentials | null> {
  const text = await readFile(credentialsFile(clusterHome(dataDir)), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Credentials);
}

const credentialsFile = (home: string) => join(home, 'credentials.json');

async function give(path: string, user: OsUser | null): Promise<void> {
  if (user !== null) await chown(path, user.uid, user.gid);
}

async function readOrWriteCredentials(home: string): Promise<Credentials> {
  const file = credentialsFile(home);
  if (
    (await exists(join(home, dataName))) &&
    (await isCluster(join(home, dataName))) &&
    !(await exists(file))
  ) {
    throw new DatabaseSetupError(
      `${file} with the passwords of the database in ${home} is missing; restore it`,
    );
  }
  if (!(await exists(file))) {
    const fresh: Credentials = {
      superuser: randomBytes(24).toString('hex'),
      login: randomBytes(24).toString('hex'),
    };
    const draft = join(home, `credentials.${randomUUID()}`);
    await writeFile(draft, JSON.stringify(fresh), { mode: 0o600, flush: true });
    // Linking fails where the file exists by now: of two starts at once both go on with the first one's.
    await link(draft, file).catch((error: unknown) => ignoreExisting(error));
    await rm(draft);
  }
  await chmod(file, 0o600);
  return JSON.parse(await readFile(file, 'utf8')) as Credentials;
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

async function create(cluster: Cluster, user: OsUser | null, sync: boolean, log: Logger): Promise<void> {
  log.info({ directory: cluster.data }, 'creating the embedded PostgreSQL database, this happens once');
  const draft = `${cluster.data}.new-${process.pid}-${randomUUID()}`;
  const passwordFile = `${draft}.password`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await give(draft, user);
    await writeFile(passwordFile, `${cluster.credentials.superuser}\n`, { mode: 0o600 });
    await give(passwordFile, user);
    const args = [
      `--pgdata=${draft}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(sync ? [] : ['--no-sync']),
    ];
    const { code, output } = await run(cluster.launch, cluster.binaries.initdb, args, cluster.home);
    if (code !== 0) throw new DatabaseSetupError(`initdb failed in ${cluster.home}:\n${output.trim()}`);
    await moveIntoPlace(draft, cluster.data);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

async function moveIntoPlace(draft: string, data: string): Promise<void> {
  try {
    await rename(draft, data);
  } catch (error) {
    // Another start was faster and its cluster is as good, or the directory holds something else.
    if (!(await isCluster(data))) {
      throw new DatabaseSetupError(`${data} exists and is no PostgreSQL database: ${String(error)}`);
    }
  }
}

async function checkVersion(cluster: Cluster): Promise<void> {
  const made = (await readFile(join(cluster.data, 'PG_VERSION'), 'utf8')).trim();
  const { output } = await run(cluster.launch, cluster.binaries.postgres, ['--version'], cluster.home);
  const brought = /(\d+)\.?\d*/.exec(output)?.[1];
  if (made !== brought) {
    throw new DatabaseSetupError(
      `the database in ${cluster.data} was made by PostgreSQL ${made}, the embedded server is ${brought ?? output.trim()}; ` +
        'go back to the release of Botel that made it and move the data with pg_dump, or set DATABASE_URL',
    );
  }
}

const isCluster = async (directory: string) => exists(join(directory, 'PG_VERSION'));

const exists = async (path: string) =>
  stat(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
        return false;
      throw error;
    },
  );
