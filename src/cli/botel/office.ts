import { folder, type BackupFolder } from '../../backups/catalogue.js';
import { readBackupKey, type BackupKey } from '../../backups/key.js';
import { readConfig, type HostConfig } from '../../config/config.js';
import { readEnvironment } from '../../config/env.js';
import type { Registry, TenantConfig } from '../../config/registry-types.js';
import { openDatabase, type Database } from '../../db/database.js';
import { runningEmbeddedUrl, startEmbeddedPostgres } from '../../db/embedded-postgres.js';
import { templateNames } from '../../domain/templates.js';
import { ClockKeeper } from '../../host/clock-keeper.js';
import { RegistryReader } from '../../host/registry-reader.js';
import { BotelError } from '../../lib/errors.js';
import { createLogger, type Logger } from '../../lib/logger.js';
import { SteeredClock } from '../../lib/steered-clock.js';
import { say } from './screen.js';

/** What was asked for cannot be done like this; the message says how. */
export class UsageError extends BotelError {
  constructor(message: string) {
    super('usage', message);
  }
}

const clockMs = 30_000;

/**
 * What the commands of an operator work with: the settings of the host, opened as far as they are needed. The embedded
 * PostgreSQL is used when it is running, and else started for as long as the command takes.
 */
export class Office {
  readonly config: HostConfig = readConfig(readEnvironment());
  readonly log: Logger = createLogger({ level: 'warn', pretty: true, destination: process.stderr });
  readonly backups: BackupFolder = folder(this.config.backupDir);
  /** Of the database that was opened, as the host's: leases and plans are compared with what other processes wrote. */
  readonly clock = new SteeredClock();
  private readonly keeper = new ClockKeeper(this.clock, this.log, clockMs);
  private readonly opening = new Map<string, Promise<Database>>();
  private readonly ends: (() => Promise<unknown>)[] = [];
  private reading: Promise<Registry | null> | null = null;

  /** Null when no key is set. */
  async key(): Promise<BackupKey | null> {
    const { backupKey } = this.config.secrets;
    return backupKey === null ? null : readBackupKey(backupKey);
  }

  /** Who exists; null, and said, when the file cannot be read: a host is operated also when that is what is broken. */
  registry(): Promise<Registry | null> {
    this.reading ??= this.readRegistry();
    return this.reading;
  }

  async tenant(id: string): Promise<TenantConfig | null> {
    return (await this.registry())?.tenants.get(id) ?? null;
  }

  /** Names of all databases that are known by their URLs or used by a tenant. */
  async databaseNames(): Promise<string[]> {
    const used = [...((await this.registry())?.tenants.values() ?? [])].map(({ database }) => database);
    return [...new Set(['default', ...this.config.secrets.databaseUrls.keys(), ...used])].filter(
      (name) => name === 'default' || this.config.secrets.databaseUrls.has(name),
    );
  }

  /** The database that holds a tenant's data: as the registry says, else where the tenant was seen, else the default. */
  async databaseNameOf(id: string): Promise<string> {
    const named = (await this.tenant(id))?.database;
    if (named !== undefined) return named;
    for (const name of await this.databaseNames()) {
      const database = await this.database(name);
      if ((await database.platform.tenantStates()).has(id)) return name;
    }
    return 'default';
  }

  database(name: string): Promise<Database> {
    const known = this.opening.get(name) ?? this.open(name);
    this.opening.set(name, known);
    return known;
  }

  async urlOf(name: string): Promise<string> {
    const url = this.config.secrets.databaseUrls.get(name);
    if (url !== undefined) return url;
    if (name !== 'default') throw new UsageError(`no URL is known for the database "${name}"`);
    const { dataDir } = this.config;
    const running = await runningEmbeddedUrl(dataDir);
    if (running !== null) return running;
    const server = await startEmbeddedPostgres({ dataDir, log: this.log });
    this.ends.push(() => server.stop());
    return server.url;
  }

  /** Closes what was opened, the last first. */
  async close(): Promise<void> {
    this.keeper.stop();
    for (const end of this.ends.splice(0).reverse()) await end();
  }

  private async open(name: string): Promise<Database> {
    const database = await openDatabase({ url: await this.urlOf(name), log: this.log });
    this.ends.push(() => database.close());
    await this.keeper.follow(name, () => database.time());
    return database;
  }

  private async readRegistry(): Promise<Registry | null> {
    const reader = new RegistryReader({
      path: this.config.tenantsFile,
      templates: templateNames(),
      variables: readEnvironment,
    });
    const reading = await reader.read();
    if (reading.kind === 'valid') return reading.registry;
    const problems = reading.kind === 'invalid' ? reading.problems.map(String) : [];
    say(`The file of tenants cannot be used, so only the databases say who exists:\n${problems.join('\n')}`);
    return null;
  }
}
