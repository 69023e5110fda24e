import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.js';
import { isRecord } from './parameter-check.js';

/** The JSON object a page has sent, read field by field. */
export interface PageBody {
  text(name: string): string;
  number(name: string, fallback?: number): number;
  flag(name: string): boolean;
}

/** JSON only: a form of a foreign page cannot send that without being asked first. */
export function readPageBody(request: IncomingMessage, bytes: Buffer): PageBody {
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) {
    throw new ApiError(415, 'JSON is expected');
  }
  const fields = parse(bytes);
  return {
    text: (name) => {
      const value = fields[name];
      if (typeof value !== 'string') throw new ApiError(400, `"${name}" must be a text`);
      return value;
    },
    number: (name, fallback) => {
      const value = fields[name] ?? fallback;
      if (typeof value !== 'number') throw new ApiError(400, `"${name}" must be a number`);
      return value;
    },
    flag: (name) => fields[name] === true,
  };
}

function parse(bytes: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ApiError(400, 'the body is not JSON');
  }
  if (!isRecord(value)) throw new ApiError(400, 'an object is expected');
  return value;
}
