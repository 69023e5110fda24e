import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.js';
import type { SalonProfile, TenantSettings } from '../domain/settings.js';
import type { TenantDb } from '../db/tenant-db.js';
import type { BotFiles } from '../telegram/files.js';
import type { Workshop } from '../reports/workshop.js';
import type { Sender } from '../telegram/sender.js';
import type { RateLimits } from './rate-limits.js';
import type { SessionStore } from './session-store.js';

/** Everything one tenant's code may touch. Built by the host, one per running tenant; nothing in it reaches another tenant. */
export interface TenantContext {
  readonly id: string;
  readonly name: string;
  /** IANA zone of the salon. */
  readonly zone: string;
  readonly locale: 'ru' | 'en';
  /** ISO 3166 alpha-2, the country of phone numbers typed without a prefix. */
  readonly country: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Telegram ids of the owners named in the registry. */
  readonly owners: readonly number[];
  /** Zone, language and currency as the registry says them; `zone`, `locale` and `currency` are what holds now. */
  readonly starting: SalonProfile;
  /** Starting values from the registry; what the owner changed later is read from the tenant's database. */
  readonly settings: TenantSettings;
  readonly db: TenantDb;
  readonly sender: Sender;
  readonly files: BotFiles;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: RateLimits;
  readonly sessions: SessionStore;
  /**
   * A secret of this tenant for one purpose, in base64url: derived from its bot's token, stored nowhere, the same in every
   * process, and another one with another token.
   */
  secret(purpose: string): string;
  /** Makes charts and files in other threads; shared by all tenants. */
  readonly workshop: Workshop;
  /**
   * Says that something of this tenant may be due now; to be called after the commit. Returns at once and never fails:
   * what it says is written in rows already, so it only makes them go out sooner.
   */
  wake(): void;
  /**
   * Says that another zone, language, currency or text is stored; to be called after the commit. Resolves when every turn and
   * every job that begins from now on has them. Never rejects.
   */
  profileChanged(): Promise<void>;
}

/** The Telegram update a write answers. A command given the same update twice changes nothing the second time. */
export interface Cause {
  readonly updateId: number;
}
