import { pause } from '../lib/retry.js';
import type { TenantContext } from '../commands/tenant-context.js';

/** What the chat shows while somebody waits: that an answer is being written, or a file prepared. */
export type BusyAction = 'typing' | 'upload_document';

/** People take an answer within a second for granted. */
const afterMs = 1_000;
/** Telegram takes the sign away after five seconds. */
const againMs = 4_500;

/**
 * Does `work`, and shows in the chat that it is being done once that takes over a second, again and again until it is done.
 * That the sign could not be shown is no trouble of anybody's.
 */
export async function whileBusy<T>(
  { sender, log }: Pick<TenantContext, 'sender' | 'log'>,
  chatId: number,
  action: BusyAction,
  work: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const sign = async (): Promise<void> => {
    let waitMs = afterMs;
    while (await pause(waitMs, done.signal)) {
      const options = { signal: done.signal, retry: 'never' } as const;
      await sender.call('sendChatAction', { chat_id: chatId, action }, options);
      waitMs = againMs;
    }
  };
  sign().catch((error: unknown) => {
    if (!done.signal.aborted) log.debug({ err: error }, 'nobody was shown that the answer takes a while');
  });
  try {
    return await work();
  } finally {
    done.abort();
  }
}
