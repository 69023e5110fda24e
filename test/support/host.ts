import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readConfig } from '../../src/config/config.js';
import type { Environment } from '../../src/config/env.js';
import { createHost, type Host, type HostOverrides } from '../../src/host/host.js';
import type { TenantPhase, TenantStatus } from '../../src/host/tenant-status.js';
import { systemClock, type Clock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';
import type { Sandbox } from '../../src/sandbox/face.js';
import { testDatabase, type TestDatabase } from './database.js';
import { keepSecret, keepVariables, watchOutput } from './leak-watch.js';

/** One entry of `tenants:`; what is absent is filled in so that the entry is valid. */
export interface TestTenant {
  readonly name?: string;
  /** `testToken(id)` when absent; for any other one the test itself adds the bot to the sandbox. */
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

export type TestTenants = Readonly<Record<string, TestTenant>>;

export interface TestHostOptions {
  /** Each gets the bot `<id>_bot` in the sandbox, unless `addBots` is false. */
  readonly tenants: TestTenants;
  readonly sandbox: Sandbox;
  readonly addBots?: boolean;
  /** A fresh one when absent, closed by `stop`. */
  readonly database?: TestDatabase;
  readonly clock?: Clock;
  readonly overrides?: HostOverrides;
  /** Variables of the process besides the ones the test needs. */
  readonly variables?: Environment;
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
  setTenants(tenants: TestTenants): Promise<void>;
  /** The first logged line that fits, already there or still to come. */
  waitForLog(pattern: RegExp): Promise<string>;
  /** Resolves once the tenant is in the state (`gone`: the host knows it no more). */
  waitForTenant(id: string, state: TenantPhase | 'gone'): Promise<void>;
  stop(): Promise<void>;
}

/** A token that differs for every id and is as long as a real one. */
export function testToken(id: string): string {
  const digits = [...Buffer.from(id)].reduce((sum, byte) => (sum * 31 + byte) % 900_000_000, 7) + 100_000_000;
  const token = `${digits}:${`AA_${id}_`.padEnd(35, 'x').slice(0, 35)}`;
  keepSecret('token', token);
  return token;
}

/** The text of a registry with these tenants. */
export function registryText(tenants: TestTenants): string {
  const entries = Object.entries(tenants).map(([id, tenant]) => [
    id,
    { name: `Salon ${id}`, token: testToken(id), ...tenant },
  ]);
  return stringify({ tenants: Object.fromEntries(entries) as unknown });
}

/** The real host on a registry in a folder of its own, with the local Telegram and a real database. */
export async function startTestHost(options: TestHostOptions): Promise<TestHost> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-test-'));
  const registryPath = join(folder, 'tenants.yaml');
  const database = options.database ?? (await testDatabase());
  const log = watchedLog();
  let text = '';
  const save = async (next: string): Promise<void> => {
    text = next;
    await writeFile(`${registryPath}.new`, next);
    await rename(`${registryPath}.new`, registryPath);
  };
  const setTenants = async (tenants: TestTenants): Promise<void> => {
    for (const { name } of Object.values(tenants)) keepSecret('public', name);
    if (options.addBots ?? true) addBots(options.sandbox, tenants);
    await save(registryText(tenants));
  };
  keepVariables(options.variables ?? {});
  await setTenants(options.tenants);
  const host = await createHost({
    config: readConfig({
      DATABASE_URL: database.url,
      TENANTS_FILE: registryPath,
      DATA_DIR: folder,
      TELEGRAM_API_ROOT: options.sandbox.apiRoot,
      HTTP_PORT: '0',
      ...options.variables,
    }),
    log: log.logger,
    clock: options.clock ?? systemClock,
    overrides: {
      inboundLimits: { message: 100_000, press: 100_000 },
      queueLimits: { pace: { burst: 100_000, perSecond: 100_000 } },
      ...options.overrides,
    },
  });
  const stop = async (): Promise<void> => {
    await host.stop();
    if (options.database === undefined) await database.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    if (options.start ?? true) await host.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host,
    registryPath,
    database,
    logs: log.lines,
    editRegistry: (edit) => save(edit(text)),
    setTenants,
    waitForLog: (pattern) =>
      log.waitFor((lines) => lines.find((line) => pattern.test(line)), String(pattern)),
    waitForTenant: async (id, state) => {
      const isThere = (tenant: TenantStatus | undefined): boolean => (tenant?.state ?? 'gone') === state;
      await log.waitFor(
        () => isThere(host.tenants().find((tenant) => tenant.id === id)) || undefined,
        `${id} is ${state}`,
      );
    },
    stop,
  };
}

const knownTokens = new WeakMap<Sandbox, Set<string>>();

function addBots(sandbox: Sandbox, tenants: TestTenants): void {
  const known = knownTokens.get(sandbox) ?? new Set();
  knownTokens.set(sandbox, known);
  for (const [id, tenant] of Object.entries(tenants)) {
    const token = testToken(id);
    if (tenant.token !== undefined || known.has(token)) continue;
    known.add(token);
    sandbox.addBot({ token, username: `${id}_bot`, name: tenant.name ?? `Salon ${id}` });
  }
}

interface WatchedLog {
  readonly logger: ReturnType<typeof createLogger>;
  readonly lines: readonly string[];
  /** Looks again at every new line, since whatever happens in the host is logged. */
  waitFor<T>(look: (lines: readonly string[]) => T | undefined, label: string): Promise<T>;
}

const patienceMs = 20_000;

function watchedLog(): WatchedLog {
  const lines: string[] = [];
  const lookers = new Set<() => void>();
  const write = (line: string): void => {
    lines.push(line);
    watchOutput('log', line);
    // A line may be written in the middle of a step: look when the step has gone on.
    setImmediate(() => [...lookers].forEach((look) => look()));
  };
  return {
    logger: createLogger({ level: 'debug', pretty: false, destination: { write } }),
    lines,
    waitFor: (look, label) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          clearTimeout(timer);
          lookers.delete(attempt);
        };
        const attempt = (): void => {
          const found = look(lines);
          if (found === undefined) return;
          end();
          resolve(found);
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`waited in vain for ${label}; logged:\n${lines.slice(-30).join('')}`));
        }, patienceMs);
        lookers.add(attempt);
        attempt();
      }),
  };
}
