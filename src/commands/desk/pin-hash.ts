import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/*
 * `scrypt$<log2 N>$<r>$<p>$<salt>$<key>`, the last two in base64url. N = 2^15, r = 8, p = 3 is one of the choices of
 * the OWASP Password Storage Cheat Sheet; the numbers stand in each hash, so that they may grow. A PIN has few digits
 * whatever its hash: the growing lock keeps guessers off the door, the hash keeps readers of a backup busy.
 */
const cost = { logN: 15, r: 8, p: 3 } as const;
const keyBytes = 32;

/** Hashes a PIN with a salt of its own, off the event loop. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(pin, salt, cost);
  const { logN, r, p } = cost;
  return ['scrypt', logN, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether a PIN is the one that was hashed; compares in constant time. False for a hash of another form. */
export async function isPin(pin: string, hash: string): Promise<boolean> {
  const parts = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(hash);
  if (parts === null) return false;
  const [logN = 0, r = 0, p = 0] = parts.slice(1, 4).map(Number);
  const key = Buffer.from(parts[5] ?? '', 'base64url');
  const tried = await derive(pin, Buffer.from(parts[4] ?? '', 'base64url'), { logN, r, p });
  return key.length === tried.length && timingSafeEqual(key, tried);
}

function derive(
  pin: string,
  salt: Buffer,
  { logN, r, p }: { readonly logN: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r };
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, keyBytes, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
