import { setImmediate as breathe } from 'node:timers/promises';
import { backUpTenant } from '../commands/back-up-tenant.js';
import type { BackupSource, BackupTools } from '../commands/backup-tools.js';
import { copyBackupOffsite } from '../commands/copy-backup-offsite.js';
import { isBackupDue, needsPlan, type BackupStanding } from '../db/backup-rows.js';
import { isBackupOverdue, planBackup } from '../domain/backup-plan.js';

/** What one look at the tenants of a database found. */
export interface BackupBeat {
  /** All its living tenants. */
  readonly known: readonly string[];
  /** Tenants whose backup, or its copy to another place, can be made now; the longest due first. */
  readonly due: readonly string[];
  /** Tenants that have been without a backup for too long. */
  readonly overdue: readonly BackupStanding[];
}

const plannedInOneGo = 20;

/** Looks at all tenants of a database at `now` (epoch milliseconds) and plans those that have no plan yet. */
export async function lookForBackups(
  { backups }: BackupSource,
  zoneOf: (tenantId: string) => string,
  now: number,
): Promise<BackupBeat> {
  const standings = await backups.standings();
  const unplanned = standings.filter((standing) => needsPlan(standing, now));
  if (unplanned.length > 0) {
    const entries: { id: string; nextDueAt: number }[] = [];
    for (const standing of unplanned) {
      const zone = zoneOf(standing.id);
      entries.push({ id: standing.id, nextDueAt: planBackup({ ...standing, zone }, now) });
      // At the first start of a host all its salons are planned in one look.
      if (entries.length % plannedInOneGo === 0) await breathe();
    }
    await backups.plan(entries, now);
  }
  return {
    known: standings.map(({ id }) => id),
    due: standings.filter((standing) => isBackupDue(standing, now)).map(({ id }) => id),
    overdue: standings.filter((standing) => isBackupOverdue(standing, now)),
  };
}

/** Makes what is due of one tenant. What it cannot do stays due or is planned again; it rejects only when the database is away. */
export async function makeBackup(
  tools: BackupTools,
  source: BackupSource,
  tenant: { readonly id: string; readonly zone: string },
  signal: AbortSignal,
): Promise<void> {
  const order = { tenantId: tenant.id, zone: tenant.zone, isWantedNow: false, signal };
  const { kind } = await backUpTenant(tools, source, order);
  if (kind === 'not_taken') await copyBackupOffsite(tools, source, tenant.id, signal);
}
