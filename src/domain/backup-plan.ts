import { DateTime } from 'luxon';
import { isZone } from './place.js';

const nightStartsAtHour = 1;
const nightSeconds = 4 * 3600;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Without a good backup for longer than this, somebody has to be told. */
export const overdueAfterMs = 36 * hourMs;

/** What the plan of one tenant is made from; instants in epoch milliseconds. */
export interface PlannedTenant {
  readonly id: string;
  /** IANA zone of the salon; one that is unknown counts as UTC. */
  readonly zone: string;
  /** When the tenant was first seen here. */
  readonly createdAt: number;
  readonly lastGoodAt: number | null;
}

/**
 * When a tenant is to be backed up next, seen from `now` (epoch milliseconds): at its moment of the coming night. A tenant
 * that never was and has been here for a day is not kept waiting for the night: it comes within the hour.
 */
export function planBackup(tenant: PlannedTenant, now: number): number {
  const hasNone = tenant.lastGoodAt === null;
  if (hasNone && now - tenant.createdAt >= dayMs) return now + Math.floor(shareOf(tenant.id) * hourMs);
  return nightInstant(tenant.id, tenant.zone, now);
}

/**
 * The first instant after `after` (epoch milliseconds) at which it is the tenant's moment of the night: between 1:00 and
 * 5:00 on the salon's clock, the same second every night, other tenants at other seconds. There is exactly one such
 * instant for each date; a moment that the change to summer time leaves out comes an hour later that night.
 */
export function nightInstant(tenantId: string, zone: string, after: number): number {
  const clock = DateTime.fromMillis(after, { zone: isZone(zone) ? zone : 'UTC' });
  const second = Math.floor(shareOf(tenantId) * nightSeconds);
  for (let day = 0; ; day += 1) {
    const instant = clock
      .startOf('day')
      .plus({ days: day })
      .set({ hour: nightStartsAtHour + Math.floor(second / 3600), minute: Math.floor((second % 3600) / 60) })
      .set({ second: second % 60, millisecond: 0 })
      .toMillis();
    if (instant > after) return instant;
  }
}

/** When a backup that failed is tried again, in milliseconds from now: 15 minutes, 1 hour, then every 4 hours. */
export function backupRetryMs(failures: number): number {
  return Math.min(15 * minuteMs * 4 ** Math.max(0, failures - 1), 4 * hourMs);
}

/** Whether the tenant has been without a backup for too long; one that never had one counts from when it was first seen. */
export function isBackupOverdue(
  tenant: Pick<PlannedTenant, 'createdAt' | 'lastGoodAt'>,
  now: number,
): boolean {
  return now - (tenant.lastGoodAt ?? tenant.createdAt) > overdueAfterMs;
}

/** A number from 0 to below 1, the same for the same id and spread evenly over ids (FNV-1a, then mixed as in MurmurHash3). */
function shareOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
