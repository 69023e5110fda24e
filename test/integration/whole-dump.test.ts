import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chooseDump, DumpError, dumpWhole } from '../../src/db/whole-dump.js';
import { testDatabase, testTenant, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
let folder: string;
beforeAll(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'botel-dump-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await db.close();
});

const signal = new AbortController().signal;

/** A program that answers as a pg_dump of some version would; `act` is what it does when it is asked to write. */
async function pretend(major: number, act: string): Promise<string> {
  const home = await mkdtemp(join(folder, 'bin-'));
  const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) ${major}.1"; exit 0; fi\n${act}\n`;
  await writeFile(join(home, 'pg_dump'), script);
  await chmod(join(home, 'pg_dump'), 0o755);
  return home;
}

test('the oldest pg_dump that knows the server is taken, and what is missing is named', () => {
  const dumps = [15, 18, 17].map((major) => ({ program: `/bin/${major}`, major }));
  expect(chooseDump(dumps, 17)).toEqual({ program: '/bin/17', major: 17 });
  expect(chooseDump(dumps, 15)).toEqual({ program: '/bin/15', major: 15 });
  expect(() => chooseDump(dumps, 19)).toThrow(
    /needs pg_dump 19 or newer; the newest here is 18\. .*postgresql-client-19/,
  );
  expect(() => chooseDump([], 16)).toThrow(/there is none on the PATH/);
  expect(() => chooseDump([], 16)).toThrow(DumpError);
});

test('a dump is written under another name first, is for nobody else, and the password is on no command line', async () => {
  await testTenant(db, 'dumped');
  const act = `for one in "$@"; do case "$one" in --file=*) printf "%s\\n" "$*" "$PGPASSWORD" "$SECRET" > "\${one#--file=}"; esac; done`;
  const variables = { PATH: `${await pretend(99, act)}:/usr/bin:/bin`, SECRET: 'not to be passed on' };
  const file = join(folder, 'whole', 'all.dump');
  await dumpWhole({ url: db.url, file, signal, variables });
  const [args = '', password, secret] = (await readFile(file, 'utf8')).split('\n');
  const given = decodeURIComponent(new URL(db.url).password);
  expect(args).toContain('--format=custom');
  expect(args).not.toContain(given);
  expect([password, secret]).toEqual([given, '']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(`${file}.roles.sql`, 'utf8')).toMatch(
    /create role t_dumped nologin noinherit;\ngrant t_dumped to /,
  );
  expect((await readdir(join(folder, 'whole'))).sort()).toEqual(['all.dump', 'all.dump.roles.sql']);
});

test('a dump that fails says why and leaves nothing', async () => {
  const variables = {
    PATH: await pretend(99, 'echo "out of shared memory, max_locks_per_transaction" >&2; exit 1'),
  };
  const file = join(folder, 'failed', 'all.dump');
  await expect(dumpWhole({ url: db.url, file, signal, variables })).rejects.toMatchObject({
    code: 'dump_failed',
    message: expect.stringMatching(
      /did not write the database: out of shared memory.*\nIt locks every table/,
    ) as string,
  });
  expect(await readdir(join(folder, 'failed'))).toEqual([]);
});

const debian = '/usr/lib/postgresql/15/bin';
const onDebian = existsSync(join(debian, 'pg_ctl')) && existsSync(join(debian, 'pg_dump')) ? test : test.skip;

onDebian(
  `a real dump of a PostgreSQL 15 server comes back with pg_restore (needs ${debian})`,
  async () => {
    const run = promisify(execFile);
    const data = await mkdtemp(join(tmpdir(), 'botel-pg15-'));
    const asPostgres = async (program: string, ...args: string[]) =>
      process.getuid?.() === 0
        ? run('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...args])
        : run(program, args);
    if (process.getuid?.() === 0) await run('chown', ['postgres:postgres', data]);
    const home = join(data, 'db');
    await asPostgres(join(debian, 'initdb'), '-D', home, '-U', 'postgres', '--auth=trust', '-N');
    const options = `-c listen_addresses= -c unix_socket_directories=${data} -c fsync=off`;
    await asPostgres(
      join(debian, 'pg_ctl'),
      '-D',
      home,
      '-w',
      '-l',
      join(data, 'log'),
      '-o',
      options,
      'start',
    );
    try {
      const urlOf = (name: string): string =>
        `postgres://postgres@localhost/${name}?host=${encodeURIComponent(data)}`;
      const psql = (name: string, sql: string) =>
        run(join(debian, 'psql'), [
          '-h',
          data,
          '-U',
          'postgres',
          '-At',
          '-v',
          'ON_ERROR_STOP=1',
          '-d',
          name,
          '-c',
          sql,
        ]);
      await psql('postgres', 'create role t_anna nologin noinherit');
      await psql(
        'postgres',
        'create schema t_anna; grant usage on schema t_anna to t_anna; create table t_anna.clients as select 7 as id',
      );
      const file = join(folder, 'real.dump');
      const { program } = await dumpWhole({
        ...{ url: urlOf('postgres'), file, signal },
        variables: { PATH: process.env.PATH },
      });
      expect(program.major).toBeGreaterThanOrEqual(15);
      await psql('postgres', 'create database again');
      await run(join(debian, 'pg_restore'), ['-h', data, '-U', 'postgres', '-d', 'again', file]);
      expect((await psql('again', 'select id from t_anna.clients')).stdout).toBe('7\n');
    } finally {
      await asPostgres(join(debian, 'pg_ctl'), '-D', home, '-m', 'immediate', 'stop');
      await rm(data, { recursive: true, force: true });
    }
  },
  60_000,
);
