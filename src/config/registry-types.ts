import type { TenantSettings } from '../domain/settings.js';
import { scrubTokens } from '../lib/scrub.js';

/** Who exists, as `tenants.yaml` says. */
export interface Registry {
  readonly platform: PlatformConfig;
  readonly tenants: ReadonlyMap<string, TenantConfig>;
  /** True when a token stands in the file itself instead of in a variable. */
  readonly holdsTokens: boolean;
}

export interface PlatformConfig {
  /** Telegram ids of those who run this host. */
  readonly operators: readonly number[];
  readonly concierge: { readonly token: string } | null;
  readonly sales: { readonly token: string } | null;
}

export interface TenantConfig {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly owners: readonly number[];
  readonly state: 'active' | 'suspended';
  /** Name of the blueprint an empty tenant is furnished with. */
  readonly template: string | null;
  readonly settings: TenantSettings;
  readonly locale: 'ru' | 'en';
  readonly timezone: string;
  readonly country: string;
  readonly currency: string;
  /** Name of a database URL. */
  readonly database: string;
}

/** One thing that is wrong with the registry, with what to do about it. No token is ever in it. */
export class RegistryProblem {
  constructor(
    readonly file: string,
    /** Null when the file as a whole is at fault. */
    readonly line: number | null,
    /** Path of the field such as `tenants.anna.timezone`; empty when the file as a whole is at fault. */
    readonly field: string,
    readonly message: string,
  ) {}

  toString(): string {
    const place = this.line === null ? this.file : `${this.file}:${this.line}`;
    return scrubTokens(`${place}${this.field === '' ? '' : ` ${this.field}`}: ${this.message}`);
  }
}

export type RegistryReading =
  | { readonly ok: true; readonly registry: Registry }
  | { readonly ok: false; readonly problems: readonly RegistryProblem[] };
