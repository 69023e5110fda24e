import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { add, all, buildSalon, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { registryText, testToken } from '../support/host.js';
import { startBotel } from '../support/process.js';

/** The command line an operator uses, as a process of its own. */
let db: TestDatabase;
let salon: Salon;
let dir: string;
beforeAll(async () => {
  db = await testDatabase();
  dir = await mkdtemp(join(tmpdir(), 'botel-cli-'));
  salon = await buildSalon(db.database);
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
  await db.close();
});

interface Result {
  readonly code: number | NodeJS.Signals;
  readonly out: string;
  readonly said: string;
}

const passphrase = 'the passphrase of the command line';
/** The machine of the operator is days ahead; what counts is the database's clock. */
const turned = {
  NODE_OPTIONS: `--require ${resolve(__dirname, '../support/turned-machine.cjs')}`,
  TEST_MACHINE_AHEAD_MS: String(5 * 24 * 3_600_000),
};

const dayMs = 24 * 3_600_000;
/** What the number of a backup says. */
const momentOf = (id: string): number => Date.parse(id.replace(/T(\d\d)-(\d\d)-(\d\d)Z$/, 'T$1:$2:$3Z'));

async function botel(...args: string[]): Promise<Result> {
  const variables = { DATABASE_URL: db.url, BACKUP_DIR: dir, BACKUP_KEY: passphrase, ...turned };
  const child = await startBotel(
    registryText({ [salon.ctx.id]: {} }),
    variables,
    'src/cli/botel/main.ts',
    args,
  );
  const code = await child.ended;
  const result = { code, out: child.output(), said: child.errors() };
  await child.clear();
  for (const secret of [passphrase, testToken(salon.ctx.id), new URL(db.url).password])
    expect(`${result.out}${result.said}`).not.toContain(secret);
  return result;
}

test('a salon is backed up, looked at, restored, and what was there is thrown away', async () => {
  const { id } = salon.ctx;
  await add(salon.ctx, 'clients', { name: 'Мария Никому-Незнакомая' });
  const backup = await botel('backup', id, '--json');
  expect(backup.code).toBe(0);
  const made = JSON.parse(backup.out) as { tenant: string; backup: string; rows: number };
  expect(made).toMatchObject({ tenant: id, rows: expect.any(Number) as number });
  const [standing] = await db.database.backups.standings();
  for (const at of [momentOf(made.backup), standing?.lastGoodAt, (standing?.nextDueAt ?? 0) - dayMs])
    expect(Math.abs((at ?? 0) - Date.now())).toBeLessThan(dayMs);

  await add(salon.ctx, 'clients', { name: 'Olga' });
  const [listed, unsure] = await Promise.all([botel('backups'), botel('restore', id)]);
  expect(listed.out).toMatch(new RegExp(`${id} +${made.backup}.* sealed`));
  expect(await readFile(join(dir, id, `${made.backup}.botel.age`), 'latin1')).toMatch(
    /^age-encryption\.org\/v1/,
  );

  expect(unsure).toMatchObject({ code: 1, out: '' });
  expect(unsure.said).toContain('add --yes');
  expect(await all(salon.ctx, 'clients')).toHaveLength(2);

  const restored = await botel('restore', id, '--yes', '--json');
  expect(restored.code).toBe(0);
  expect(restored.said).toMatch(/Checking the file[^]*answers "back in a moment"[^]*works again/);
  const { setAside } = JSON.parse(restored.out) as { setAside: string };
  const [replaced] = await db.database.setAside();
  expect(Math.abs((replaced?.at ?? 0) - Date.now())).toBeLessThan(dayMs);
  expect(await all(salon.ctx, 'clients')).toHaveLength(1);
  expect(restored.out + restored.said).not.toContain('Никому-Незнакомая');

  const purged = await botel('purge', id, '--yes');
  expect(purged.said).toContain(setAside);
  expect(purged.out).toContain('Thrown away: 1.');
  expect(await db.database.setAside()).toEqual([]);
}, 120_000);

test('what cannot be done is said in a line, with an exit code, and changes nothing', async () => {
  const { id } = salon.ctx;
  const [path, both] = await Promise.all([
    botel('restore', id, '--from', '/etc/passwd', '--yes'),
    botel('backup', id, '--all'),
  ]);
  expect(path).toMatchObject({ code: 1, said: `there is no backup /etc/passwd of ${id}\n` });
  expect(both).toMatchObject({ code: 2, said: 'name the salons, or say --all\n' });
  expect(await db.database.setAside()).toEqual([]);
}, 120_000);
