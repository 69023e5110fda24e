import { z } from 'zod';
import { parseRetention, usualRetention, type BackupRetention } from '../domain/backup-retention.js';
import type { Environment } from './env.js';

export interface BackupConfig {
  readonly keep: BackupRetention;
  /** An S3-compatible place that gets a copy of every backup; null: none. */
  readonly offsite: OffsiteConfig | null;
}

export interface OffsiteConfig {
  /** `https://host/bucket` or `https://host/bucket/prefix`, without a slash at the end. */
  readonly url: string;
  readonly keyId: string;
  readonly region: string;
}

const s3Url = z
  .url({ protocol: /^https?$/, error: 'must be a URL such as https://s3.example.com/bucket/prefix' })
  .transform((url) => url.replace(/\/+$/, ''))
  .refine(
    (url) => !URL.canParse(url) || new URL(url).pathname.length > 1,
    'must name the bucket: https://host/bucket',
  )
  .refine(isPrivate, 'must start with https:// (http:// is for this machine only)')
  .refine((url) => !/[?#]|:\/\/[^/]*@/.test(url), 'must be an address and a path, without password, ? and #');

const retention = z.string().transform((text, context) => {
  const parsed = parseRetention(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'must say how many days, weeks and months, such as 7d 4w 6m' });
  return z.NEVER;
});

/** The variables on backups that are no secrets. */
export const backupVariables = {
  BACKUP_KEEP: retention.optional(),
  BACKUP_KEEP_DAYS: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a number of days')
    .transform(Number)
    .optional(),
  BACKUP_S3_URL: s3Url.optional(),
  BACKUP_S3_KEY_ID: z.string().optional(),
  BACKUP_S3_REGION: z.string().default('us-east-1'),
};

interface BackupValues {
  readonly BACKUP_KEEP?: Omit<BackupRetention, 'days'> | undefined;
  readonly BACKUP_KEEP_DAYS?: number | undefined;
  readonly BACKUP_S3_URL?: string | undefined;
  readonly BACKUP_S3_KEY_ID?: string | undefined;
  readonly BACKUP_S3_REGION: string;
}

export function retentionOf(value: BackupValues): BackupRetention {
  return { ...usualRetention, ...value.BACKUP_KEEP, days: value.BACKUP_KEEP_DAYS ?? usualRetention.days };
}

export function offsiteOf(value: BackupValues): OffsiteConfig | null {
  const { BACKUP_S3_URL: url, BACKUP_S3_KEY_ID: keyId, BACKUP_S3_REGION: region } = value;
  return url === undefined || keyId === undefined ? null : { url, keyId, region };
}

/** What is missing for copies to another place. People's data never leave the machine unencrypted. */
export function offsiteProblems(environment: Environment): string[] {
  if (environment.BACKUP_S3_URL === undefined) return [];
  const missing = ['BACKUP_S3_KEY_ID', 'BACKUP_S3_SECRET'].filter((name) => environment[name] === undefined);
  const problems = missing.map((name) => `${name} is needed for BACKUP_S3_URL`);
  if (environment.BACKUP_KEY === undefined) {
    problems.push(
      'BACKUP_KEY is needed for BACKUP_S3_URL: backups hold personal data and leave this machine encrypted only',
    );
  }
  return problems;
}

const shortestPassphrase = 20;
const identityForm = /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/i;

/** What is wrong with the form of `BACKUP_KEY`, without quoting it; null when nothing is. */
export function backupKeyProblem(key: string): string | null {
  const text = key.trim();
  if (/^AGE-SECRET-KEY-/i.test(text)) {
    return identityForm.test(text)
      ? null
      : 'BACKUP_KEY is not a whole age identity (AGE-SECRET-KEY-1…, 74 characters)';
  }
  if (text.length >= shortestPassphrase) return null;
  return `BACKUP_KEY must be an age identity (AGE-SECRET-KEY-1…) or a passphrase of at least ${shortestPassphrase} characters`;
}

function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
