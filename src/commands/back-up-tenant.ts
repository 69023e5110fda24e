import { statfs } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { verifyArchive, writeArchive, type BackupManifest } from '../backups/archive.js';
import type { StoredBackup } from '../backups/catalogue.js';
import { BackupDamagedError, BackupFolderError } from '../backups/errors.js';
import type { BackupClaim } from '../db/backup-rows.js';
import { backupRetryMs, nightInstant } from '../domain/backup-plan.js';
import { expiredBackups } from '../domain/backup-retention.js';
import { codeOf, messageOf, TransientError } from '../lib/errors.js';
import { scrub } from '../lib/scrub.js';
import { backupLeaseMs, underLease } from './backup-lease.js';
import type { BackupSource, BackupTools } from './backup-tools.js';
import { copyBackupOffsite, type OffsiteOutcome } from './copy-backup-offsite.js';

export interface BackupOrder {
  readonly tenantId: string;
  /** IANA zone of the salon, for the plan of its next night. */
  readonly zone: string;
  /** Whether it is taken even when it is not due. */
  readonly isWantedNow: boolean;
  readonly signal: AbortSignal;
}

export type BackupOutcome =
  | {
      readonly kind: 'done';
      readonly backup: StoredBackup;
      readonly manifest: BackupManifest;
      readonly offsite: OffsiteOutcome;
    }
  /** Somebody else is at it, it is not due, or there is no such tenant (or an archived one). */
  | { readonly kind: 'not_taken' }
  /** The signal came first; nothing is left of it. */
  | { readonly kind: 'stopped' }
  /** The earlier backups are as they were; it is tried again later by itself. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** A database that is away for a moment is no news; one that is away each time is. */
const quietFailures = 2;

/**
 * Backs up one tenant: claims it, writes everything it has into a file, reads the file back, and only then counts it;
 * then deletes what need not be kept any longer and copies it to the other place when there is one. Safe from several
 * processes at once. Says in `botel.backups` how it went, and in the log. Rejects only when it cannot be claimed
 * (`DatabaseUnavailableError`).
 */
export async function backUpTenant(
  tools: BackupTools,
  source: BackupSource,
  order: BackupOrder,
): Promise<BackupOutcome> {
  const { tenantId, isWantedNow, signal } = order;
  const now = tools.clock.now();
  const purpose = isWantedNow ? 'now' : 'due';
  const claim = await source.backups.claim(tenantId, purpose, now, now + backupLeaseMs);
  if (claim === null) return { kind: 'not_taken' };
  let written: Written;
  try {
    written = await underLease(source.backups, claim, tools.clock, signal, (whileOurs) =>
      write(tools, source, claim, whileOurs),
    );
    await noteGood(tools, source, claim, order, written);
  } catch (error) {
    return giveUp(tools, source, claim, order, error);
  }
  await forgetExpired(tools, tenantId);
  return { kind: 'done', ...written, offsite: await copyBackupOffsite(tools, source, tenantId, signal) };
}

interface Written {
  readonly backup: StoredBackup;
  readonly manifest: BackupManifest;
}

async function write(
  { folder, key, clock, release }: BackupTools,
  source: BackupSource,
  claim: BackupClaim,
  signal: AbortSignal,
): Promise<Written> {
  const { tenantId } = claim;
  await folder.removeUnfinished(tenantId);
  const takenAt = new Date(clock.now());
  const path = await folder.pathFor(tenantId, takenAt, key !== null);
  await expectSpace(folder.dir, claim.lastBytes ?? 0);
  const unverified = folder.unverified(path);
  const { manifest } = await source.snapshot(tenantId, signal, ({ tables, schemaVersion, sequences }) => {
    const facts = { tenant: tenantId, schemaVersion, takenAt: takenAt.toISOString(), release };
    return writeArchive(unverified, { format: 1, ...facts, sequences: [...sequences] }, tables, key, signal);
  });
  try {
    const found = await verifyArchive(unverified, key, signal);
    if (!isDeepStrictEqual(found, manifest)) throw new BackupDamagedError(path, 'it is not what was written');
  } catch (error) {
    if (error instanceof BackupDamagedError) await folder.setAside(path);
    throw error;
  }
  await folder.accept(path);
  return { backup: await folder.stored(path), manifest };
}

async function noteGood(
  { clock, log, offsite }: BackupTools,
  source: BackupSource,
  claim: BackupClaim,
  { tenantId, zone }: BackupOrder,
  { backup, manifest }: Written,
): Promise<void> {
  const now = clock.now();
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  await source.backups.noteGood(claim, {
    file: backup.id,
    takenAt: backup.takenAt.getTime(),
    bytes: backup.bytes,
    rows,
    nextDueAt: nightInstant(tenantId, zone, now),
    offsiteDueAt: offsite === null ? null : now,
  });
  log.info(
    { tenant: tenantId, backup: backup.id, bytes: backup.bytes, rows, encrypted: backup.encrypted },
    'backed up',
  );
}

async function giveUp(
  { clock, log, folder }: BackupTools,
  source: BackupSource,
  claim: BackupClaim,
  { tenantId, signal }: BackupOrder,
  cause: unknown,
): Promise<BackupOutcome> {
  const isStopped = signal.aborted;
  const error = isStopped ? cause : advised(cause, folder.dir);
  try {
    if (isStopped) {
      if (await source.backups.release(claim)) await folder.removeUnfinished(tenantId);
      return { kind: 'stopped' };
    }
    const dueAt = clock.now() + backupRetryMs(claim.failures + 1);
    const isOurs = await source.backups.noteFailure(claim, scrub(messageOf(error)), dueAt);
    if (isOurs) await folder.removeUnfinished(tenantId);
  } catch (trouble) {
    log.warn({ tenant: tenantId, reason: messageOf(trouble) }, 'how the backup went could not be noted');
    if (isStopped) return { kind: 'stopped' };
  }
  if (error instanceof TransientError && claim.failures < quietFailures) {
    log.warn({ tenant: tenantId, reason: messageOf(error) }, 'a backup failed; it is tried again');
  } else {
    log.error({ alert: 'backup_failed', tenant: tenantId, err: error }, 'a backup failed; it is tried again');
  }
  return { kind: 'failed', error };
}

/** What to do about a folder that takes nothing. */
function advised(error: unknown, dir: string): unknown {
  const code = codeOf(error);
  const options = { cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new BackupFolderError(`the disk of ${dir} is full: ${freeSpace}`, options);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    const advice =
      'give the user Botel runs as the right to write there, or set BACKUP_DIR to a folder where it may';
    return new BackupFolderError(`nothing can be written to ${dir}: ${advice}`, options);
  }
  return error;
}

const freeSpace =
  'free some space, set BACKUP_DIR to a bigger disk, or keep less with BACKUP_KEEP and BACKUP_KEEP_DAYS';

/** A backup that fills the disk takes the database with it: better none than that. */
async function expectSpace(dir: string, lastBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const free = bavail * bsize;
  if (free >= 2 * lastBytes) return;
  throw new BackupFolderError(
    `there is too little space in ${dir}: ${megabytes(free)} MB are free and ${megabytes(2 * lastBytes)} MB are needed ` +
      `(twice the last backup); ${freeSpace}`,
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 100_000) / 10;
}

/** A file that cannot be deleted today is deleted tomorrow. */
async function forgetExpired({ folder, keep, clock, log }: BackupTools, tenantId: string): Promise<void> {
  try {
    const expired = expiredBackups(await folder.list(tenantId), keep, clock.now());
    for (const backup of expired) await folder.remove(backup);
    if (expired.length > 0)
      log.info({ tenant: tenantId, backups: expired.length }, 'old backups were deleted');
  } catch (error) {
    log.warn({ tenant: tenantId, reason: messageOf(error) }, 'old backups could not be deleted');
  }
}
