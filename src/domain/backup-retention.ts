import { DateTime } from 'luxon';

/** How long backups are kept. */
export interface BackupRetention {
  /** The newest of each of so many days … */
  readonly daily: number;
  /** … of so many calendar weeks (Monday to Sunday) … */
  readonly weekly: number;
  /** … and of so many months, each counted over those that have a backup. */
  readonly monthly: number;
  /** Everything younger is kept as well. */
  readonly days: number;
}

export const usualRetention: BackupRetention = { daily: 7, weekly: 4, monthly: 6, days: 30 };

const dayMs = 24 * 3600 * 1000;
const counts = /^(?:(\d{1,3})d)?\s*(?:(\d{1,3})w)?\s*(?:(\d{1,3})m)?$/;

/** Reads `7d 4w 6m`; what is left out counts as none. Null when it is not of that form or says nothing. */
export function parseRetention(text: string): Omit<BackupRetention, 'days'> | null {
  const [, daily, weekly, monthly] = counts.exec(text.trim()) ?? [];
  const kept = { daily: Number(daily ?? 0), weekly: Number(weekly ?? 0), monthly: Number(monthly ?? 0) };
  return kept.daily + kept.weekly + kept.monthly > 0 ? kept : null;
}

/**
 * Which backups of ONE tenant may go at `now` (epoch milliseconds). The newest always stays, and so does one that claims
 * to be from the future, for then a clock is wrong. Days, weeks and months are those of UTC, as in the files' names.
 */
export function expiredBackups<Backup extends { readonly takenAt: Date }>(
  backups: readonly Backup[],
  keep: BackupRetention,
  now: number,
): Backup[] {
  const newestFirst = [...backups].sort((one, other) => other.takenAt.getTime() - one.takenAt.getTime());
  const kept = new Set<Backup>(newestFirst.slice(0, 1));
  for (const backup of newestFirst) if (now - backup.takenAt.getTime() < keep.days * dayMs) kept.add(backup);
  keepNewestOf(newestFirst, 'yyyy-MM-dd', keep.daily, kept);
  keepNewestOf(newestFirst, "kkkk-'W'WW", keep.weekly, kept);
  keepNewestOf(newestFirst, 'yyyy-MM', keep.monthly, kept);
  return newestFirst.filter((backup) => !kept.has(backup));
}

function keepNewestOf<Backup extends { readonly takenAt: Date }>(
  newestFirst: readonly Backup[],
  period: string,
  count: number,
  kept: Set<Backup>,
): void {
  const seen = new Set<string>();
  for (const backup of newestFirst) {
    const name = DateTime.fromJSDate(backup.takenAt, { zone: 'UTC' }).toFormat(period);
    if (seen.has(name)) continue;
    if (seen.size >= count) return;
    seen.add(name);
    kept.add(backup);
  }
}
