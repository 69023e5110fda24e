import { createHash } from 'node:crypto';
import type { UserFromGetMe } from 'telegraf/types';
import type { BackupRows } from '../db/backup-rows.js';
import type { ChatLeases } from '../db/chat-leases.js';
import type { Database } from '../db/database.js';
import type { FailedUpdates } from '../db/failed-updates.js';
import type { Provision } from '../db/provision.js';
import type { Snapshot } from '../db/snapshot.js';
import type { DueTenant, TenantState } from '../db/platform.js';
import type { TenantDb } from '../db/tenant-db.js';

/** The name of a token under which its bot is remembered; the token cannot be had from it. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * One database and what was observed of its tenants, read once when it is opened: a start where nothing changed asks
 * neither the database nor Telegram anything more.
 */
export class TenantStore {
  /** Tenants whose schema this process has brought up to date. */
  private readonly prepared = new Set<string>();

  private constructor(
    private readonly database: Database,
    private readonly states: Map<string, TenantState>,
  ) {}

  static async open(database: Database): Promise<TenantStore> {
    return new TenantStore(database, await database.platform.tenantStates());
  }

  tenant(id: string): TenantDb {
    return this.database.tenant(id);
  }

  /** Tenants whose data is in reach here. */
  livingIds(): string[] {
    return [...this.states.values()].filter((state) => state.archivedAt === null).map((state) => state.id);
  }

  /** Whether the tenant's schema is missing, or of an older version, as far as this process knows. */
  needsPreparing(id: string): boolean {
    return !this.prepared.has(id) && this.database.platform.needsMigration(this.states.get(id));
  }

  /** Creates or migrates the tenant's schema when that is due; null when it was not. */
  async prepare(id: string): Promise<Provision | null> {
    if (!this.needsPreparing(id)) return null;
    const provision = await this.database.provision(id);
    this.prepared.add(id);
    this.patch(id, { archivedAt: null });
    return provision;
  }

  /** The bot of this token as Telegram described it earlier, or null. */
  identity(id: string, fingerprint: string): UserFromGetMe | null {
    const state = this.states.get(id);
    return state?.tokenFingerprint === fingerprint ? state.botIdentity : null;
  }

  async rememberIdentity(id: string, fingerprint: string, identity: UserFromGetMe): Promise<void> {
    await this.database.platform.saveIdentity(id, { fingerprint, identity });
    this.patch(id, { tokenFingerprint: fingerprint, botIdentity: identity });
  }

  /** What the tenant's bot was last told to say about itself, as a hash, or null. */
  profileHash(id: string): string | null {
    return this.states.get(id)?.profileHash ?? null;
  }

  async rememberProfile(id: string, hash: string): Promise<void> {
    await this.database.platform.saveProfile(id, hash);
    this.patch(id, { profileHash: hash });
  }

  /** The webhook Telegram was last given for the tenant's bot, as a hash, or null. */
  webhookHash(id: string): string | null {
    return this.states.get(id)?.webhookHash ?? null;
  }

  /** Null: there is none of ours. Written even when nothing changed here: another process may have written since. */
  async rememberWebhook(id: string, hash: string | null): Promise<void> {
    await this.database.platform.saveWebhook(id, hash);
    this.patch(id, { webhookHash: hash });
  }

  /** The template the salon was last offered, or null. */
  template(id: string): string | null {
    return this.states.get(id)?.template ?? null;
  }

  async rememberTemplate(id: string, template: string | null): Promise<void> {
    if (this.template(id) === template) return;
    await this.database.platform.saveTemplate(id, template);
    this.patch(id, { template });
  }

  /** A new holder of leases on the tenant's chats. */
  chatLeases(id: string): ChatLeases {
    return this.database.chatLeases(id);
  }

  failedUpdates(id: string): FailedUpdates {
    return this.database.failedUpdates(id);
  }

  /** Remembers why a tenant is parked; writes only when that changed. */
  async rememberError(id: string, message: string | null): Promise<void> {
    if ((this.states.get(id)?.lastError ?? null) === message) return;
    await this.database.platform.saveError(id, message);
    this.patch(id, { lastError: message });
  }

  /** Takes the tenant's data out of reach and keeps it; tells whether there was any. */
  async archive(id: string, now: number): Promise<boolean> {
    const state = this.states.get(id);
    const has = this.prepared.has(id) || (state?.schemaVersion != null && state.archivedAt === null);
    if (!has) return false;
    await this.database.archive(id);
    this.prepared.delete(id);
    this.patch(id, { archivedAt: new Date(now) });
    return true;
  }

  /** When a backup last took the place of a tenant's data (epoch milliseconds), of all where one ever did. */
  restores(): Promise<ReadonlyMap<string, number>> {
    return this.database.platform.readRestores();
  }

  /** Tenants of this database with something due at `now` (epoch milliseconds), in one query. */
  dueTenants(now: number): Promise<readonly DueTenant[]> {
    return this.database.platform.readDueTenants(now);
  }

  get backups(): BackupRows {
    return this.database.backups;
  }

  snapshot<T>(id: string, signal: AbortSignal, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.database.snapshot(id, signal, work);
  }

  ping(): Promise<void> {
    return this.database.ping();
  }

  /** What the server's clock shows, in epoch milliseconds. */
  time(): Promise<number> {
    return this.database.time();
  }

  close(): Promise<void> {
    return this.database.close();
  }

  private patch(id: string, change: Partial<TenantState>): void {
    this.states.set(id, { ...(this.states.get(id) ?? unseen(id)), ...change });
  }
}

function unseen(id: string): TenantState {
  return {
    id,
    schemaVersion: null,
    botIdentity: null,
    tokenFingerprint: null,
    lastError: null,
    archivedAt: null,
    profileHash: null,
    webhookHash: null,
    template: null,
  };
}
