import type { HostConfig } from '../config/config.js';
import type { Registry, RegistryProblem } from '../config/registry-types.js';
import type { Readiness } from '../http/readiness.js';
import { startHttp, type HttpServer } from '../http/server.js';
import { BotelError, TransientError } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import { within } from '../lib/within.js';
import type { Workshop } from '../reports/workshop.js';
import type { RedisLink } from '../queue/redis-link.js';
import type { BackupWork } from './backup-work.js';
import type { ClockKeeper } from './clock-keeper.js';
import type { Databases } from './databases.js';
import type { DueWork } from './due-work.js';
import type { RegistryReader } from './registry-reader.js';
import { RegistryWatcher } from './registry-watcher.js';
import type { Supervisor } from './supervisor.js';
import type { TenantGenerations } from './tenant-generations.js';
import type { TenantStatus } from './tenant-status.js';
import { TenantsDoor } from './webhook-door.js';

/** The registry cannot be used; `problems` says where and why, one line each. */
export class RegistryInvalidError extends BotelError {
  constructor(readonly problems: readonly RegistryProblem[]) {
    super('registry_invalid', problems.join('\n'));
  }
}

export interface HostParts {
  readonly config: HostConfig;
  readonly log: Logger;
  readonly databases: Databases;
  readonly reader: RegistryReader;
  readonly supervisor: Supervisor;
  readonly dueWork: DueWork;
  readonly backupWork: BackupWork;
  readonly workshop: Workshop;
  readonly redis: RedisLink | null;
  readonly keeper: ClockKeeper | null;
  readonly generations: TenantGenerations;
}

/** Handlers get this long to end. With confirming (3 s), closing bots and databases the stop stays under ten seconds. */
const handlerDeadlineMs = 4_000;
/** What is being sent on time gets this long before; the rows of what is not done in time are sent after the restart. */
const dueWorkDeadlineMs = 1_000;
const goodbyeMs = 500;

/*
 * new ── start ──▶ starting ── every tenant started or parked ──▶ ready ── stop ──▶ stopping ──▶ stopped
 *                     └────────────── failure, or stop ─────────────────────────────────┘
 */
type Phase = 'new' | 'starting' | 'ready' | 'stopping' | 'stopped';

export class RunningHost {
  private phase: Phase = 'new';
  private http: HttpServer | null = null;
  private watcher: RegistryWatcher | null = null;
  private stopping: Promise<void> | null = null;
  private readonly ending = new AbortController();
  private readonly door: TenantsDoor;

  constructor(private readonly parts: HostParts) {
    this.door = new TenantsDoor(parts.supervisor);
  }

  get httpUrl(): string {
    return this.http?.url ?? '';
  }

  tenants(): TenantStatus[] {
    return this.parts.supervisor.statuses();
  }

  async start(): Promise<void> {
    this.phase = 'starting';
    try {
      await this.open();
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (this.isEnding()) return;
    this.phase = 'ready';
    this.parts.log.info({ tenants: this.countTenants() }, 'every tenant that can start has started');
  }

  stop(): Promise<void> {
    this.stopping ??= this.close();
    return this.stopping;
  }

  private isEnding(): boolean {
    return this.ending.signal.aborted;
  }

  private async open(): Promise<void> {
    const { config, reader, supervisor, dueWork, backupWork, log } = this.parts;
    const reading = await reader.read();
    if (reading.kind === 'invalid') throw new RegistryInvalidError(reading.problems);
    if (reading.kind === 'unchanged') throw new BotelError('host_started', 'a host starts only once');
    const webhooks = config.publicUrl === null ? null : this.door;
    this.http = await startHttp({ ...config.http, log, readiness: () => this.readiness(), webhooks });
    if (this.isEnding()) return this.http.close();
    await backupWork.open();
    await this.openDatabases(reading.registry);
    if (this.isEnding()) return;
    this.announce(reading.registry, reading.exposed);
    supervisor.apply(reading.registry);
    this.door.isOpen = true;
    this.watcher = new RegistryWatcher(config.tenantsFile, () => this.reload(), log);
    // Not only when all have started: new tokens are presented slowly, and nobody's reminders wait for another's bot.
    dueWork.start();
    backupWork.start();
    await supervisor.settled();
  }

  /** A database that is away is waited for by its tenants; one that is set up wrongly ends the start. */
  private async openDatabases(registry: Registry): Promise<void> {
    const { databases, log } = this.parts;
    const names = new Set(Array.from(registry.tenants.values(), (tenant) => tenant.database));
    if (names.size === 0) names.add('default');
    const results = await Promise.allSettled(Array.from(names, (name) => databases.open(name)));
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      if (!(result.reason instanceof TransientError)) throw result.reason;
      log.warn({ err: result.reason }, 'a database is away; its tenants start when it is back');
    }
  }

  private announce(registry: Registry, isExposed: boolean): void {
    const { config, databases, log } = this.parts;
    const facts = {
      registry: config.tenantsFile,
      tenants: registry.tenants.size,
      database: databases.usesEmbedded ? `embedded PostgreSQL under ${config.dataDir}` : 'PostgreSQL server',
      telegram: config.telegram.apiRoot,
      updates: config.publicUrl === null ? 'by polling' : `delivered to ${config.publicUrl}`,
      http: this.httpUrl,
    };
    log.info(facts, 'Botel is starting');
    this.advise(registry, isExposed);
  }

  private advise(registry: Registry, isExposed: boolean): void {
    const { config, log } = this.parts;
    const { tenantsFile } = config;
    if (registry.tenants.size === 0) {
      log.warn(
        `there are no salons yet: add one under "tenants:" in ${tenantsFile} and save; it starts within seconds`,
      );
    }
    if (isExposed) {
      log.warn(
        `${tenantsFile} holds bot tokens and everybody on this machine can read it: run "chmod 640 ${tenantsFile}"`,
      );
    }
    for (const [name, bot] of Object.entries({
      concierge: registry.platform.concierge,
      sales: registry.platform.sales,
    })) {
      if (bot !== null) log.warn(`platform.${name} is noted, but this release does not run that bot`);
    }
  }

  private async reload(): Promise<void> {
    const { config, reader, supervisor, log } = this.parts;
    const reading = await reader.read();
    if (reading.kind === 'unchanged') {
      log.debug('the registry was saved without a change');
      return;
    }
    if (reading.kind === 'invalid') {
      for (const problem of reading.problems)
        log.error({ line: problem.line, field: problem.field }, String(problem));
      log.error(
        `${config.tenantsFile} was not taken over: ${reading.problems.length} to put right; nothing changed`,
      );
      return;
    }
    log.info({ tenants: reading.registry.tenants.size }, `${config.tenantsFile} was read again`);
    this.advise(reading.registry, reading.exposed);
    supervisor.apply(reading.registry);
  }

  private async readiness(): Promise<Readiness> {
    const { config, databases, supervisor, dueWork, backupWork } = this.parts;
    const [isReachable, queue] = await Promise.all([databases.areReachable(), dueWork.lookAtQueue()]);
    const tenants = this.countTenants();
    const deaf = supervisor.deaf();
    const listening = (tenants.running ?? 0) + (tenants.suspended ?? 0);
    const reason = this.unreadyReason(isReachable, deaf.length > 0 && deaf.length >= listening);
    return {
      ready: reason === null,
      reason,
      release: config.release,
      tenants,
      deaf,
      database: isReachable ? 'reachable' : 'away',
      queue,
      backups: backupWork.state,
    };
  }

  private unreadyReason(isDatabaseReachable: boolean, areAllDeaf: boolean): string | null {
    if (this.phase !== 'ready')
      return this.phase === 'starting' ? 'tenants are starting' : 'the host is stopping';
    if (!isDatabaseReachable) return 'a database does not answer';
    return areAllDeaf ? 'no bot hears Telegram' : null;
  }

  private countTenants(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { state } of this.tenants()) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }

  private async close(): Promise<void> {
    const { supervisor, databases, dueWork, backupWork, workshop, redis, keeper, log } = this.parts;
    this.phase = 'stopping';
    this.ending.abort();
    this.door.isOpen = false;
    log.info('stopping: no more updates are taken, what runs may end');
    await this.watcher?.close();
    const work = Promise.all([dueWork.stop(dueWorkDeadlineMs), backupWork.stop(dueWorkDeadlineMs)]);
    // Saying goodbye to a queue that is away may take longer; nobody's update waits for that.
    await within(dueWorkDeadlineMs + goodbyeMs, work);
    await supervisor.stop(handlerDeadlineMs);
    // Files that are not ready by now hold connections that the databases would wait for.
    await workshop.close();
    redis?.close();
    keeper?.stop();
    this.parts.generations.stop();
    await Promise.allSettled([this.http?.close(), databases.close()]);
    this.phase = 'stopped';
    log.info('stopped');
  }
}
