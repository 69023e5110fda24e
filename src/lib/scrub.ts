import { types } from 'node:util';
import { scrubPhones } from './scrub-phones.js';

/** What stands in a log or an error report instead of something that must not be there. */
export const hidden = '[hidden]';

const botToken = /\d{6,12}(?::|%3A)[A-Za-z0-9_-]{30,}/gi;
/** Up to the last `@` before the path: a password may hold one itself. */
const urlPassword = /(\w:\/\/[^\s:/@]*):[^\s/]+@/g;
const ageKey = /AGE-SECRET-KEY-1[0-9A-Z]{40,}/gi;
/** PostgreSQL and JSON.parse quote what they were given: a name, a text, an answer. */
const postgresInput =
  /((?:invalid input (?:syntax|value) for (?:type|enum) [\w ."]{1,80}|malformed \w+ literal|value out of range): )"[^\n]*"/g;
const postgresNumber = /\b(value )"[^"\n]*"( is out of range)/g;
const jsonInput = /(Unexpected token [^]{1,8}, )[^]{0,100}( is not valid JSON)/g;
/** What makes a terminal do things; line breaks and tabs stand in stacks. */
const terminalControl = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** The text without bot tokens and keys of backups: safe to run over JSON, for neither is ever a bare JSON value. */
export function scrubTokens(text: string): string {
  return text.replace(botToken, '[token]').replace(ageKey, '[key]');
}

/** The text without tokens, keys, passwords in URLs, phone numbers and what other programs quote of their input. */
export function scrub(text: string): string {
  return scrubPhones(scrubTokens(text).replace(urlPassword, '$1:***@'))
    .replace(postgresInput, `$1${hidden}`)
    .replace(postgresNumber, `$1${hidden}$2`)
    .replace(jsonInput, `$1${hidden}$2`)
    .replace(terminalControl, '\uFFFD');
}

const secretKey =
  /token$|^(secret|password|passphrase|authorization|cookie|dsn|pin|otp|api_?key|(?:backup|private|access)_?key)|_?secret$|password$|_secret_/i;
/** Also as columns and fields are written: `contact_name`, `clientName`, `phone_number`. */
const personalKey =
  /^(\w{0,30}phone|phone_?numbers?|names?|title|\w{1,40}_name|(?:first|last|full|user|file|sender|client|staff|actor|admin|author)name|contact|contact_?\w+|vcard|text|caption|body|comments?|notes?|reply|question|answer|search|email|address|shipping_address|location|latitude|longitude|birth\w{0,10}|blacklist_?reason|cancel_?reason)$/i;

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
