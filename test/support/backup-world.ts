import { watch } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { folder, type BackupFolder } from '../../src/backups/catalogue.js';
import { readBackupKey, type BackupKey } from '../../src/backups/key.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { testDatabase, type TestDatabase } from './database.js';
import { registryText, testToken } from './host.js';
import { startBotel, type BotelProcess } from './process.js';

const passphrase = 'nobody reads this without it';

/** Salons whose sealed backups processes of the program write into one folder, as often as they are due. */
export interface BackupWorld {
  readonly database: TestDatabase;
  readonly admin: Client;
  readonly backups: BackupFolder;
  readonly key: BackupKey;
  /** The folder of one salon's backups; it is there. */
  home(id: string): string;
  /** One more process that looks for backups all the time. */
  launch(): Promise<BotelProcess>;
  /** Makes backups due, beside what is under way. */
  makeDue(...ids: readonly string[]): Promise<void>;
  /** With enough rows writing a salon's backup takes a while. */
  fill(id: string, rows: number): Promise<void>;
  /** Resolves when the folder of a salon has changed so many times since now. */
  changesOf(id: string, count: number): Promise<void>;
  /** Ends the processes at once. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function backupWorld(salons: readonly string[]): Promise<BackupWorld> {
  const sandbox = await startSandbox();
  for (const id of salons) sandbox.addBot({ token: testToken(id), username: `${id}_bot`, name: id });
  const database = await testDatabase({ poolSize: 4 });
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  const dir = await mkdtemp(join(tmpdir(), 'botel-backups-'));
  const home = (id: string): string => join(dir, id);
  for (const id of salons) await mkdir(home(id), { mode: 0o700 });
  const running: BotelProcess[] = [];
  const clear = async (): Promise<void> => {
    for (const botel of running.splice(0)) await botel.clear();
  };
  return {
    ...{ database, admin, backups: folder(dir), key: await readBackupKey(passphrase), home, clear },
    launch: async () => {
      const variables = {
        ...{ DATABASE_URL: database.url, TELEGRAM_API_ROOT: sandbox.apiRoot },
        ...{ BACKUP_DIR: dir, BACKUP_KEY: passphrase },
      };
      const registry = registryText(Object.fromEntries(salons.map((id) => [id, {}])));
      const botel = await startBotel(registry, variables, 'test/support/backup-host.ts');
      running.push(botel);
      await botel.waitFor(/every tenant that can start has started/);
      return botel;
    },
    makeDue: async (...ids) => {
      await admin.query(
        "update botel.backups set next_due_at = now() - interval '1 minute' where tenant_id = any($1::text[])",
        [ids],
      );
    },
    fill: async (id, rows) => {
      await admin.query(
        `insert into t_${id}.audit_log (at, actor, action, subject, new)
         select now(), 'admin:1', 'setting', 'settings', jsonb_build_object('value', md5(n::text), 'more', md5((n * 7)::text))
         from generate_series(1, ${rows}) as n`,
      );
    },
    changesOf: (id, count) => changesOf(home(id), count),
    close: async () => {
      await clear();
      await admin.end();
      await database.close();
      await sandbox.stop();
      await rm(dir, { recursive: true });
    },
  };
}

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
