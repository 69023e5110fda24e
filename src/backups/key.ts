import { createHash, scrypt } from 'node:crypto';
import { bech32 } from '@scure/base';
import { identityToRecipient } from 'age-encryption';
import { BackupKeyError } from './errors.js';

/** What backups are sealed and opened with. */
export interface BackupKey {
  /** `age1…`: seals, opens nothing. */
  readonly recipient: string;
  /** `AGE-SECRET-KEY-1…`: opens, also with the `age` tool. Never to be shown. */
  readonly identity: string;
  /** Names the key in the files that were sealed with it; nothing can be opened with it. */
  readonly fingerprint: string;
}

const identityPrefix = 'AGE-SECRET-KEY-';
const shortestPassphrase = 20;

// 64 MiB and a fraction of a second, once a start. The salt is the same for everybody: a passphrase has to be long.
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 96 * 1024 * 1024 };
const salt = 'botel backup key 1';

/**
 * The key that `BACKUP_KEY` means: an identity of age as it is, or a passphrase of at least 20 characters, from which the
 * same identity is derived each time. Rejects with `BackupKeyError`, which does not quote it.
 */
export async function readBackupKey(text: string): Promise<BackupKey> {
  const trimmed = text.trim();
  const identity = trimmed.toUpperCase().startsWith(identityPrefix)
    ? trimmed.toUpperCase()
    : await identityFromPassphrase(trimmed);
  const recipient = await recipientOf(identity);
  const fingerprint = createHash('sha256').update(`botel:${recipient}`).digest('hex').slice(0, 16);
  return { recipient, identity, fingerprint };
}

async function identityFromPassphrase(passphrase: string): Promise<string> {
  if (passphrase.length < shortestPassphrase) {
    throw new BackupKeyError(`BACKUP_KEY is too short: a passphrase needs ${shortestPassphrase} characters`);
  }
  const secret = await new Promise<Buffer>((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, cost, (error, derived) =>
      error === null ? resolve(derived) : reject(error),
    );
  });
  // How age writes its keys: longer than the 90 characters of bech32's own limit are allowed.
  return bech32.encode(identityPrefix.toLowerCase(), bech32.toWords(secret), false).toUpperCase();
}

async function recipientOf(identity: string): Promise<string> {
  try {
    return await identityToRecipient(identity);
  } catch {
    throw new BackupKeyError(
      'BACKUP_KEY looks like an age identity but is not a whole one: copy the line AGE-SECRET-KEY-1… again',
    );
  }
}
