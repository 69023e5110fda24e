import { backupKeyProblem } from './backup-config.js';
import type { Environment } from './env.js';

/** What must never be shown: not in a log, not in an error, not in a report. */
export interface HostSecrets {
  /** URLs by the name tenants use in `database:`. Without `default` the host runs a server of its own. */
  readonly databaseUrls: ReadonlyMap<string, string>;
  /** Null: BullMQ runs on PostgreSQL, sessions are kept there, limits in memory. */
  readonly redisUrl: string | null;
  readonly sentryDsn: string | null;
  /** An identity of age or a passphrase; null: backups are not encrypted. */
  readonly backupKey: string | null;
  /** For the place backups are copied to; null when there is none. */
  readonly offsiteSecret: string | null;
  /** Where `${VARIABLE}` in the registry is looked up. */
  readonly registryVariables: Environment;
}

export type SecretsReading =
  | { readonly ok: true; readonly secrets: HostSecrets }
  | { readonly ok: false; readonly problems: readonly string[] };

const prefix = 'DATABASE_URL';

/** Takes the secrets out of the environment. The problems name variables, never their values. */
export function readSecrets(environment: Environment): SecretsReading {
  const problems: string[] = [];
  const databaseUrls = new Map<string, string>();
  for (const [variable, url] of Object.entries(environment)) {
    const name = databaseNameOf(variable);
    if (name === null || url === undefined) continue;
    databaseUrls.set(name, url);
    if (!isUrl(url, ['postgres:', 'postgresql:'])) {
      problems.push(`${variable} must be a URL such as postgres://user:password@host:5432/database`);
    }
  }
  const redisUrl = environment.REDIS_URL ?? null;
  if (redisUrl !== null && !isUrl(redisUrl, ['redis:', 'rediss:'])) {
    problems.push('REDIS_URL must be a URL such as redis://:password@host:6379/0');
  }
  const sentryDsn = environment.SENTRY_DSN ?? null;
  if (sentryDsn !== null && !isUrl(sentryDsn, ['https:', 'http:'])) {
    problems.push('SENTRY_DSN must be the URL that Sentry shows under "Client keys"');
  }
  const backupKey = environment.BACKUP_KEY ?? null;
  const keyProblem = backupKey === null ? null : backupKeyProblem(backupKey);
  if (keyProblem !== null) problems.push(keyProblem);
  const offsiteSecret = environment.BACKUP_S3_SECRET ?? null;
  const secrets = {
    databaseUrls,
    redisUrl,
    sentryDsn,
    backupKey,
    offsiteSecret,
    registryVariables: environment,
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, secrets };
}

/** The variable that holds the URL of the database a tenant calls `name`. */
export function databaseVariable(name: string): string {
  return name === 'default' ? prefix : `${prefix}_${name.toUpperCase()}`;
}

function databaseNameOf(variable: string): string | null {
  if (variable === prefix) return 'default';
  return variable.startsWith(`${prefix}_`) ? variable.slice(prefix.length + 1).toLowerCase() : null;
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  try {
    return protocols.includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
