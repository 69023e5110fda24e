import type { Clock } from '../../src/lib/clock.js';
import type { Host, HostOverrides } from '../../src/host/host.js';
import type { Sandbox } from '../../src/sandbox/face.js';
import type { TestDatabase } from './database.js';

/** One entry of `tenants:`; what is absent is filled in so that the entry is valid. */
export interface TestTenant {
  readonly name?: string;
  /** `testToken(id)` when absent; its bot `<id>_bot` is added to the sandbox. */
  readonly token?: string;
  readonly owners?: readonly number[];
  readonly state?: 'active' | 'suspended';
  readonly template?: string;
  readonly locale?: 'ru' | 'en';
  readonly timezone?: string;
  readonly country?: string;
  readonly currency?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly database?: string;
}

export interface TestHostOptions {
  readonly tenants: Readonly<Record<string, TestTenant>>;
  readonly sandbox: Sandbox;
  /** A fresh one when absent, closed by `stop`. */
  readonly database?: TestDatabase;
  readonly clock?: Clock;
  readonly overrides?: HostOverrides;
  /** Starts the host before resolving; true when absent. */
  readonly start?: boolean;
}

export interface TestHost {
  readonly host: Host;
  readonly registryPath: string;
  readonly database: TestDatabase;
  /** Every line logged so far, as JSON text. */
  readonly logs: readonly string[];
  /** Saves the registry the way editors do (written beside, then renamed). */
  editRegistry(edit: (text: string) => string): Promise<void>;
  /** Writes the registry for these tenants instead of the current ones, adding bots to the sandbox. */
  setTenants(tenants: Readonly<Record<string, TestTenant>>): Promise<void>;
  /** The first logged line that fits, already there or still to come. */
  waitForLog(pattern: RegExp): Promise<string>;
  /** Resolves once the tenant is in the state. */
  waitForTenant(id: string, state: string): Promise<void>;
  stop(): Promise<void>;
}
