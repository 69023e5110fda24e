import { openDatabase } from '../db/database.js';
import { startEmbeddedPostgres } from '../db/embedded-postgres.js';
import { BotelError } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { within } from '../lib/within.js';
import { TenantStore } from './tenant-store.js';

export interface DatabasesOptions {
  /** URLs by name; without `default` an embedded server is started for it. */
  readonly urls: ReadonlyMap<string, string>;
  readonly dataDir: string;
  readonly log: Logger;
  /** Awaited when a database has been opened, before anybody works with it. */
  readonly onOpened?: (name: string, store: TenantStore) => Promise<void>;
}

const pingMs = 2_000;
const closeMs = 700;

/** The databases tenants are spread over, each opened when the first of its tenants needs it. */
export class Databases {
  private readonly needed = new Set<string>();
  private readonly opening = new Map<string, Promise<TenantStore>>();
  private isClosed = false;
  private embedded: { url: string; stop(): Promise<void> } | null = null;

  constructor(private readonly options: DatabasesOptions) {}

  get usesEmbedded(): boolean {
    return !this.options.urls.has('default');
  }

  /** Opens the database once for all who ask. After a failure the next to ask tries again. */
  open(name: string): Promise<TenantStore> {
    if (this.isClosed) return Promise.reject(new BotelError('databases_closed', 'the host is stopping'));
    this.needed.add(name);
    const known = this.opening.get(name);
    if (known !== undefined) return known;
    const opening = this.connect(name);
    this.opening.set(name, opening);
    opening.catch(() => this.opening.delete(name));
    return opening;
  }

  /** Whether every database that is needed answers just now. */
  async areReachable(): Promise<boolean> {
    const pings = Promise.allSettled(Array.from(this.needed, (name) => this.ping(name)));
    const isInTime = await within(pingMs, pings);
    return isInTime && (await pings).every(({ status }) => status === 'fulfilled');
  }

  /** The databases that are open now; those that are away are left out. */
  async opened(): Promise<TenantStore[]> {
    const results = await Promise.allSettled(this.opening.values());
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  /** Where the whole host keeps what is not a tenant's: the default database, or the only ones there are. */
  async homeUrl(): Promise<string> {
    const [name = 'default'] = this.needed.has('default') ? ['default'] : this.needed;
    await this.open(name);
    return this.urlOf(name);
  }

  /** Closes what was opened, then stops the embedded server. */
  async close(): Promise<void> {
    this.isClosed = true;
    const opened = await Promise.allSettled(this.opening.values());
    this.opening.clear();
    const stores = opened.filter((result) => result.status === 'fulfilled');
    // A transaction of a handler that was left behind holds its connection: the process does not wait for it.
    await within(closeMs, Promise.allSettled(stores.map(({ value }) => value.close())));
    await this.embedded?.stop();
    this.embedded = null;
  }

  private async ping(name: string): Promise<void> {
    const store = await this.opening.get(name);
    if (store === undefined) throw new BotelError('database_away', `the database "${name}" is not open`);
    await store.ping();
  }

  private async connect(name: string): Promise<TenantStore> {
    const database = await openDatabase({ url: await this.urlOf(name), log: this.options.log });
    try {
      const store = await TenantStore.open(database);
      await this.options.onOpened?.(name, store);
      return store;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  private async urlOf(name: string): Promise<string> {
    const url = this.options.urls.get(name);
    if (url !== undefined) return url;
    if (name !== 'default')
      throw new BotelError('database_unknown', `no URL is known for the database "${name}"`);
    this.embedded ??= await startEmbeddedPostgres({
      dataDir: this.options.dataDir,
      log: this.options.log,
    });
    return this.embedded.url;
  }
}
