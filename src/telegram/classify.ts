import {
  ChatUnreachableError,
  TelegramRejectedError,
  TelegramUnavailableError,
  TokenRejectedError,
  type RefusalParameters,
} from './errors.js';
import type { Reply } from './reply.js';

/** What an answer of the Bot API means to the one who asked. */
export type Verdict =
  | { readonly kind: 'done'; readonly result: unknown }
  /** Settled although Telegram said no: the wish was fulfilled already or is past. */
  | { readonly kind: 'moot'; readonly description: string }
  /** Too many requests: nothing was done; ask again after this long. */
  | { readonly kind: 'flood'; readonly waitMs: number }
  | { readonly kind: 'unreachable'; readonly error: ChatUnreachableError }
  | { readonly kind: 'token'; readonly error: TokenRejectedError }
  | { readonly kind: 'rejected'; readonly error: TelegramRejectedError }
  | { readonly kind: 'unavailable'; readonly error: TelegramUnavailableError };

export type ChatId = number | string;

type Refusal = Extract<Reply, { ok: false }>;

// A 429 that does not say how long is not one of Telegram's own; a day is the longest that was ever seen.
const FLOOD_WITHOUT_TIME_S = 5;
const LONGEST_FLOOD_S = 86_400;

const noSuchChat = /chat not found|user is deactivated|peer_id_invalid/i;
const notModified = /message is not modified/i;
const tooOld = /query is too old|query_id_invalid/i;

export function classify(method: string, chatId: ChatId | null, reply: Reply): Verdict {
  if (reply.ok) return { kind: 'done', result: reply.result };
  const { errorCode, description, parameters } = reply;
  if (errorCode === 429) return { kind: 'flood', waitMs: floodMs(parameters) };
  if (isTokenRefusal(reply))
    return { kind: 'token', error: new TokenRejectedError(method, reply.errorCode, description) };
  if (errorCode >= 500 || errorCode < 400) {
    const reason = `${errorCode} ${description}`;
    return { kind: 'unavailable', error: new TelegramUnavailableError(method, reason, 'unknown') };
  }
  if (isMoot(method, reply)) return { kind: 'moot', description };
  if (chatId !== null && (errorCode === 403 || (errorCode === 400 && noSuchChat.test(description)))) {
    return { kind: 'unreachable', error: new ChatUnreachableError(method, chatId, errorCode, description) };
  }
  return { kind: 'rejected', error: new TelegramRejectedError(method, errorCode, description, parameters) };
}

// 404 is also the answer to a method that this server does not have, which is no fault of the token.
function isTokenRefusal(reply: Refusal): reply is Refusal & { errorCode: 401 | 404 } {
  return reply.errorCode === 401 || (reply.errorCode === 404 && !/method/i.test(reply.description));
}

function isMoot(method: string, { errorCode, description }: Refusal): boolean {
  if (errorCode !== 400) return false;
  if (method.startsWith('edit')) return notModified.test(description);
  return method === 'answerCallbackQuery' && tooOld.test(description);
}

function floodMs({ retry_after: seconds = FLOOD_WITHOUT_TIME_S }: RefusalParameters): number {
  return Math.min(Math.max(seconds, 1), LONGEST_FLOOD_S) * 1000;
}
