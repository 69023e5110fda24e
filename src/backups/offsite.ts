import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AwsV4Signer } from 'aws4fetch';
import { BotelError, messageOf, TransientError } from '../lib/errors.js';
import { readStoredName, type StoredBackup } from './catalogue.js';

export interface OffsiteOptions {
  /** `https://host/bucket` or `https://host/bucket/prefix`, without a slash at the end. */
  readonly url: string;
  readonly keyId: string;
  readonly secret: string;
  readonly region: string;
}

/** A copy of a backup in the other place. */
export type OffsiteBackup = Pick<StoredBackup, 'id' | 'tenant' | 'takenAt'> & { readonly key: string };

/** The other place cannot be reached or is busy: the copy is made later. */
export class OffsiteAwayError extends TransientError {
  constructor(reason: string) {
    super('offsite_away', `the place backups are copied to is away: ${reason}`);
  }
}

/** The other place does not take the copy; the message says what to change. */
export class OffsiteRefusedError extends BotelError {
  constructor(reason: string) {
    super('offsite_refused', `the place backups are copied to refuses: ${reason}`);
  }
}

const silenceMs = 30_000;
const longestAnswer = 4 * 1024 * 1024;
const emptyHash = createHash('sha256').digest('hex');

interface Call {
  readonly method: 'PUT' | 'GET' | 'DELETE';
  readonly url: URL;
  readonly sha256: string;
  /** The file that is sent, with its length. */
  readonly file?: { readonly path: string; readonly bytes: number };
  readonly signal: AbortSignal;
}

/**
 * Copies of backups in an S3-compatible place: `<prefix>/<tenant>/<file>`. Requests are signed (Signature Version 4) with
 * the hash of what they carry, and files are streamed. Every call rejects with `OffsiteAwayError`, `OffsiteRefusedError`,
 * an error of the file system, or the signal's reason.
 */
export class OffsiteStore {
  private readonly base: URL;
  private readonly bucket: string;
  private readonly prefix: string;

  constructor(private readonly options: OffsiteOptions) {
    this.base = new URL(options.url);
    const [bucket = '', ...folders] = decodeURIComponent(this.base.pathname).split('/').filter(Boolean);
    this.bucket = bucket;
    this.prefix = folders.map((name) => `${name}/`).join('');
  }

  /** Copies a file; one that is there already under this name is replaced. */
  async put(backup: StoredBackup, signal: AbortSignal): Promise<void> {
    const { sha256, bytes } = await hashOf(backup.path, signal);
    const key = `${this.prefix}${backup.tenant}/${basename(backup.path)}`;
    await this.ask({
      method: 'PUT',
      url: this.urlOf(key),
      sha256,
      file: { path: backup.path, bytes },
      signal,
    });
  }

  /** The copies of one tenant. What else lies there is left out. */
  async list(tenantId: string, signal: AbortSignal): Promise<OffsiteBackup[]> {
    const home = `${this.prefix}${tenantId}/`;
    const found: OffsiteBackup[] = [];
    for (let next: string | null = ''; next !== null;) {
      const url = this.urlOf('');
      url.searchParams.set('list-type', '2');
      url.searchParams.set('prefix', home);
      if (next !== '') url.searchParams.set('continuation-token', next);
      const page = await this.ask({ method: 'GET', url, sha256: emptyHash, signal });
      for (const key of valuesOf(page, 'Key')) {
        const name = key.startsWith(home) ? readStoredName(key.slice(home.length)) : null;
        if (name !== null) found.push({ id: name.id, takenAt: name.takenAt, tenant: tenantId, key });
      }
      next = valuesOf(page, 'NextContinuationToken')[0] ?? null;
    }
    return found;
  }

  async remove({ key }: OffsiteBackup, signal: AbortSignal): Promise<void> {
    await this.ask({ method: 'DELETE', url: this.urlOf(key), sha256: emptyHash, signal });
  }

  private urlOf(key: string): URL {
    const path = [this.bucket, ...key.split('/')].map(encodeURIComponent).join('/');
    return new URL(`/${path}`, this.base);
  }

  private async ask(call: Call): Promise<string> {
    const { options } = this;
    const signer = new AwsV4Signer({
      method: call.method,
      url: call.url.href,
      headers: { 'x-amz-content-sha256': call.sha256 },
      service: 's3',
      region: options.region,
      accessKeyId: options.keyId,
      secretAccessKey: options.secret,
    });
    const { headers } = await signer.sign();
    return send(call, Object.fromEntries(headers));
  }
}

async function hashOf(path: string, signal: AbortSignal): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function send(call: Call, headers: Record<string, string>): Promise<string> {
  const { url, method, file, signal } = call;
  const request = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, {
    method,
    headers: { ...headers, 'content-length': file?.bytes ?? 0 },
    timeout: silenceMs,
    signal,
  });
  request.on('timeout', () => request.destroy(new Error(`it says nothing for ${silenceMs / 1000} s`)));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  try {
    // A refusal may come before the whole file was sent; it says more than the connection that ends with it.
    const sent = file === undefined ? endOf(request) : pipeline(createReadStream(file.path), request);
    sent.catch(() => undefined);
    const response = await answered;
    const text = await textOf(response);
    return accepted(response.statusCode ?? 0, text);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof BotelError ? error : new OffsiteAwayError(messageOf(error));
  } finally {
    request.destroy();
  }
}

async function endOf(request: { end(): unknown }): Promise<void> {
  request.end();
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > longestAnswer) throw new Error('its answer is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function accepted(status: number, text: string): string {
  if (status >= 200 && status < 300) return text;
  const code = valuesOf(text, 'Code')[0] ?? '';
  const said = `${status}${code === '' ? '' : ` ${code}`}`;
  if (status >= 500 || status === 429 || status === 408) throw new OffsiteAwayError(said);
  const advice = status === 403 ? '; check BACKUP_S3_KEY_ID, BACKUP_S3_SECRET and BACKUP_S3_REGION' : '';
  throw new OffsiteRefusedError(`${said}${status === 404 ? '; check the bucket in BACKUP_S3_URL' : advice}`);
}

/** The texts of all elements of a name: the answers of S3 are flat enough for that. */
function valuesOf(xml: string, element: string): string[] {
  const found = xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'));
  return Array.from(found, ([, text]) =>
    (text ?? '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&amp;', '&'),
  );
}
