import type { ApiCall, CallFilter, WaitOptions } from './face.js';

/** A call while it runs: the same object that the log gives out, filled in when it is answered. */
export type LoggedCall = { -readonly [Key in keyof ApiCall]: ApiCall[Key] };

/** The newest calls, oldest first. Polls are kept apart: hundreds of idle bots must not wash away what a test looks for. */
export class CallLog {
  private readonly polls: LoggedCall[] = [];
  private readonly others: LoggedCall[] = [];
  private readonly waiting = new Set<(call: ApiCall) => void>();

  constructor(private readonly size: number) {}

  begin(call: Omit<LoggedCall, 'status' | 'ended'>): LoggedCall {
    const logged: LoggedCall = { ...call, status: null, ended: false };
    const list = call.method === 'getUpdates' ? this.polls : this.others;
    list.push(logged);
    // Cutting a batch at a time keeps the cost per call constant.
    if (list.length >= this.size * 2) list.splice(0, list.length - this.size);
    return logged;
  }

  finish(call: LoggedCall, status: number | null, description?: string): void {
    if (call.ended) return;
    call.status = status;
    call.ended = true;
    if (description !== undefined) call.description = description;
    for (const listener of [...this.waiting]) listener(call);
  }

  find(filter: CallFilter): ApiCall[] {
    const list = filter.method === 'getUpdates' ? this.polls : this.others;
    return list.slice(-this.size).filter((call) => fits(call, filter));
  }

  waitFor(filter: CallFilter, { timeoutMs = 10_000 }: WaitOptions = {}): Promise<ApiCall> {
    const finished = this.find(filter).find((call) => call.ended);
    if (finished !== undefined) return Promise.resolve(finished);
    return new Promise((resolve, reject) => {
      const stopWaiting = (): void => {
        clearTimeout(timer);
        this.waiting.delete(listener);
      };
      const listener = (call: ApiCall): void => {
        if (!fits(call, filter)) return;
        stopWaiting();
        resolve(call);
      };
      const timer = setTimeout(() => {
        stopWaiting();
        reject(new Error(`no call fits ${JSON.stringify(filter)} within ${timeoutMs} ms`));
      }, timeoutMs);
      this.waiting.add(listener);
    });
  }
}

function fits(call: ApiCall, { bot, method, chatId }: CallFilter): boolean {
  return (
    (bot === undefined || call.bot === bot) &&
    (method === undefined || call.method === method) &&
    (chatId === undefined || call.chatId === chatId)
  );
}
