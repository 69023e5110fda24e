import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseSetupError } from '../errors.js';

/** Who the server runs as; null: as ourselves. */
export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. In this order; the last exists everywhere. */
const candidates = ['postgres', 'node', 'nobody'];

/** Chooses an unprivileged user when this process is root: the owner of an existing cluster, else a well-known one. */
export async function chooseUser(clusterDirectory: string): Promise<OsUser | null> {
  if (process.getuid?.() !== 0) return null;
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  const owner = await stat(clusterDirectory).then(
    ({ uid }) => uid,
    () => 0,
  );
  const user =
    users.find(({ uid }) => uid !== 0 && uid === owner) ??
    candidates.map((name) => users.find((known) => known.name === name)).find((known) => known !== undefined);
  if (user === undefined) {
    throw new DatabaseSetupError(
      'PostgreSQL does not run as root and this system has no user postgres to run it as; ' +
        'create one (useradd --system postgres), start as another user, or set DATABASE_URL',
    );
  }
  return user;
}

function parsePasswd(text: string): OsUser[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name !== undefined && uid !== undefined && gid !== undefined
      ? [{ name, uid: Number(uid), gid: Number(gid) }]
      : [];
  });
}

/** The highest directory on the way to one of the paths that the user may not enter, else null. */
export async function closedDirectory(user: OsUser, paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    for (const directory of waysDown(path)) {
      const { mode, uid, gid } = await stat(directory);
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return directory;
    }
  }
  return null;
}

function waysDown(path: string): string[] {
  const directories = [resolve(path)];
  for (let up = dirname(resolve(path)); directories[0] !== up; up = dirname(up)) directories.unshift(up);
  return directories;
}

const passThrough = (user: OsUser) => [
  `--reuid=${user.uid}`,
  `--regid=${user.gid}`,
  '--clear-groups',
  '--inh-caps=+dac_read_search',
  '--ambient-caps=+dac_read_search',
];

/** How to start a program: as ourselves, as another user, or as one who may pass through directories closed to it. */
export interface Launch {
  readonly command: (program: string, args: readonly string[]) => readonly [string, readonly string[]];
  readonly ids: { uid?: number; gid?: number };
}

/**
 * A fresh clone often lies in /root, which nobody else may enter. There the server gets the one capability that lets it
 * look things up along the way; where the system has no means for that the error names the directory.
 */
export async function launchAs(user: OsUser | null, paths: readonly string[]): Promise<Launch> {
  const plain: Launch['command'] = (program, args) => [program, args];
  if (user === null) return { command: plain, ids: {} };
  const closed = await closedDirectory(user, paths);
  if (closed === null) return { command: plain, ids: { uid: user.uid, gid: user.gid } };
  try {
    await promisify(execFile)('setpriv', [...passThrough(user), 'stat', '--format=', ...paths]);
  } catch {
    throw new DatabaseSetupError(
      `the embedded PostgreSQL runs as user ${user.name}, who may not enter ${closed}; ` +
        `run "chmod o+x ${closed}", move the project and DATA_DIR elsewhere, start as another user, or set DATABASE_URL`,
    );
  }
  return { command: (program, args) => ['setpriv', [...passThrough(user), program, ...args]], ids: {} };
}
