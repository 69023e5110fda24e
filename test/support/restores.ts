import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArchive } from '../../src/backups/archive.js';
import { folder, type BackupFolder, type StoredBackup } from '../../src/backups/catalogue.js';
import type { BackupKey } from '../../src/backups/key.js';
import {
  restoreTenant,
  type RestoreOrder,
  type RestoreReport,
  type RestoreTools,
} from '../../src/commands/restore-tenant.js';
import { withSnapshot } from '../../src/db/snapshot.js';
import type { TestDatabase } from './database.js';

/** A folder of backups of its own for a test file. */
export interface BackupRoom {
  readonly backups: BackupFolder;
  /** Backs a tenant of this database up as it stands now. */
  take(db: TestDatabase, tenantId: string, key?: BackupKey | null): Promise<StoredBackup>;
  /** Restores as the program does; what is absent: the newest backup, no key, the time of this machine. */
  restore(
    db: TestDatabase,
    order: Partial<RestoreOrder> & { readonly tenantId: string },
    tools?: Partial<RestoreTools>,
  ): Promise<RestoreReport>;
  clear(): Promise<void>;
}

export async function backupRoom(): Promise<BackupRoom> {
  const dir = await mkdtemp(join(tmpdir(), 'botel-backups-'));
  const backups = folder(dir);
  return {
    backups,
    take: (db, tenantId, key = null) => take(backups, db.url, tenantId, key),
    restore: (db, order, tools = {}) =>
      restoreTenant(
        {
          ...{ database: db.database, backups, key: null, now: Date.now, progress: () => undefined },
          ...tools,
        },
        { backupId: 'latest', ...order },
      ),
    clear: () => rm(dir, { recursive: true, force: true }),
  };
}

async function take(
  backups: BackupFolder,
  url: string,
  tenant: string,
  key: BackupKey | null,
): Promise<StoredBackup> {
  const takenAt = new Date();
  const path = await backups.pathFor(tenant, takenAt, key !== null);
  await withSnapshot(url, tenant, new AbortController().signal, async (snapshot) => {
    const { schemaVersion, sequences, tables } = snapshot;
    const head = {
      format: 1 as const,
      tenant,
      schemaVersion,
      takenAt: takenAt.toISOString(),
      release: 'test',
    };
    await writeArchive(backups.unverified(path), { ...head, sequences: [...sequences] }, tables, key);
  });
  await backups.accept(path);
  const [newest] = await backups.list(tenant);
  if (newest === undefined) throw new Error('the backup is not there');
  return newest;
}
