import { readArchive, verifyArchive, type BackupManifest } from '../backups/archive.js';
import type { BackupFolder, StoredBackup } from '../backups/catalogue.js';
import { BackupMissingError } from '../backups/errors.js';
import type { BackupKey } from '../backups/key.js';
import type { Database } from '../db/database.js';
import { RestoreError } from '../db/errors.js';
import type { Restored, RestoreSource, RestoreStep } from '../db/restore-types.js';

export interface RestoreTools {
  /** Where the tenant's tables are to be. */
  readonly database: Database;
  readonly backups: BackupFolder;
  /** Null when no key is set: backups that are not encrypted can be read all the same. */
  readonly key: BackupKey | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Awaited: nothing goes on before it resolves. */
  readonly progress: (step: RestoreStep | { readonly step: 'verifying' }) => Promise<void> | void;
  /** How long transactions that hold the tenant's tables are waited for; a minute when absent. */
  readonly patienceMs?: number;
}

export interface RestoreOrder {
  /** Whose backup it is. */
  readonly tenantId: string;
  /** The number of the backup, or `latest`. */
  readonly backupId: string;
  /** Into which tenant, when it is a copy beside. */
  readonly as?: string;
}

export interface RestoreReport extends Restored {
  readonly backup: StoredBackup;
  readonly manifest: BackupManifest;
  /** The tenant whose tables these are now. */
  readonly tenantId: string;
}

/**
 * Gives a tenant back what a backup holds; see `restoreTenantSchema` for what happens to the present data. The file is
 * read to its end and checked before anything is touched. A copy beside (`as`) goes only where there is no data yet.
 * Rejects with `BackupMissingError`, `BackupDamagedError`, `BackupKeyError`, `RestoreError` or
 * `DatabaseUnavailableError`; nothing has changed then.
 */
export async function restoreTenant(tools: RestoreTools, order: RestoreOrder): Promise<RestoreReport> {
  const backup = await findBackup(tools.backups, order.tenantId, order.backupId);
  await tools.progress({ step: 'verifying' });
  const manifest = await verifyArchive(backup.path, tools.key);
  if (manifest.tenant !== order.tenantId) {
    throw new RestoreError(
      `${backup.id} in the folder of ${order.tenantId} is a backup of ${manifest.tenant}`,
    );
  }
  const tenantId = order.as ?? order.tenantId;
  const restored = await tools.database.restore({
    tenantId,
    source: sourceOf(backup, manifest, tools.key),
    intoEmpty: tenantId !== order.tenantId,
    now: tools.now,
    progress: tools.progress,
    ...(tools.patienceMs === undefined ? {} : { patienceMs: tools.patienceMs }),
  });
  return { ...restored, backup, manifest, tenantId };
}

/** The backup of this number, or the newest for `latest`. Rejects with `BackupMissingError`. */
export async function findBackup(
  backups: BackupFolder,
  tenantId: string,
  backupId: string,
): Promise<StoredBackup> {
  if (backupId !== 'latest') return backups.find(tenantId, backupId);
  const [newest] = await backups.list(tenantId);
  if (newest === undefined) throw new BackupMissingError(tenantId, backupId);
  return newest;
}

function sourceOf(backup: StoredBackup, manifest: BackupManifest, key: BackupKey | null): RestoreSource {
  return {
    schemaVersion: manifest.schemaVersion,
    sequences: manifest.sequences,
    read: async (onTable) => (await readArchive(backup.path, key, onTable)).tables,
  };
}
