import type { MiddlewareFn } from 'telegraf';
import { buildComposer } from '../bot/composer.js';
import type { BotContext } from '../bot/context.js';
import { buildPausedComposer } from '../bot/paused.js';
import type { TenantContext } from '../commands/tenant-context.js';
import type { HostConfig } from '../config/config.js';
import type { Environment } from '../config/env.js';
import type { SalonBlueprint } from '../domain/blueprint.js';
import { templateNames, templates, type TemplateName } from '../domain/templates.js';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { SenderLimits } from '../telegram/send-limits.js';
import { Databases } from './databases.js';
import { Gate } from './gate.js';
import { RegistryReader } from './registry-reader.js';
import { RunningHost } from './running-host.js';
import { Supervisor } from './supervisor.js';
import type { TenantTools } from './tenant-runtime.js';
import type { TenantStatus } from './tenant-status.js';
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
  /** Where `${VARIABLE}` in the registry is looked up, asked at each reading. */
  readonly registryVariables?: () => Environment;
}

export interface HostOptions {
  readonly config: HostConfig;
  readonly log: Logger;
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

const preparedAtOnce = 8;
const identifiedAtOnce = 32;

/** Puts the house together; nothing is opened before `start`. */
export async function createHost({ config, log, clock, overrides = {} }: HostOptions): Promise<Host> {
  const { blueprints = {}, registryVariables } = overrides;
  const databases = new Databases({ urls: config.secrets.databaseUrls, dataDir: config.dataDir, log });
  const tools: TenantTools = {
    log,
    clock,
    apiRoot: config.telegram.apiRoot,
    databases,
    pace: new TokenPace(config.telegram.newTokenPace, clock),
    databaseGate: new Gate(preparedAtOnce),
    telegramGate: new Gate(identifiedAtOnce),
    entrances: {
      active: overrides.entrance ?? buildComposer().middleware(),
      suspended: buildPausedComposer().middleware(),
    },
    blueprint: (name, locale) => blueprints[name] ?? houseBlueprint(name, locale),
    ...(overrides.senderLimits === undefined ? {} : { senderLimits: overrides.senderLimits }),
    ...(overrides.onFurnished === undefined ? {} : { onFurnished: overrides.onFurnished }),
  };
  const reader = new RegistryReader({
    path: config.tenantsFile,
    templates: [...templateNames(), ...Object.keys(blueprints)],
    variables: registryVariables ?? (() => config.secrets.registryVariables),
  });
  return new RunningHost({ config, log, databases, reader, supervisor: new Supervisor(tools) });
}

function houseBlueprint(name: string, locale: 'ru' | 'en'): SalonBlueprint | null {
  return Object.hasOwn(templates, name) ? templates[name as TemplateName](locale) : null;
}
