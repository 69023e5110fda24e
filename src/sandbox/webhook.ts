import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { pause, type Backoff } from '../lib/retry.js';
import { messageOf } from '../lib/errors.js';
import type { Clock } from '../lib/clock.js';
import type { PendingUpdate, UpdateQueue } from './update-queue.js';

export interface WebhookOptions {
  readonly retry: Backoff;
  readonly timeoutMs: number;
}

export interface WebhookSetup {
  readonly url: string;
  readonly secretToken: string | null;
  readonly maxConnections: number;
}

interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly retryAfterSeconds: number | null;
  readonly contentType: string;
  readonly body: string;
}

const maxAnswerBytes = 1_000_000;

/**
 * Delivers a bot's updates to its URL: one after the other for each order key, up to `maxConnections` at once.
 * An update that is not answered with 2xx is tried again at once, then after growing pauses or the `Retry-After` of
 * the answer; what comes behind it with the same key waits.
 */
export class Webhook {
  lastError: { readonly at: number; readonly message: string } | null = null;
  private readonly stopped = new AbortController();
  private readonly lanes = new Map<string, PendingUpdate[]>();
  private readonly waiting: string[] = [];
  private running = 0;
  private readonly agent: http.Agent;

  constructor(
    readonly setup: WebhookSetup,
    private readonly updates: UpdateQueue,
    private readonly options: WebhookOptions,
    private readonly clock: Clock,
    /** Carries out a Bot API call that came as the body of an answer. */
    private readonly callBack: (answer: { readonly contentType: string; readonly body: string }) => void,
  ) {
    // Every delivery under way listens for the end.
    setMaxListeners(0, this.stopped.signal);
    const keepAlive = { keepAlive: true };
    this.agent = setup.url.startsWith('https:') ? new https.Agent(keepAlive) : new http.Agent(keepAlive);
    for (const update of updates.all()) this.enqueue(update);
  }

  stop(): void {
    this.stopped.abort();
    this.agent.destroy();
  }

  enqueue(update: PendingUpdate): void {
    const lane = this.lanes.get(update.orderKey);
    if (lane !== undefined) {
      lane.push(update);
      return;
    }
    this.lanes.set(update.orderKey, [update]);
    this.waiting.push(update.orderKey);
    this.startLanes();
  }

  private startLanes(): void {
    while (this.running < this.setup.maxConnections && !this.stopped.signal.aborted) {
      const key = this.waiting.shift();
      if (key === undefined) return;
      this.running++;
      void this.runLane(key);
    }
  }

  private async runLane(key: string): Promise<void> {
    const lane = this.lanes.get(key) ?? [];
    for (let update = lane[0]; update !== undefined && !this.stopped.signal.aborted; update = lane[0]) {
      await this.deliver(update);
      lane.shift();
    }
    this.lanes.delete(key);
    this.running--;
    this.startLanes();
  }

  /** Never rejects. Returns when the update is delivered, confirmed or dropped elsewhere, or the webhook is stopped. */
  private async deliver(update: PendingUpdate): Promise<void> {
    for (let attempt = 0; !this.stopped.signal.aborted && this.updates.isPending(update.id); attempt++) {
      let retryAfterSeconds: number | null = null;
      try {
        const answer = await this.post(update.json);
        if (answer.status >= 200 && answer.status < 300) {
          this.updates.confirm(update.id);
          if (answer.body !== '') this.callBack(answer);
          return;
        }
        retryAfterSeconds = answer.retryAfterSeconds;
        this.fail(`Wrong response from the webhook: ${answer.status} ${answer.statusText}`);
      } catch (error) {
        this.fail(messageOf(error));
      }
      await pause(this.pauseMs(attempt, retryAfterSeconds), this.stopped.signal);
    }
  }

  private pauseMs(attempt: number, retryAfterSeconds: number | null): number {
    if (retryAfterSeconds !== null) return retryAfterSeconds * 1000;
    const { firstMs, capMs } = this.options.retry;
    return attempt === 0 ? 0 : Math.min(capMs, firstMs * 2 ** Math.min(attempt - 1, 20));
  }

  private fail(message: string): void {
    if (!this.stopped.signal.aborted) this.lastError = { at: this.clock.now(), message };
  }

  private post(json: string): Promise<Answer> {
    const { url, secretToken } = this.setup;
    return new Promise((resolve, reject) => {
      const request = (url.startsWith('https:') ? https : http).request(
        url,
        {
          method: 'POST',
          agent: this.agent,
          signal: this.stopped.signal,
          timeout: this.options.timeoutMs,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(json),
            ...(secretToken === null ? {} : { 'x-telegram-bot-api-secret-token': secretToken }),
          },
        },
        (response) => void readAnswer(response).then(resolve, reject),
      );
      request.on('timeout', () => request.destroy(new Error('Read timeout expired')));
      request.on('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'ECONNREFUSED' ? new Error('Connection refused') : error),
      );
      request.end(json);
    });
  }
}

async function readAnswer(response: http.IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxAnswerBytes) chunks.push(chunk);
  }
  const retryAfter = Number(response.headers['retry-after']);
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : null,
    contentType: response.headers['content-type'] ?? '',
    body: bytes > maxAnswerBytes ? '' : Buffer.concat(chunks).toString('utf8'),
  };
}
