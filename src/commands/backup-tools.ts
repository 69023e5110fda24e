import { folder, type BackupFolder } from '../backups/catalogue.js';
import { readBackupKey, type BackupKey } from '../backups/key.js';
import { OffsiteStore } from '../backups/offsite.js';
import type { HostConfig } from '../config/config.js';
import type { BackupRows } from '../db/backup-rows.js';
import type { Snapshot } from '../db/snapshot.js';
import type { BackupRetention } from '../domain/backup-retention.js';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';

/** What the verbs on backups work with, besides the database. */
export interface BackupTools {
  readonly folder: BackupFolder;
  /** Null: backups are not encrypted. */
  readonly key: BackupKey | null;
  readonly keep: BackupRetention;
  /** Null: there are no copies in another place. */
  readonly offsite: OffsiteStore | null;
  readonly release: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** One database whose tenants are backed up. */
export interface BackupSource {
  readonly backups: BackupRows;
  /** Lends everything of a tenant as it stood at one moment; see `withSnapshot`. */
  snapshot<T>(id: string, signal: AbortSignal, work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
}

/** Makes the tools a configuration asks for. Rejects with `BackupKeyError`. */
export async function backupTools(config: HostConfig, clock: Clock, log: Logger): Promise<BackupTools> {
  const { backupKey, offsiteSecret } = config.secrets;
  const { keep, offsite } = config.backups;
  return {
    folder: folder(config.backupDir),
    key: backupKey === null ? null : await readBackupKey(backupKey),
    keep,
    offsite:
      offsite === null || offsiteSecret === null
        ? null
        : new OffsiteStore({ ...offsite, secret: offsiteSecret }),
    release: config.release,
    clock,
    log,
  };
}
