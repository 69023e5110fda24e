export interface Part {
  readonly name: string;
  /** Null for an ordinary field. */
  readonly fileName: string | null;
  readonly contentType: string;
  readonly content: Buffer;
}

/** The parts of a multipart/form-data body, or null when it is malformed. Contents are views of `body`. */
export function parseMultipart(body: Buffer, boundary: string): Part[] | null {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const opening = delimiter.subarray(2);
  let position = body.indexOf(opening);
  if (position === -1) return null;
  position += opening.length;
  const parts: Part[] = [];
  for (;;) {
    if (body.toString('latin1', position, position + 2) === '--') return parts;
    const lineEnd = body.indexOf('\r\n', position);
    if (lineEnd === -1) return null;
    const next = body.indexOf(delimiter, lineEnd);
    if (next === -1) return null;
    const part = parsePart(body.subarray(lineEnd + 2, next));
    if (part === null) return null;
    parts.push(part);
    position = next + delimiter.length;
  }
}

function parsePart(bytes: Buffer): Part | null {
  const headerEnd = bytes.indexOf('\r\n\r\n');
  if (headerEnd === -1) return null;
  const headers = bytes.toString('utf8', 0, headerEnd);
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(headers)?.[1];
  const name = disposition === undefined ? null : quoted(disposition, 'name');
  if (disposition === undefined || name === null) return null;
  return {
    name,
    fileName: quoted(disposition, 'filename'),
    contentType: /^content-type:\s*([^\r\n;]+)/im.exec(headers)?.[1]?.trim() ?? 'application/octet-stream',
    content: bytes.subarray(headerEnd + 4),
  };
}

function quoted(disposition: string, key: string): string | null {
  const match = new RegExp(`(?:^|[;\\s])${key}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(disposition);
  return match?.[1] ?? match?.[2] ?? null;
}
