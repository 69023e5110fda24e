import { join } from 'node:path';
import { z } from 'zod';
import { BotelError } from '../lib/errors.js';
import { logLevels, type LogLevel } from '../lib/logger.js';
import {
  backupVariables,
  offsiteOf,
  offsiteProblems,
  retentionOf,
  type BackupConfig,
} from './backup-config.js';
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
  readonly backups: BackupConfig;
  readonly telegram: {
    /** Without a slash at the end. */
    readonly apiRoot: string;
    /** Null: as fast as they start. */
    readonly newTokenPace: NewTokenPace | null;
  };
  readonly http: { readonly host: string; readonly port: number };
  /** Where Telegram reaches this process, without a slash at the end; null: bots poll. */
  readonly publicUrl: string | null;
  readonly log: { readonly level: LogLevel; readonly file: string | null };
  readonly secrets: HostSecrets;
}

/** The environment does not describe a process that could run; `problems` has a line for each variable at fault. */
export class ConfigError extends BotelError {
  constructor(readonly problems: readonly string[]) {
    super('config_invalid', problems.join('\n'));
  }
}

const telegramHost = 'api.telegram.org';

// The open-source Bot API server slows down an address that presents more new tokens than this.
const telegramPace: NewTokenPace = { perMinute: 20, perHour: 600 };

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be a URL that starts with https:// or http://' })
  .transform((url) => url.replace(/\/+$/, ''));

/** Only these: https://core.telegram.org/bots/webhooks */
const telegramPorts = new Set(['', '443', '80', '88', '8443']);
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const publicUrl = httpUrl.superRefine((url, context) => {
  // The message of a bad URL was given already.
  if (!URL.canParse(url)) return;
  const { protocol, hostname, username, password } = new URL(url);
  const refuse = (message: string): void => context.addIssue({ code: 'custom', message });
  if (protocol === 'http:' && !loopback.test(hostname))
    refuse('must start with https:// (http:// is for this machine only)');
  if (`${username}${password}` !== '' || /[?#]/.test(url))
    refuse('must be an address and a path, without password, ? and #');
});

const variables = z.object({
  TENANTS_FILE: z.string().default('./tenants.yaml'),
  DATA_DIR: z.string().default('./data'),
  BACKUP_DIR: z.string().optional(),
  ...backupVariables,
  TELEGRAM_API_ROOT: httpUrl.default('https://api.telegram.org'),
  PUBLIC_URL: publicUrl.optional(),
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
    ...(parsed.success ? portProblems(parsed.data) : []),
    ...offsiteProblems(environment),
  ];
  if (!parsed.success || !secrets.ok || problems.length > 0) throw new ConfigError(problems);
  const value = parsed.data;
  return {
    release: readRelease(),
    tenantsFile: value.TENANTS_FILE,
    dataDir: value.DATA_DIR,
    backupDir: value.BACKUP_DIR ?? join(value.DATA_DIR, 'backups'),
    backups: { keep: retentionOf(value), offsite: offsiteOf(value) },
    telegram: { apiRoot: value.TELEGRAM_API_ROOT, newTokenPace: paceFor(value.TELEGRAM_API_ROOT) },
    http: { host: value.HTTP_HOST, port: value.HTTP_PORT },
    publicUrl: value.PUBLIC_URL ?? null,
    log: { level: value.LOG_LEVEL, file: value.LOG_FILE ?? null },
    secrets: secrets.secrets,
  };
}

function paceFor(apiRoot: string): NewTokenPace | null {
  return new URL(apiRoot).hostname === telegramHost ? telegramPace : null;
}

function portProblems({ PUBLIC_URL: url, TELEGRAM_API_ROOT: root }: z.infer<typeof variables>): string[] {
  if (url === undefined || new URL(root).hostname !== telegramHost) return [];
  const { port, protocol } = new URL(url);
  return protocol === 'https:' && telegramPorts.has(port)
    ? []
    : ['PUBLIC_URL must be https on port 443, 80, 88 or 8443: Telegram delivers to no other'];
}

function describe(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
}
