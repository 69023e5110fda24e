import type { Context } from 'telegraf';
import { systemClock } from '../../src/lib/clock.js';
import { createLogger, type Logger } from '../../src/lib/logger.js';
import { createTelegramBot, type TelegramBot, type TelegramBotOptions } from '../../src/telegram/bot.js';
import {
  startPolling,
  type Intake,
  type IntakeState,
  type PollingOptions,
} from '../../src/telegram/polling.js';
import { keepSecret, watchOutput } from './leak-watch.js';

export const TOKEN = '7000000001:AAAbcdefghijklmnopqrstuvwxyz0123456';

export interface CollectedLog {
  readonly log: Logger;
  readonly lines: string[];
  count(message: string): number;
}

/** A real logger at its most talkative level, whose lines the test can read. */
export function collectedLog(): CollectedLog {
  keepSecret('token', TOKEN);
  const lines: string[] = [];
  const log = createLogger({
    level: 'trace',
    pretty: false,
    destination: {
      write: (line) => {
        lines.push(line);
        watchOutput('log', line);
      },
    },
  });
  return { log, lines, count: (message) => lines.filter((line) => line.includes(message)).length };
}

export const identity = {
  id: 7000000001,
  is_bot: true as const,
  first_name: 'Anna',
  username: 'anna_bot',
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
};

/** A bot whose waits after failures are short. */
export function testBot(apiRoot: string, overrides: Partial<TelegramBotOptions> = {}): TelegramBot<Context> {
  const { limits, ...rest } = overrides;
  return createTelegramBot<Context>({
    token: TOKEN,
    apiRoot,
    identity,
    log: collectedLog().log,
    clock: systemClock,
    onBlocked: () => undefined,
    ...rest,
    limits: { backoff: { firstMs: 2, capMs: 10 }, closeMs: 200, ...limits },
  });
}

export interface TestIntake extends Intake {
  readonly states: IntakeState[];
  /** Resolves when a state of this kind is, or comes. */
  entered(kind: IntakeState['kind']): Promise<IntakeState>;
}

export function testIntake(
  options: Partial<PollingOptions> & Pick<PollingOptions, 'bot' | 'handle'>,
): TestIntake {
  const states: IntakeState[] = [];
  const watchers = new Set<(state: IntakeState) => void>();
  const { timing, ...rest } = options;
  const intake = startPolling({
    log: collectedLog().log,
    clock: systemClock,
    allowedUpdates: ['message', 'callback_query'],
    ...rest,
    limits: {
      backoff: { firstMs: 2, capMs: 10 },
      // What is delivered here is more than people send.
      pace: { burst: 100_000, perSecond: 100_000 },
      ...rest.limits,
    },
    onState: (state) => {
      states.push(state);
      for (const watcher of [...watchers]) watcher(state);
      options.onState?.(state);
    },
    timing: {
      retry: { firstMs: 2, capMs: 10 },
      conflict: { firstMs: 2, capMs: 10 },
      peek: { firstMs: 5, capMs: 40 },
      confirmMs: 1_000,
      ...timing,
    },
  });
  const entered = (kind: IntakeState['kind']) =>
    new Promise<IntakeState>((resolve) => {
      const check = (state: IntakeState) => {
        if (state.kind !== kind) return;
        watchers.delete(check);
        resolve(state);
      };
      watchers.add(check);
      check(intake.state);
    });
  return Object.assign(intake, { states, entered });
}

/** A promise that the test settles. */
export class Gate {
  private release!: () => void;
  readonly opened = new Promise<void>((resolve) => (this.release = resolve));

  open(): void {
    this.release();
  }
}

/** Counts events and lets the test wait for the n-th. */
export class Counter {
  private count = 0;
  private waiting: { readonly at: number; readonly resolve: () => void }[] = [];

  get value(): number {
    return this.count;
  }

  add(): void {
    this.count += 1;
    for (const { at, resolve } of this.waiting) if (this.count >= at) resolve();
    this.waiting = this.waiting.filter(({ at }) => at > this.count);
  }

  reached(at: number): Promise<void> {
    if (this.count >= at) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ at, resolve }));
  }
}
