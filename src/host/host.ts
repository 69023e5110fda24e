import type { MiddlewareFn } from 'telegraf';
import { buildComposer } from '../bot/composer.js';
import { showProgress } from '../bot/admin/broadcast/progress.js';
import { renderBroadcast } from '../bot/client/broadcasts/screens.js';
import { renderDeskNotice } from '../bot/admin/notices/notice.js';
import { renderNotice } from '../bot/client/notices/screens.js';
import type { BotContext } from '../bot/context.js';
import { buildPausedComposer } from '../bot/paused.js';
import { backupTools } from '../commands/backup-tools.js';
import { databaseSessions } from '../commands/database-sessions.js';
import { isForDesk, type Due } from '../commands/claim-notifications.js';
import { Sessions } from '../commands/sessions.js';
import type { TenantContext } from '../commands/tenant-context.js';
import type { HostConfig } from '../config/config.js';
import type { Environment } from '../config/env.js';
import type { SalonBlueprint } from '../domain/blueprint.js';
import { templateNames, templates, type TemplateName } from '../domain/templates.js';
import type { Clock } from '../lib/clock.js';
import { SteeredClock } from '../lib/steered-clock.js';
import type { Logger } from '../lib/logger.js';
import type { SenderLimits } from '../telegram/send-limits.js';
import type { QueueLimits } from '../telegram/update-queue.js';
import type { WebhookTiming } from '../telegram/webhook-upkeep.js';
import { openWorkshop } from '../reports/workshop.js';
import { WorkshopShares } from '../reports/workshop-share.js';
import { RedisLink } from '../queue/redis-link.js';
import { redisSessions } from '../queue/redis-sessions.js';
import { RateLimits, type InboundLimits } from '../queue/rate-limits.js';
import { processBroadcasts } from '../jobs/broadcasts.js';
import { processTenant, type NoticeMessage } from '../jobs/notifications.js';
import { BackupWork } from './backup-work.js';
import { BotPlaces } from './bot-places.js';
import { ClockKeeper } from './clock-keeper.js';
import { Databases } from './databases.js';
import { DueWork } from './due-work.js';
import { Gate } from './gate.js';
import { RegistryReader } from './registry-reader.js';
import { RunningHost } from './running-host.js';
import { Supervisor } from './supervisor.js';
import { TenantMigrations } from './tenant-migrations.js';
import { TenantGenerations } from './tenant-generations.js';
import type { TenantStatus } from './tenant-status.js';
import type { TenantTools } from './tenant-tools.js';
import { TokenPace } from './token-pace.js';

/** What tests, benchmarks and the demo may replace. */
export interface HostOverrides {
  /** Templates by name, besides those of the house. */
  readonly blueprints?: Readonly<Record<string, SalonBlueprint>>;
  /** Awaited after a new salon was furnished, before its bot listens. */
  readonly onFurnished?: (tenant: TenantContext) => Promise<void>;
  /** What answers in the bots of running salons. */
  readonly entrance?: MiddlewareFn<BotContext>;
  /** How fast bots may send, where there is no Telegram to be careful with. */
  readonly senderLimits?: Partial<SenderLimits>;
  /** How updates wait and are tried again. */
  readonly queueLimits?: Partial<QueueLimits>;
  /** How often the webhooks of bots are looked after. */
  readonly webhookTiming?: Partial<WebhookTiming>;
  /** How much of one person's chatter bots take in a minute. */
  readonly inboundLimits?: InboundLimits;
  /** Time between two looks for what is due, in milliseconds. */
  readonly sweepMs?: number;
  /** Time between two looks for backups that are due, in milliseconds. */
  readonly backupSweepMs?: number;
  /** Where `${VARIABLE}` in the registry is looked up, asked at each reading. */
  readonly registryVariables?: () => Environment;
}

export interface HostOptions {
  readonly config: HostConfig;
  readonly log: Logger;
  /** A `SteeredClock` is set by the default database while the host runs. */
  readonly clock: Clock;
  readonly overrides?: HostOverrides;
}

export interface Host {
  /**
   * Resolves when every tenant that can start has. Rejects with `RegistryInvalidError`, or with what else makes the
   * set-up unusable; everything is closed again then.
   */
  start(): Promise<void>;
  /** Stops intake, lets run what runs, closes everything. Safe to call twice and during `start`. */
  stop(): Promise<void>;
  tenants(): TenantStatus[];
  /** `http://host:port` with the port that was really taken; empty before `start`. */
  readonly httpUrl: string;
}

/** What is due is sent that late at most when its wake-up was lost. */
const sweepMs = 5_000;
const backupSweepMs = 30_000;
const clockMs = 30_000;
const preparedAtOnce = 8;
const identifiedAtOnce = 32;
const introducedAtOnce = 4;

/** Puts the house together; nothing is opened before `start`. */
export async function createHost({ config, log, clock, overrides = {} }: HostOptions): Promise<Host> {
  const { blueprints = {}, registryVariables } = overrides;
  const { redisUrl } = config.secrets;
  const redis = redisUrl === null ? null : new RedisLink(redisUrl, log);
  const sessions = new Sessions(clock, log);
  const limits = new RateLimits(redis, overrides.inboundLimits);
  const workshop = openWorkshop();
  const workshopShares = new WorkshopShares(workshop);
  const keeper = clock instanceof SteeredClock ? new ClockKeeper(clock, log, clockMs) : null;
  const generations = new TenantGenerations(log, overrides.sweepMs ?? sweepMs);
  const databases = new Databases({
    ...{ urls: config.secrets.databaseUrls, dataDir: config.dataDir, log },
    onOpened: async (name, store) => {
      await Promise.all([
        keeper?.follow(name, () => store.time()),
        generations.follow(name, () => store.restores()),
      ]);
    },
  });
  const databaseGate = new Gate(preparedAtOnce);
  const tools: TenantTools = {
    log,
    clock,
    apiRoot: config.telegram.apiRoot,
    publicUrl: config.publicUrl,
    databases,
    pace: new TokenPace(config.telegram.newTokenPace, clock),
    databaseGate,
    migrations: new TenantMigrations(databaseGate, log),
    telegramGate: new Gate(identifiedAtOnce),
    introductionGate: new Gate(introducedAtOnce),
    places: new BotPlaces(),
    entrances: {
      active: overrides.entrance ?? buildComposer().middleware(),
      suspended: buildPausedComposer().middleware(),
    },
    blueprint: (name, locale) => blueprints[name] ?? houseBlueprint(name, locale),
    outreach: ({ id, database }, db) => {
      const generation = (): number => generations.of(database, id);
      const shelf =
        redis === null ? databaseSessions(db, clock, database) : redisSessions(redis, clock, id, generation);
      return {
        limits: limits.of(id, generation),
        sessions: sessions.of(id, shelf, generation),
        workshop: workshopShares.of(id),
        wake: () => dueWork.wake(id),
      };
    },
    ...(overrides.senderLimits === undefined ? {} : { senderLimits: overrides.senderLimits }),
    ...(overrides.queueLimits === undefined ? {} : { queueLimits: overrides.queueLimits }),
    ...(overrides.webhookTiming === undefined ? {} : { webhookTiming: overrides.webhookTiming }),
    ...(overrides.onFurnished === undefined ? {} : { onFurnished: overrides.onFurnished }),
  };
  const supervisor = new Supervisor(tools);
  const dueWork = new DueWork({
    log,
    redis: redis === null || redisUrl === null ? null : { url: redisUrl, link: redis },
    databaseUrl: () => databases.homeUrl(),
    databases: async () =>
      (await databases.opened()).map((store) => ({ dueTenants: () => store.dueTenants(clock.now()) })),
    tenant: (id) => supervisor.tenant(id),
    process: processDue,
    offerBackup: (id) => backupWork.offer(id),
    sweepMs: overrides.sweepMs ?? sweepMs,
  });
  const backupWork = new BackupWork({
    log,
    clock,
    tools: () => backupTools(config, clock, log),
    sources: () => databases.opened(),
    zoneOf: (id) => supervisor.zoneOf(id),
    ask: (id) => dueWork.askForBackup(id),
    sweepMs: overrides.backupSweepMs ?? backupSweepMs,
  });
  const reader = new RegistryReader({
    path: config.tenantsFile,
    templates: [...templateNames(), ...Object.keys(blueprints)],
    variables: registryVariables ?? (() => config.secrets.registryVariables),
  });
  return new RunningHost({
    config,
    log,
    databases,
    reader,
    supervisor,
    dueWork,
    backupWork,
    workshop,
    redis,
    keeper,
    generations,
  });
}

/** What one client waits for goes first, and what all are told when nothing of that is due. */
async function processDue(tenant: TenantContext): Promise<{ readonly more: boolean }> {
  const { more, nextDueAt } = await processTenant(tenant, renderDue);
  if (more || nextDueAt === null || nextDueAt > tenant.clock.now()) return { more };
  return processBroadcasts(tenant, { message: renderBroadcast, progress: showProgress });
}

/** What a notification says, to a client or to somebody of the salon. */
function renderDue(tenant: TenantContext, due: Due): Promise<NoticeMessage | null> {
  return isForDesk(due) ? renderDeskNotice(tenant, due) : renderNotice(tenant, due);
}

function houseBlueprint(name: string, locale: 'ru' | 'en'): SalonBlueprint | null {
  return Object.hasOwn(templates, name) ? templates[name as TemplateName](locale) : null;
}
