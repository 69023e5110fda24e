import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A place of S3 on this machine, as strict as the real one about signatures, lengths and hashes. */
export interface TestS3 {
  /** `http://127.0.0.1:port/backups`. */
  readonly url: string;
  /** What lies there, by key. */
  readonly objects: ReadonlyMap<string, Buffer>;
  readonly requests: readonly string[];
  /** Answers everything with this status until it is null again. */
  failWith: number | null;
  stop(): Promise<void>;
}

export interface TestS3Keys {
  readonly keyId: string;
  readonly secret: string;
  readonly region: string;
}

const bucket = 'backups';
/** Small, so that lists come in pages. */
const pageSize = 3;
const allowedSkewMs = 15 * 60_000;

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

export async function startS3(keys: TestS3Keys): Promise<TestS3> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    answer(request, response).catch((error: unknown) => {
      const { status, code } = error instanceof Refusal ? error : new Refusal(500, String(error));
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const place: TestS3 = {
    url: `http://127.0.0.1:${port}/${bucket}`,
    objects,
    requests,
    failWith: null,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://x');
    if (place.failWith !== null) throw new Refusal(place.failWith, 'SlowDown');
    checkSignature(request, url, keys);
    const body = await bodyOf(request);
    const hash = createHash('sha256').update(body).digest('hex');
    if (request.headers['x-amz-content-sha256'] !== hash) throw new Refusal(400, 'XAmzContentSHA256Mismatch');
    const [, name, ...path] = url.pathname.split('/');
    if (name !== bucket) throw new Refusal(404, 'NoSuchBucket');
    const key = path.map(decodeURIComponent).join('/');
    if (request.method === 'PUT') objects.set(key, body);
    else if (request.method === 'DELETE') objects.delete(key);
    else if (key === '' && url.searchParams.get('list-type') === '2')
      return void response.end(listed(objects, url));
    else throw new Refusal(400, 'NotImplemented');
    response.writeHead(request.method === 'DELETE' ? 204 : 200).end();
  }
  return place;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  if (request.headers['content-length'] === undefined) throw new Refusal(411, 'MissingContentLength');
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

function listed(objects: ReadonlyMap<string, Buffer>, url: URL): string {
  const prefix = url.searchParams.get('prefix') ?? '';
  const after = url.searchParams.get('continuation-token') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, pageSize);
  const contents = page.map((key) => `<Contents><Key>${escaped(key)}</Key></Contents>`).join('');
  const next =
    keys.length > pageSize ? `<NextContinuationToken>${page.at(-1) ?? ''}</NextContinuationToken>` : '';
  return `<?xml version="1.0"?><ListBucketResult>${contents}${next}</ListBucketResult>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, step by step. */
function checkSignature(request: IncomingMessage, url: URL, keys: TestS3Keys): void {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, keyId, date = '', region = '', signed = '', signature] =
    form.exec(request.headers.authorization ?? '') ?? [];
  const at = String(request.headers['x-amz-date']);
  if (keyId !== keys.keyId) throw new Refusal(403, 'InvalidAccessKeyId');
  if (region !== keys.region) throw new Refusal(400, 'AuthorizationHeaderMalformed');
  const moment = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!at.startsWith(date) || !(Math.abs(Date.now() - moment) < allowedSkewMs))
    throw new Refusal(403, 'RequestTimeTooSkewed');
  const names = signed.split(';');
  for (const needed of ['host', 'x-amz-content-sha256', 'x-amz-date']) {
    if (!names.includes(needed)) throw new Refusal(403, 'SignatureDoesNotMatch');
  }
  const query = [...url.searchParams]
    .map(([name, value]) => `${strict(name)}=${strict(value)}`)
    .sort()
    .join('&');
  const canonical = [
    request.method,
    url.pathname
      .split('/')
      .map((part) => strict(decodeURIComponent(part)))
      .join('/'),
    query,
    ...names.map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signed,
    request.headers['x-amz-content-sha256'],
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  );
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = mac(mac(mac(mac(`AWS4${keys.secret}`, date), region), 's3'), 'aws4_request');
  if (mac(key, toSign).toString('hex') !== signature) throw new Refusal(403, 'SignatureDoesNotMatch');
}

function strict(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
