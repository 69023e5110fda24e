import type { Update } from 'telegraf/types';

export type CallBotApi = (method: string, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>;

export interface PlainBot {
  readonly call: CallBotApi;
  /** Every update received so far, oldest first. */
  readonly updates: readonly Update[];
  stop(): Promise<void>;
}

interface BotSetup {
  readonly apiRoot: string;
  readonly token: string;
  readonly onUpdate: (update: Update, call: CallBotApi) => Promise<void>;
}

/** A bot with nothing but fetch and long polling: a second opinion on what the Bot API server says. */
export function startPlainBot({ apiRoot, token, onUpdate }: BotSetup): PlainBot {
  const stopping = new AbortController();
  const call = caller(`${apiRoot}/bot${token}`, stopping.signal);
  const updates: Update[] = [];
  const running: Promise<void>[] = [];

  const poll = async (): Promise<void> => {
    let offset = 0;
    while (!stopping.signal.aborted) {
      const batch = (await call('getUpdates', { offset, timeout: 20 })) as Update[];
      for (const update of batch) {
        offset = update.update_id + 1;
        updates.push(update);
        running.push(onUpdate(update, call));
      }
    }
  };
  const polling = poll().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return {
    call,
    updates,
    stop: async () => {
      await Promise.all(running);
      stopping.abort();
      await polling;
    },
  };
}

function caller(root: string, signal: AbortSignal): CallBotApi {
  return async (method, parameters) => {
    const response = await fetch(`${root}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
      signal,
    });
    const body = (await response.json()) as { ok: boolean; result?: unknown; description?: string };
    if (!body.ok) throw new Error(`${method}: ${body.description ?? response.status}`);
    return body.result;
  };
}
