import type { MiddlewareFn } from 'telegraf';
import type { BotContext } from '../bot/context.js';
import type { TenantContext } from '../commands/tenant-context.js';
import type { TenantConfig } from '../config/registry-types.js';
import type { TenantDb } from '../db/tenant-db.js';
import type { SalonBlueprint } from '../domain/blueprint.js';
import type { Logger } from '../lib/logger.js';
import type { SenderLimits } from '../telegram/send-limits.js';
import type { BotPlaces } from './bot-places.js';
import type { Databases } from './databases.js';
import type { Gate } from './gate.js';
import type { IntakeTools } from './tenant-intake.js';
import type { TenantMigrations } from './tenant-migrations.js';
import type { TokenPace } from './token-pace.js';

/** What all tenants of the process share. */
export interface TenantTools extends IntakeTools {
  readonly log: Logger;
  readonly apiRoot: string;
  readonly databases: Databases;
  readonly pace: TokenPace;
  /** Bounds how many tenants are prepared at once, so that a cold start leaves the database to the others. */
  readonly databaseGate: Gate;
  readonly migrations: TenantMigrations;
  readonly places: BotPlaces;
  /** Bounds how many bots say at once what they are. */
  readonly introductionGate: Gate;
  /** One tree of handlers for the bots of all salons, and one for paused bots. */
  readonly entrances: Readonly<Record<TenantConfig['state'], MiddlewareFn<BotContext>>>;
  blueprint(name: string, locale: 'ru' | 'en'): SalonBlueprint | null;
  /** What a tenant's commands reach beyond its database and its bot. */
  outreach(
    config: TenantConfig,
    db: TenantDb,
  ): Pick<TenantContext, 'limits' | 'sessions' | 'workshop' | 'wake'>;
  readonly senderLimits?: Partial<SenderLimits>;
  readonly onFurnished?: (tenant: TenantContext) => Promise<void>;
}
