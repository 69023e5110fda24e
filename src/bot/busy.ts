import type { TenantContext } from '../commands/tenant-context.js';

/** What the chat shows while somebody waits: that an answer is being written, or a file prepared. */
export type BusyAction = 'typing' | 'upload_document';

/** People take an answer within a second for granted. */
const afterMs = 1_000;
/** Telegram takes the sign away after five seconds. */
const againMs = 4_500;

type Salon = Pick<TenantContext, 'sender' | 'log'>;

/**
 * Does `work`, and shows in the chat that it is being done once that takes over a second, again and again until it is done.
 * That the sign could not be shown is no trouble of anybody's.
 */
export async function whileBusy<T>(
  salon: Salon,
  chatId: number,
  action: BusyAction,
  work: () => Promise<T>,
): Promise<T> {
  const done = showing(salon, chatId, action);
  try {
    return await work();
  } finally {
    done();
  }
}

/** Most work is done before the first sign: until then there is nothing but a timer. */
function showing({ sender, log }: Salon, chatId: number, action: BusyAction): () => void {
  let call: AbortController | null = null;
  const sign = async (): Promise<void> => {
    const ended = new AbortController();
    call = ended;
    try {
      const options = { signal: ended.signal, retry: 'never' } as const;
      await sender.call('sendChatAction', { chat_id: chatId, action }, options);
      if (!ended.signal.aborted) timer = setTimeout(() => void sign(), againMs);
    } catch (error) {
      if (!ended.signal.aborted) log.debug({ err: error }, 'nobody was shown that the answer takes a while');
    }
  };
  let timer = setTimeout(() => void sign(), afterMs);
  return () => {
    clearTimeout(timer);
    call?.abort();
  };
}
