import { backupRetryMs } from '../domain/backup-plan.js';
import { expiredBackups } from '../domain/backup-retention.js';
import { messageOf, TransientError } from '../lib/errors.js';
import { scrub } from '../lib/scrub.js';
import { backupLeaseMs, underLease } from './backup-lease.js';
import type { BackupSource, BackupTools } from './backup-tools.js';

/** `none`: there is nothing to copy, nowhere to copy it to, or somebody else is at it. `later`: it is tried again. */
export type OffsiteOutcome = 'copied' | 'later' | 'none';

/**
 * Copies the tenant's newest backup to the other place, when that is due, and deletes there what need not be kept. Says in
 * `botel.backups` how it went, and in the log. Rejects only when it cannot be claimed (`DatabaseUnavailableError`).
 */
export async function copyBackupOffsite(
  tools: BackupTools,
  source: BackupSource,
  tenantId: string,
  signal: AbortSignal,
): Promise<OffsiteOutcome> {
  const { offsite, folder, keep, clock, log } = tools;
  if (offsite === null || signal.aborted) return 'none';
  const now = clock.now();
  const claim = await source.backups.claim(tenantId, 'offsite', now, now + backupLeaseMs);
  if (claim?.lastFile == null) return 'none';
  const backupId = claim.lastFile;
  try {
    await underLease(source.backups, claim, clock, signal, async (whileOurs) => {
      await offsite.put(await folder.find(tenantId, backupId), whileOurs);
      const copies = await offsite.list(tenantId, whileOurs);
      for (const copy of expiredBackups(copies, keep, clock.now())) await offsite.remove(copy, whileOurs);
    });
    await source.backups.noteOffsite(claim, clock.now());
    log.info({ tenant: tenantId, backup: backupId }, 'a backup was copied to the other place');
    return 'copied';
  } catch (error) {
    await noteTrouble(tools, source, claim, signal, error);
    return 'later';
  }
}

async function noteTrouble(
  { clock, log }: BackupTools,
  source: BackupSource,
  claim: Parameters<BackupSource['backups']['release']>[0],
  signal: AbortSignal,
  error: unknown,
): Promise<void> {
  const { tenantId: tenant } = claim;
  try {
    if (signal.aborted) await source.backups.release(claim);
    else
      await source.backups.noteOffsiteFailure(claim, scrub(messageOf(error)), clock.now() + backupRetryMs(1));
  } catch (trouble) {
    log.warn({ tenant, reason: messageOf(trouble) }, 'how the copy went could not be noted');
  }
  if (signal.aborted) return;
  const text = 'a backup could not be copied to the other place; it is tried again';
  if (error instanceof TransientError) log.warn({ tenant, reason: messageOf(error) }, text);
  else log.error({ alert: 'backup_offsite_failed', tenant, err: error }, text);
}
