import { checkTenantId } from './names.js';
import type { ConnectionPool } from './pool.js';

/** How one living tenant stands with its backups. Instants in epoch milliseconds. */
export interface BackupStanding {
  readonly id: string;
  readonly createdAt: number;
  /** Null: not planned yet. */
  readonly nextDueAt: number | null;
  /** Somebody is at work on it until then. */
  readonly leaseUntil: number | null;
  readonly lastGoodAt: number | null;
  readonly lastError: string | null;
  /** When the copy of the last backup to another place is tried; null: there is nothing to copy. */
  readonly offsiteDueAt: number | null;
}

/** The right to write the tenant's next backup, for as long as its lease lasts. */
export interface BackupClaim {
  readonly tenantId: string;
  readonly number: number;
  /** How often it failed in a row so far. */
  readonly failures: number;
  readonly lastBytes: number | null;
  readonly lastFile: string | null;
}

export interface GoodBackup {
  /** Its id in the folder. */
  readonly file: string;
  readonly takenAt: number;
  readonly bytes: number;
  readonly rows: number;
  readonly nextDueAt: number;
  /** When it is to be copied to another place; null: not at all. */
  readonly offsiteDueAt: number | null;
}

/** What a claim is good for. */
export type ClaimPurpose = 'due' | 'now' | 'offsite';

/**
 * Rows of `botel.backups`. A claim is held until it is given back or its lease ends; what a claim says after another one
 * was given changes nothing, and the call tells so with false.
 */
export interface BackupRows {
  /** Every tenant of this database that has tables and is not archived, in one query. */
  standings(): Promise<BackupStanding[]>;
  /** Plans tenants, unless another process has planned them meanwhile. */
  plan(entries: readonly { readonly id: string; readonly nextDueAt: number }[], now: number): Promise<void>;
  /**
   * Takes the right to work on a tenant's backups until `until`. Null when somebody else has it, when it is not due
   * (`now`: due or not), when another backup is taking the place of its tables, or when there is no such tenant.
   */
  claim(id: string, purpose: ClaimPurpose, now: number, until: number): Promise<BackupClaim | null>;
  extend(claim: BackupClaim, until: number): Promise<boolean>;
  noteGood(claim: BackupClaim, good: GoodBackup): Promise<boolean>;
  noteFailure(claim: BackupClaim, error: string, nextDueAt: number): Promise<boolean>;
  noteOffsite(claim: BackupClaim, at: number): Promise<boolean>;
  noteOffsiteFailure(claim: BackupClaim, error: string, dueAt: number): Promise<boolean>;
  /** Gives the right back; what was due stays due. */
  release(claim: BackupClaim): Promise<boolean>;
}

/** Further away than any plan: a clock was turned meanwhile. */
const farthestPlanMs = 2 * 24 * 3600 * 1000;

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

const standings = `
  select t.id, ${ms('t.created_at')} as "createdAt", ${ms('b.next_due_at')} as "nextDueAt",
    ${ms('b.lease_until')} as "leaseUntil", ${ms('b.last_good_at')} as "lastGoodAt", b.last_error as "lastError",
    ${ms('b.offsite_due_at')} as "offsiteDueAt"
  from botel.tenants t left join botel.backups b on b.tenant_id = t.id
  where t.schema_version is not null and t.archived_at is null
  order by b.next_due_at nulls last, t.id`;

const isWanted: Readonly<Record<ClaimPurpose, string>> = {
  due: 'next_due_at <= $2',
  now: 'true',
  offsite: 'offsite_due_at <= $2',
};

const claimed = (purpose: ClaimPurpose): string => `
  update botel.backups set lease_until = $3, claims = claims + 1
  where tenant_id = (
    select tenant_id from botel.backups
    where tenant_id = $1 and (lease_until is null or lease_until <= $2) and ${isWanted[purpose]}
      and exists (select from botel.tenants t where t.id = $1 and t.archived_at is null and t.maintenance is null)
    for update skip locked)
  returning tenant_id as "tenantId", claims as number, failures, last_bytes::float8 as "lastBytes",
    last_file as "lastFile"`;

export function backupRows(pool: ConnectionPool): BackupRows {
  const change = async (claim: BackupClaim, assignments: string, values: readonly unknown[]) => {
    const rows = await pool.query(
      `update botel.backups set ${assignments} where tenant_id = $1 and claims = $2 and lease_until is not null
       returning tenant_id`,
      [claim.tenantId, claim.number, ...values],
    );
    return rows.length > 0;
  };
  return {
    standings: () => pool.query<BackupStanding>(standings),
    plan: async (entries, now) => {
      await pool.query(
        `insert into botel.backups as b (tenant_id, next_due_at)
         select id, due from unnest($1::text[], $2::timestamptz[]) as planned (id, due)
         where exists (select from botel.tenants t where t.id = planned.id)
         on conflict (tenant_id) do update set next_due_at = excluded.next_due_at
         where b.next_due_at is null or b.next_due_at > $3`,
        [
          entries.map(({ id }) => checkTenantId(id)),
          entries.map(({ nextDueAt }) => new Date(nextDueAt)),
          new Date(now + farthestPlanMs),
        ],
      );
    },
    claim: async (id, purpose, now, until) => {
      if (purpose === 'now') await makeRow(pool, id);
      const values = [checkTenantId(id), new Date(now), new Date(until)];
      return (await pool.query<BackupClaim>(claimed(purpose), values))[0] ?? null;
    },
    extend: (claim, until) => change(claim, 'lease_until = $3', [new Date(until)]),
    noteGood: (claim, good) =>
      change(
        claim,
        `lease_until = null, next_due_at = $3, last_good_at = $4, last_file = $5, last_bytes = $6, last_rows = $7,
         offsite_due_at = $8, failures = 0, last_error = null`,
        [
          ...[new Date(good.nextDueAt), new Date(good.takenAt), good.file, good.bytes, good.rows],
          good.offsiteDueAt === null ? null : new Date(good.offsiteDueAt),
        ],
      ),
    noteFailure: (claim, error, nextDueAt) =>
      change(claim, 'lease_until = null, failures = failures + 1, last_error = $3, next_due_at = $4', [
        error,
        new Date(nextDueAt),
      ]),
    noteOffsite: (claim, at) =>
      change(claim, 'lease_until = null, offsite_due_at = null, offsite_at = $3, offsite_error = null', [
        new Date(at),
      ]),
    noteOffsiteFailure: (claim, error, dueAt) =>
      change(claim, 'lease_until = null, offsite_error = $3, offsite_due_at = $4', [error, new Date(dueAt)]),
    release: (claim) => change(claim, 'lease_until = null', []),
  };
}

async function makeRow(pool: ConnectionPool, id: string): Promise<void> {
  await pool.query(
    `insert into botel.backups (tenant_id) select id from botel.tenants
     where id = $1 and schema_version is not null and archived_at is null on conflict do nothing`,
    [checkTenantId(id)],
  );
}

/** Whether nobody is at work on the tenant's backups while there is something to do at `now` (epoch milliseconds). */
export function isBackupDue(standing: BackupStanding, now: number): boolean {
  if (standing.leaseUntil !== null && standing.leaseUntil > now) return false;
  return [standing.nextDueAt, standing.offsiteDueAt].some((dueAt) => dueAt !== null && dueAt <= now);
}

/** Whether a plan is missing or so far away that a clock must have been turned. Both in epoch milliseconds. */
export function needsPlan({ nextDueAt }: Pick<BackupStanding, 'nextDueAt'>, now: number): boolean {
  return nextDueAt === null || nextDueAt > now + farthestPlanMs;
}
