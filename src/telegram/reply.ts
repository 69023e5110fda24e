import type { IncomingHttpHeaders } from 'node:http';
import type { RefusalParameters } from './errors.js';

/** What the Bot API answered. */
export type Reply =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      readonly errorCode: number;
      readonly description: string;
      readonly parameters: RefusalParameters;
    };

interface HttpAnswer {
  readonly statusCode?: number | undefined;
  readonly headers: IncomingHttpHeaders;
}

const MAX_DESCRIPTION = 500;

/**
 * The Bot API's answer in an HTTP answer, or in words why there is none. Only the Bot API's own JSON is believed: a
 * proxy's page with status 401 or 404 says nothing about the token, and may hold it.
 */
export function readReply(
  { statusCode = 0, headers }: HttpAnswer,
  body: string,
  hideToken: (text: string) => string,
): Reply | string {
  const answer = parseObject(body);
  if (answer?.['ok'] === true && 'result' in answer) return { ok: true, result: answer['result'] };
  if (answer?.['ok'] === false) {
    const code = answer['error_code'];
    const description = answer['description'];
    return {
      ok: false,
      errorCode: typeof code === 'number' && Number.isInteger(code) ? code : statusCode,
      description:
        typeof description === 'string' ? hideToken(description).slice(0, MAX_DESCRIPTION) : 'no description',
      parameters: parametersOf(answer['parameters']),
    };
  }
  return withoutJson(statusCode, headers);
}

// Two answers are given by the web server before the Bot API and mean what they say.
function withoutJson(status: number, headers: IncomingHttpHeaders): Reply | string {
  if (status === 413)
    return { ok: false, errorCode: 413, description: 'Request Entity Too Large', parameters: {} };
  if (status === 429) {
    const seconds = Number(headers['retry-after']);
    return {
      ok: false,
      errorCode: 429,
      description: 'Too Many Requests',
      parameters: parametersOf({ retry_after: seconds }),
    };
  }
  return `HTTP ${status} that is not an answer of the Bot API`;
}

function parseObject(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function parametersOf(value: unknown): RefusalParameters {
  if (typeof value !== 'object' || value === null) return {};
  const retryAfter = 'retry_after' in value ? Number(value.retry_after) : NaN;
  const migrateTo = 'migrate_to_chat_id' in value ? Number(value.migrate_to_chat_id) : NaN;
  return {
    ...(Number.isFinite(retryAfter) && retryAfter >= 0 ? { retry_after: retryAfter } : {}),
    ...(Number.isSafeInteger(migrateTo) ? { migrate_to_chat_id: migrateTo } : {}),
  };
}
