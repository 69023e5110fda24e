import type { BackupClaim, BackupRows } from '../db/backup-rows.js';
import { BotelError } from '../lib/errors.js';
import type { Clock } from '../lib/clock.js';
import { pause } from '../lib/retry.js';

/** How long a process that says nothing keeps the right to a tenant's backups. */
export const backupLeaseMs = 3 * 60_000;
const extendEveryMs = 45_000;

/** Another process has the tenant's backups now: this one was away for too long. */
export class BackupLeaseLostError extends BotelError {
  constructor(tenantId: string) {
    super('backup_lease_lost', `the backup of ${tenantId} is another process's now`);
  }
}

/**
 * Runs `work` and keeps the claim alive meanwhile. The signal `work` gets aborts with `signal`, and with
 * `BackupLeaseLostError` when somebody else holds the claim.
 */
export async function underLease<T>(
  rows: BackupRows,
  claim: BackupClaim,
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const lost = new AbortController();
  const keeping = (async () => {
    while (await pause(extendEveryMs, done.signal)) {
      const isOurs = await rows.extend(claim, clock.now() + backupLeaseMs).catch(() => true);
      if (isOurs) continue;
      lost.abort(new BackupLeaseLostError(claim.tenantId));
      return;
    }
  })();
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    done.abort();
    await keeping;
  }
}
