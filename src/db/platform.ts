import type { UserFromGetMe } from 'telegraf/types';
import type { ConnectionPool } from './pool.js';

/** What was observed of one tenant; who exists is said by tenants.yaml. */
export interface TenantState {
  readonly id: string;
  /** Name of the last migration that ran, null when none did. */
  readonly schemaVersion: string | null;
  /** What Telegram answered to getMe for the token of `tokenFingerprint`. */
  readonly botIdentity: UserFromGetMe | null;
  readonly tokenFingerprint: string | null;
  readonly lastError: string | null;
  readonly archivedAt: Date | null;
  /** Of what the bot was last told to say about itself, null when nothing. */
  readonly profileHash: string | null;
  /** Of the webhook Telegram was last given for the bot, null when none of ours. */
  readonly webhookHash: string | null;
  /** Name of the template the salon was last offered, null when none. */
  readonly template: string | null;
}

/** Somebody with something to send. */
export interface DueTenant {
  readonly id: string;
  /** The instant it is due since, in epoch milliseconds: another one after it was served. */
  readonly dueAt: number;
}

/** Rows of the platform's schema. */
export interface PlatformDb {
  /** All tenants ever seen here, archived ones too, in one query. */
  tenantStates(): Promise<Map<string, TenantState>>;
  /** True when `provision` has something to do for this tenant before it can be used. */
  needsMigration(state: TenantState | undefined): boolean;
  /** Remembers the bot a token belongs to; `fingerprint` is the token's SHA-256, never the token. */
  saveIdentity(id: string, bot: { fingerprint: string; identity: UserFromGetMe }): Promise<void>;
  /** Remembers what the bot was told to say about itself. */
  saveProfile(id: string, hash: string): Promise<void>;
  /** Remembers which webhook the bot was given, null: none. */
  saveWebhook(id: string, hash: string | null): Promise<void>;
  /** Remembers which template the salon was offered, null: none. */
  saveTemplate(id: string, template: string | null): Promise<void>;
  /** Remembers why a tenant is parked; null when it runs again. The message must hold no secret. */
  saveError(id: string, message: string | null): Promise<void>;
  /** When a backup last took the place of a tenant's tables (epoch milliseconds), of all where one ever did. */
  readRestores(): Promise<Map<string, number>>;
  /** Tenants with something to send at `now` (epoch milliseconds), the longest overdue first, in one query. */
  readDueTenants(now: number): Promise<DueTenant[]>;
  /**
   * Leaves a tenant out of `readDueTenants` until an instant (epoch milliseconds): it does not run here, so nobody
   * settles its wake-up. What it has to send may be up to that late once it runs again.
   */
  postponeWakeup(id: string, until: number): Promise<void>;
}

export function platformRows(pool: ConnectionPool, latestVersion: string): PlatformDb {
  return {
    tenantStates: async () => {
      const rows = await pool.query<TenantState>(`
        select id, schema_version as "schemaVersion", bot_identity as "botIdentity",
          token_fingerprint as "tokenFingerprint", last_error as "lastError", archived_at as "archivedAt",
          profile_hash as "profileHash", webhook_hash as "webhookHash", template
        from botel.tenants`);
      return new Map(rows.map((row) => [row.id, row]));
    },
    needsMigration: (state) => state?.schemaVersion !== latestVersion || state.archivedAt !== null,
    saveIdentity: async (id, { fingerprint, identity }) => {
      await pool.query(
        `insert into botel.tenants (id, token_fingerprint, bot_identity) values ($1, $2, $3)
         on conflict (id) do update set token_fingerprint = excluded.token_fingerprint,
           bot_identity = excluded.bot_identity, updated_at = now()`,
        [id, fingerprint, JSON.stringify(identity)],
      );
    },
    saveProfile: async (id, hash) => {
      await pool.query('update botel.tenants set profile_hash = $2, updated_at = now() where id = $1', [
        id,
        hash,
      ]);
    },
    saveWebhook: async (id, hash) => {
      await pool.query('update botel.tenants set webhook_hash = $2, updated_at = now() where id = $1', [
        id,
        hash,
      ]);
    },
    saveTemplate: async (id, template) => {
      await pool.query('update botel.tenants set template = $2, updated_at = now() where id = $1', [
        id,
        template,
      ]);
    },
    saveError: async (id, message) => {
      await pool.query(
        `insert into botel.tenants (id, last_error, last_error_at) values ($1, $2::text, case when $2::text is not null then now() end)
         on conflict (id) do update set last_error = excluded.last_error,
           last_error_at = excluded.last_error_at, updated_at = now()`,
        [id, message],
      );
    },
    readRestores: async () => {
      const rows = await pool.query<{ id: string; at: Date }>(
        'select id, restored_at as at from botel.tenants where restored_at is not null',
      );
      return new Map(rows.map(({ id, at }) => [id, at.getTime()]));
    },
    readDueTenants: async (now) => {
      const rows = await pool.query<{ id: string; dueAt: Date }>(
        `select tenant_id as id, next_due_at as "dueAt" from botel.wakeups where next_due_at <= $1
         order by next_due_at, tenant_id`,
        [new Date(now)],
      );
      return rows.map(({ id, dueAt }) => ({ id, dueAt: dueAt.getTime() }));
    },
    postponeWakeup: async (id, until) => {
      await pool.query(
        'update botel.wakeups set next_due_at = $2 where tenant_id = $1 and next_due_at < $2',
        [id, new Date(until)],
      );
    },
  };
}
