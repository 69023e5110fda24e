import { join } from 'node:path';
import { z } from 'zod';
import { BotelError } from '../lib/errors.js';
import { logLevels, type LogLevel } from '../lib/logger.js';
import type { Environment } from './env.js';
import { readRelease } from './release.js';
import { readSecrets, type HostSecrets } from './secrets.js';

/** How fast bots that Telegram's server has not seen lately may present themselves. */
export interface NewTokenPace {
  readonly perMinute: number;
  readonly perHour: number;
}

/** What one process needs to know. Everything but `secrets` may be shown. */
export interface HostConfig {
  readonly release: string;
  readonly tenantsFile: string;
  readonly dataDir: string;
  readonly backupDir: string;
  readonly telegram: {
    /** Without a slash at the end. */
    readonly apiRoot: string;
    /** Null: as fast as they start. */
    readonly newTokenPace: NewTokenPace | null;
  };
  readonly http: { readonly host: string; readonly port: number };
  readonly log: { readonly level: LogLevel; readonly file: string | null };
  readonly secrets: HostSecrets;
}

/** The environment does not describe a process that could run; `problems` has a line for each variable at fault. */
export class ConfigError extends BotelError {
  constructor(readonly problems: readonly string[]) {
    super('config_invalid', problems.join('\n'));
  }
}

// The open-source Bot API server slows down an address that presents more new tokens than this.
const telegramPace: NewTokenPace = { perMinute: 20, perHour: 600 };

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be a URL that starts with https:// or http://' })
  .transform((url) => url.replace(/\/+$/, ''));

const variables = z.object({
  TENANTS_FILE: z.string().default('./tenants.yaml'),
  DATA_DIR: z.string().default('./data'),
  BACKUP_DIR: z.string().optional(),
  TELEGRAM_API_ROOT: httpUrl.default('https://api.telegram.org'),
  HTTP_HOST: z.string().default('127.0.0.1'),
  HTTP_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535 (0: any free port)')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number from 0 to 65535 (0: any free port)')
    .default(8080),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
  LOG_FILE: z.string().optional(),
});

/** Turns variables into the configuration. Throws `ConfigError` with all problems; no value of a secret is in it. */
export function readConfig(environment: Environment): HostConfig {
  const parsed = variables.safeParse(environment);
  const secrets = readSecrets(environment);
  const problems = [
    ...(parsed.success ? [] : describe(parsed.error)),
    ...(secrets.ok ? [] : secrets.problems),
  ];
  if (!parsed.success || !secrets.ok) throw new ConfigError(problems);
  const value = parsed.data;
  return {
    release: readRelease(),
    tenantsFile: value.TENANTS_FILE,
    dataDir: value.DATA_DIR,
    backupDir: value.BACKUP_DIR ?? join(value.DATA_DIR, 'backups'),
    telegram: { apiRoot: value.TELEGRAM_API_ROOT, newTokenPace: paceFor(value.TELEGRAM_API_ROOT) },
    http: { host: value.HTTP_HOST, port: value.HTTP_PORT },
    log: { level: value.LOG_LEVEL, file: value.LOG_FILE ?? null },
    secrets: secrets.secrets,
  };
}

function paceFor(apiRoot: string): NewTokenPace | null {
  return new URL(apiRoot).hostname === 'api.telegram.org' ? telegramPace : null;
}

function describe(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
}
