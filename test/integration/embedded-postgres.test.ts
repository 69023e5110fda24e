import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { restoreLinks } from '../../src/db/embedded/binaries.js';
import { closedDirectory } from '../../src/db/embedded/os-user.js';
import { isServerOf, readPidFile } from '../../src/db/embedded/pid-file.js';
import { runningEmbeddedUrl, type EmbeddedOptions } from '../../src/db/embedded-postgres.js';
import type { HostReport } from '../support/embedded-host.js';
import { keepSecret, watchProgram } from '../support/leak-watch.js';

type Options = Partial<Omit<EmbeddedOptions, 'log'>>;
interface Host {
  readonly child: ChildProcess;
  readonly result: HostReport;
  readonly output: () => string;
}

const asRoot = process.getuid?.() === 0;
const nobody = 65_534;
const settings = { fsync: 'off', shared_buffers: '16MB' };
const directories: string[] = [];
const children: ChildProcess[] = [];

async function newDirectory(mode = 0o755): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'botel-embedded-'));
  await chmod(directory, mode);
  directories.push(directory);
  return directory;
}

function spawnHost(
  dataDir: string,
  options: Options = {},
  how: { uid?: number; path?: string } = {},
): ChildProcess {
  const child = fork(
    resolve(__dirname, '../support/embedded-host.ts'),
    [JSON.stringify({ dataDir, settings, ...options })],
    {
      execArgv: ['-r', require.resolve('sucrase/register/ts')],
      env: { PATH: how.path ?? process.env.PATH },
      silent: true,
      ...(how.uid === undefined ? {} : { uid: how.uid, gid: how.uid, cwd: '/' }),
    },
  );
  children.push(child);
  return child;
}

async function startHost(...args: Parameters<typeof spawnHost>): Promise<Host> {
  const child = spawnHost(...args);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    watchProgram(stream);
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = once(child, 'exit').then(() =>
    Promise.reject(new Error(`the host ended without a word:\n${output}`)),
  );
  const [result] = (await Promise.race([once(child, 'message'), ended])) as [HostReport];
  ended.catch(() => undefined);
  return { child, result, output: () => output };
}

async function stopHost({ child }: Host): Promise<void> {
  const answer = once(child, 'message');
  const exit = once(child, 'exit');
  child.send('stop');
  expect((await answer)[0]).toEqual({ stopped: true });
  await exit;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

const dataOf = (directory: string): string => join(directory, 'postgres', 'cluster');
const pidOf = async (directory: string): Promise<number | null> =>
  (await readPidFile(dataOf(directory)))?.pid ?? null;

function readyUrl(host: Host): string {
  if (host.result.ready === undefined)
    throw new Error(`not ready: ${JSON.stringify(host.result)}\n${host.output()}`);
  const { url } = host.result.ready;
  keepSecret('secret', new URL(url).password);
  return url;
}

async function sql<Row>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Waits for a process that is not our child to be gone. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resume) => setImmediate(resume));
  }
}

afterAll(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) await kill(child);
  for (const directory of directories) {
    const pid = await pidOf(directory);
    if (pid !== null && pid > 1) {
      try {
        process.kill(pid, 'SIGQUIT');
      } catch {
        // It is gone already.
      }
      await gone(pid);
    }
    await rm(directory, { recursive: true, force: true });
  }
});

describe('one directory through its life', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await newDirectory();
  });

  test('the first start makes a database for a login role that is no superuser', async () => {
    const host = await startHost(directory);
    const url = readyUrl(host);
    expect(host.output()).toContain('starting the embedded PostgreSQL');
    expect(host.output()).toContain('this happens once');
    expect(await runningEmbeddedUrl(directory)).toBe(url);
    const [facts] = await sql(
      url,
      `select current_user as login, rolsuper, rolcreaterole, current_database() as database, inet_server_addr()::text as address,
         current_setting('listen_addresses') as listening, current_setting('server_encoding') as encoding,
         (select datdba = r.oid from pg_database where datname = current_database()) as owner,
         has_function_privilege('public', 'set_config(text,text,boolean)', 'execute') as open
       from pg_roles r where rolname = current_user`,
    );
    expect(facts).toEqual({
      login: 'botel',
      rolsuper: false,
      rolcreaterole: true,
      database: 'botel',
      address: '127.0.0.1/32',
      listening: '127.0.0.1',
      encoding: 'UTF8',
      owner: true,
      open: false,
    });
    const secret = await stat(join(directory, 'postgres', 'credentials.json'));
    expect(secret.mode & 0o777).toBe(0o600);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(sql(wrong.toString(), 'select 1')).rejects.toMatchObject({ code: '28P01' });
    await sql(url, 'create table kept (i int); insert into kept values (1)');
    const pid = await pidOf(directory);
    await stopHost(host);
    if (pid === null) throw new Error('no server');
    expect(await isServerOf(dataOf(directory), pid)).toBe(false);
    expect(await runningEmbeddedUrl(directory)).toBeNull();
  });

  test('a server left running by a killed host is taken over, and stopped in the end', async () => {
    const first = await startHost(directory);
    await sql(readyUrl(first), 'insert into kept values (2)');
    const pid = await pidOf(directory);
    await kill(first.child);
    const second = await startHost(directory);
    expect(second.output()).toContain('taking it over');
    expect(await pidOf(directory)).toBe(pid);
    expect(await sql(readyUrl(second), 'select i from kept order by i')).toEqual([{ i: 1 }, { i: 2 }]);
    await stopHost(second);
    expect(pid !== null && (await isServerOf(dataOf(directory), pid))).toBe(false);
  });

  test('a pid file left by a killed server is removed and what was committed is there', async () => {
    const first = await startHost(directory);
    await sql(readyUrl(first), 'insert into kept values (3)');
    const pid = await pidOf(directory);
    if (pid === null) throw new Error('no server');
    process.kill(pid, 'SIGKILL');
    await kill(first.child);
    await gone(pid);
    expect(await pidOf(directory)).toBe(pid);
    const second = await startHost(directory);
    expect(second.output()).toContain('removing the pid file');
    expect(await sql(readyUrl(second), 'select count(*)::int as n from kept')).toEqual([{ n: 3 }]);
    await stopHost(second);
  });

  test('a pid that now belongs to another program is left alone', async () => {
    const stranger = fork(join(directory, 'stranger.js'), {
      execPath: process.execPath,
      execArgv: ['-e', 'setInterval(() => {}, 1e6)'],
    });
    children.push(stranger);
    await writeFile(
      join(dataOf(directory), 'postmaster.pid'),
      `${stranger.pid}\n${dataOf(directory)}\n1\n5432\n\n127.0.0.1\n\nready\n`,
    );
    expect(await runningEmbeddedUrl(directory)).toBeNull();
    const host = await startHost(directory);
    expect(await sql(readyUrl(host), 'select count(*)::int as n from kept')).toEqual([{ n: 3 }]);
    expect(stranger.exitCode).toBeNull();
    expect(stranger.kill(0)).toBe(true);
    await stopHost(host);
  });

  test('a port that is taken is not insisted on', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const host = await startHost(directory, { port: address.port });
    expect(new URL(readyUrl(host)).port).not.toBe(String(address.port));
    await stopHost(host);
    blocker.close();
    await once(blocker, 'close');
    const again = await startHost(directory, { port: address.port });
    expect(new URL(readyUrl(again)).port).toBe(String(address.port));
    await stopHost(again);
  });

  test('a second process on the same directory is told so and harms nobody', async () => {
    const first = await startHost(directory);
    const second = await startHost(directory, { ownerPatienceMs: 1 });
    expect(second.result.failed).toMatchObject({ code: 'database_setup' });
    expect(second.result.failed?.message).toContain('another Botel process');
    expect(await sql(readyUrl(first), 'select 1 as one')).toEqual([{ one: 1 }]);
    await stopHost(first);
  });

  test('an interrupted set-up of role and database is completed', async () => {
    const first = await startHost(directory);
    const admin = first.result.ready?.adminUrl ?? '';
    await sql(admin, 'drop database botel with (force)');
    await sql(admin, 'drop role botel');
    await kill(first.child);
    const second = await startHost(directory);
    expect(await sql(readyUrl(second), 'select current_user as login')).toEqual([{ login: 'botel' }]);
    await stopHost(second);
  });

  test('what a start of a dead process left is removed, what a living one is making is not', async () => {
    const home = join(directory, 'postgres');
    const dead = fork(join(directory, 'dead.js'), { execArgv: ['-e', '0'] });
    await once(dead, 'exit');
    for (const pid of [dead.pid, process.pid]) await mkdir(join(home, `cluster.new-${pid}-draft`));
    await stopHost(await startHost(directory));
    expect((await readdir(home)).filter((name) => name.includes('new'))).toEqual([
      `cluster.new-${process.pid}-draft`,
    ]);
  });

  test('files of another PostgreSQL version are named and not touched', async () => {
    await writeFile(join(dataOf(directory), 'PG_VERSION'), '12\n');
    const host = await startHost(directory);
    expect(host.result.failed).toMatchObject({ code: 'database_setup' });
    expect(host.result.failed?.message).toMatch(/made by PostgreSQL 12, the embedded server is \d+/);
    expect(await readdir(dataOf(directory))).toContain('pg_wal');
    await writeFile(join(dataOf(directory), 'PG_VERSION'), '18\n');
    await stopHost(await startHost(directory));
  });
});

describe('the first start', () => {
  test('killed in the middle is started over', async () => {
    const directory = await newDirectory();
    const first = spawnHost(directory);
    const home = join(directory, 'postgres');
    let half: string | undefined;
    while (half === undefined) {
      const names = await readdir(home).catch(() => []);
      const draft = names.find((name) => name.startsWith('cluster.new-') && !name.endsWith('.password'));
      // Killed once initdb has begun to write: what is there looks nearly like a database.
      if (draft !== undefined && (await readdir(join(home, draft))).includes('PG_VERSION')) half = draft;
    }
    await kill(first);
    expect(await readdir(home)).not.toContain('cluster');
    const second = await startHost(directory);
    expect(await sql(readyUrl(second), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await readdir(home)).filter((name) => name.startsWith('cluster.new-'))).toEqual([]);
    await stopHost(second);
  });

  test('of two processes at once: one gets the server, the other a clear error', async () => {
    const directory = await newDirectory();
    const hosts = await Promise.all([1, 2].map(async () => startHost(directory, { ownerPatienceMs: 2_000 })));
    const winner = hosts.find(({ result }) => result.ready !== undefined);
    const loser = hosts.find(({ result }) => result.failed !== undefined);
    expect(loser?.result.failed?.message).toContain('another Botel process');
    if (winner === undefined) throw new Error('nobody got it');
    expect(await sql(readyUrl(winner), 'select 1 as one')).toEqual([{ one: 1 }]);
    await stopHost(winner);
  });

  test('over a directory that holds something else leaves it alone', async () => {
    const directory = await newDirectory();
    await mkdir(dataOf(directory), { recursive: true });
    await writeFile(join(dataOf(directory), 'thesis.txt'), 'ten years of work');
    const host = await startHost(directory);
    expect(host.result.failed).toMatchObject({ code: 'database_setup' });
    expect(host.result.failed?.message).toContain('is no PostgreSQL database');
    expect(await readFile(join(dataOf(directory), 'thesis.txt'), 'utf8')).toBe('ten years of work');
  });
});

const whenRoot = asRoot ? describe : describe.skip;
whenRoot('started by root', () => {
  test('the server runs as another user', async () => {
    const directory = await newDirectory();
    const host = await startHost(directory);
    const { uid } = await stat(`/proc/${await pidOf(directory)}`);
    expect(uid).not.toBe(0);
    expect((await stat(dataOf(directory))).uid).toBe(uid);
    await stopHost(host);
  });

  test('inside a directory that only root may enter it works where the system can let the server pass', async () => {
    const directory = await newDirectory(0o700);
    const host = await startHost(directory);
    expect(await sql(readyUrl(host), 'select 1 as one')).toEqual([{ one: 1 }]);
    await kill(host.child);
    const again = await startHost(directory);
    expect(again.output()).toContain('taking it over');
    await stopHost(again);
  });

  test('and where it cannot, the directory is named', async () => {
    const directory = await newDirectory(0o700);
    const host = await startHost(directory, {}, { path: '/nonexistent' });
    expect(host.result.failed).toMatchObject({ code: 'database_setup' });
    expect(host.result.failed?.message).toContain(`may not enter ${directory}; run "chmod o+x ${directory}"`);
  });

  test('a normal user needs no other', async () => {
    const directory = await newDirectory();
    await chown(directory, nobody, nobody);
    const host = await startHost(directory, {}, { uid: nobody });
    readyUrl(host);
    expect((await stat(`/proc/${await pidOf(directory)}`)).uid).toBe(nobody);
    await stopHost(host);
  });

  test("a normal user is told about another's directory", async () => {
    const directory = await newDirectory();
    const host = await startHost(directory, {}, { uid: nobody });
    expect(host.result.failed).toMatchObject({ code: 'database_setup' });
    expect(host.result.failed?.message).toContain('EACCES');
  });

  test('closed directories are found by owner, group and others', async () => {
    const directory = await newDirectory(0o711);
    const inner = join(directory, 'inner');
    await mkdir(inner, { mode: 0o710 });
    await chown(inner, nobody, 12_345);
    const user = { name: 'x', uid: 54_321, gid: 54_321 };
    expect(await closedDirectory(user, [inner])).toBe(inner);
    expect(await closedDirectory({ ...user, gid: 12_345 }, [inner])).toBeNull();
    expect(await closedDirectory({ ...user, uid: nobody }, [inner])).toBeNull();
  });
});

test('library links that npm did not make are made', async () => {
  const home = await newDirectory();
  await mkdir(join(home, 'native', 'lib'), { recursive: true });
  await writeFile(join(home, 'native', 'lib', 'libx.so.1.2'), 'code');
  const link = (target: string) => ({ source: 'native/lib/libx.so.1.2', target: `native/lib/${target}` });
  await writeFile(
    join(home, 'native', 'pg-symlinks.json'),
    JSON.stringify([link('libx.so'), link('libx.so.1')]),
  );
  await symlink('libx.so.1.2', join(home, 'native', 'lib', 'libx.so.1'));
  await restoreLinks(home);
  await restoreLinks(home);
  expect(await readFile(join(home, 'native', 'lib', 'libx.so'), 'utf8')).toBe('code');
  expect(await readFile(join(home, 'native', 'lib', 'libx.so.1'), 'utf8')).toBe('code');
});
