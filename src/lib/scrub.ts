import { types } from 'node:util';

/** What stands in a log or an error report instead of something that must not be there. */
export const hidden = '[hidden]';

const botToken = /\d{6,12}(?::|%3A)[A-Za-z0-9_-]{30,}/gi;
const urlPassword = /(\w:\/\/[^\s:/@]*):[^\s@/]+@/g;
const internationalPhone = /\+[1-9](?:[\s().\u2010-\u2015-]{0,3}\d){7,14}(?!\d)/g;
const russianPhone = /(?<![\d+])[78][\s(-]{0,2}9\d{2}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)/g;

/** The text without bot tokens: safe to run over JSON, for a token is never a bare JSON value. */
export function scrubTokens(text: string): string {
  return text.replace(botToken, '[token]');
}

/** The text without bot tokens, passwords in URLs and phone numbers. */
export function scrub(text: string): string {
  return scrubTokens(text)
    .replace(urlPassword, '$1:***@')
    .replace(internationalPhone, '[phone]')
    .replace(russianPhone, '[phone]');
}

const secretKey = /token$|^(secret|password|authorization|cookie|dsn|api_?key)|_?secret$|password$/i;
const personalKey =
  /^(phone|phone_?number|name|first_?name|last_?name|full_?name|user_?name|contact|contact_?\w+|vcard|text|caption|comment|address)$/i;

const maxDepth = 6;
const maxEntries = 100;

/**
 * A copy of any value that may be logged or reported: what stands under a secret or personal key is replaced, every
 * string is scrubbed, errors become plain objects with their causes, depth and breadth are bounded.
 */
export function scrubValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '[…]';
  // Also errors of another realm, such as a vm context.
  if (value instanceof Error || types.isNativeError(value)) return scrubError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((item) => scrubValue(item, depth + 1));
  return scrubEntries(value, depth);
}

function scrubEntries(value: object, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value).slice(0, maxEntries)) {
    copy[key] = isHidden(key, item) ? hidden : scrubValue(item, depth + 1);
  }
  return copy;
}

function isHidden(key: string, value: unknown): boolean {
  if (value === null || value === undefined) return false;
  return secretKey.test(key) || personalKey.test(key);
}

function scrubError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause, ...rest } = error as Error & { cause?: unknown };
  return {
    type: name,
    message: scrub(message),
    ...(stack === undefined ? {} : { stack: scrub(stack) }),
    ...scrubEntries(rest, depth),
    ...(error instanceof AggregateError
      ? { errors: error.errors.slice(0, 5).map((e) => scrubValue(e, depth + 1)) }
      : {}),
    ...(cause === undefined ? {} : { cause: scrubValue(cause, depth + 1) }),
  };
}
