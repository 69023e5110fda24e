import type { ChatId } from './classify.js';
import { costOf } from './pacing.js';
import type { Waiting } from './send-queue.js';
import type { SendOptions } from './sender.js';

interface Settling {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** A call to Telegram that waits for its turn, or is under way. */
export interface QueuedCall extends Waiting, Settling {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly chat: ChatId | null;
  readonly options: SendOptions;
  failures: number;
  floods: number;
}

export function queuedCall(
  method: string,
  payload: Readonly<Record<string, unknown>>,
  options: SendOptions,
  settling: Settling,
): QueuedCall {
  return {
    method,
    payload,
    chat: chatOf(payload),
    options,
    priority: options.priority ?? 'reply',
    cost: costOf(method, payload),
    failures: 0,
    floods: 0,
    ...settling,
  };
}

function chatOf(payload: Readonly<Record<string, unknown>>): ChatId | null {
  const chat = payload['chat_id'];
  return typeof chat === 'number' || typeof chat === 'string' ? chat : null;
}

/** Calls back when the caller's signal asks to stop before the call is settled. */
export function onAbort(call: QueuedCall, abort: () => void): void {
  const { signal } = call.options;
  if (signal === undefined) return;
  signal.addEventListener('abort', abort, { once: true });
  const { resolve, reject } = call;
  call.resolve = (result) => {
    signal.removeEventListener('abort', abort);
    resolve(result);
  };
  call.reject = (error) => {
    signal.removeEventListener('abort', abort);
    reject(error);
  };
}
