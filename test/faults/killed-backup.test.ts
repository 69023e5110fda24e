import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { verifyArchive } from '../../src/backups/archive.js';
import { folder } from '../../src/backups/catalogue.js';
import { readBackupKey } from '../../src/backups/key.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength, testDice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { registryText, testToken } from '../support/host.js';
import { startBotel, type BotelProcess } from '../support/process.js';

/*
 * The program is killed while it writes a backup, at any moment of it. Its clock is the machine's, so the lease that the
 * dead process holds is made to run out in the row.
 */

const kills = isFullLength ? 12 : 1;
const rows = 150_000;
const passphrase = 'nobody reads this without it';

let sandbox: Sandbox;
let database: TestDatabase;
let admin: Client;
let dir: string;
let botel: BotelProcess | null = null;

beforeAll(async () => {
  sandbox = await startSandbox();
  database = await testDatabase({ poolSize: 2 });
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  dir = await mkdtemp(join(tmpdir(), 'botel-killed-'));
  sandbox.addBot({ token: testToken('anna'), username: 'anna_bot', name: 'Анна' });
});

afterAll(async () => {
  await botel?.clear();
  await admin.end();
  await database.close();
  await sandbox.stop();
  await rm(dir, { recursive: true });
});

async function launch(): Promise<BotelProcess> {
  const variables = {
    DATABASE_URL: database.url,
    TELEGRAM_API_ROOT: sandbox.apiRoot,
    BACKUP_DIR: dir,
    BACKUP_KEY: passphrase,
  };
  await botel?.clear();
  botel = await startBotel(registryText({ anna: {} }), variables, 'test/support/backup-host.ts');
  await botel.waitFor(/every tenant that can start has started/);
  return botel;
}

const makeDue = () =>
  admin.query(
    "update botel.backups set next_due_at = now() - interval '1 minute', lease_until = null where tenant_id = 'anna'",
  );

/** Resolves when the folder has changed so many times since now. */
async function changesOf(path: string, count: number): Promise<void> {
  const watcher = watch(path);
  try {
    await new Promise<void>((resolve) => {
      let left = count;
      watcher.on('change', () => {
        left -= 1;
        if (left === 0) resolve();
      });
    });
  } finally {
    watcher.close();
  }
}

test(
  `killed ${kills}× while it writes: no half backup ever counts, and the next process makes a whole one`,
  async () => {
    const dice = testDice();
    const backups = folder(dir);
    const key = await readBackupKey(passphrase);
    const home = join(dir, 'anna');
    await mkdir(home, { mode: 0o700 });
    let halves = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = await launch();
      if (kill === 0) await fill();
      const before = await backups.list('anna');
      const struck = changesOf(home, 1 + dice.below(60));
      await makeDue();
      await struck;
      victim.signal('SIGKILL');
      await victim.ended;
      const left = (await readdir(home)).filter((file) => !file.endsWith('.botel.age'));
      halves += left.length;
      // Whatever bears the name of a backup is whole, whether this one was finished in time or not.
      const after = await backups.list('anna');
      expect(after.length - before.length).toBeLessThanOrEqual(1);
      for (const { path } of after) await verifyArchive(path, key);
    }
    const earlier = await backups.list('anna');
    const last = await launch();
    await makeDue();
    await last.waitFor(/"tenant":"anna".*"msg":"backed up"/);
    const [newest, ...others] = await backups.list('anna');
    expect(others).toEqual(earlier);
    const manifest = await verifyArchive(newest?.path ?? '', key);
    expect(manifest.tables.find(({ name }) => name === 'audit_log')?.rows).toBe(rows);
    expect((await readdir(home)).every((file) => file.endsWith('.botel.age'))).toBe(true);
    expect(halves).toBeGreaterThan(0);
    noteFaults({
      fault: 'SIGKILL while a backup is written',
      seed: dice.seed,
      faults: kills,
      operations: kills + 1,
      acknowledged: earlier.length + 1,
      lost: 0,
      doubled: 0,
      remark: `${halves} unfinished files were cleared away`,
    });
  },
  isFullLength ? 600_000 : 120_000,
);

/** Enough that writing it takes a while. */
async function fill(): Promise<void> {
  await admin.query(
    `insert into t_anna.audit_log (at, actor, action, subject, new)
     select now(), 'admin:1', 'setting', 'settings', jsonb_build_object('value', md5(n::text), 'more', md5((n * 7)::text))
     from generate_series(1, ${rows}) as n`,
  );
}
