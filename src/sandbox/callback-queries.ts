import { randomInt } from 'node:crypto';
import type { Clock } from '../lib/clock.js';
import { badRequest } from './api-error.js';
import type { PressAnswer } from './face.js';

interface OpenQuery {
  readonly at: number;
  readonly timer: NodeJS.Timeout;
  readonly settle: (answer: PressAnswer | null) => void;
}

/** Presses that wait for `answerCallbackQuery`. Each is answered once, in time or not at all. */
export class CallbackQueries {
  private readonly open = new Map<string, OpenQuery>();

  constructor(
    private readonly clock: Clock,
    private readonly ttlMs: number,
  ) {}

  ask(): { readonly id: string; readonly answered: Promise<PressAnswer | null> } {
    const id = `${randomInt(1_000_000, 9_999_999)}${randomInt(1_000_000_000, 9_999_999_999)}`;
    const answered = new Promise<PressAnswer | null>((settle) => {
      const timer = setTimeout(() => this.expire(id), this.ttlMs);
      this.open.set(id, { at: this.clock.now(), timer, settle });
    });
    return { id, answered };
  }

  answer(id: string, answer: PressAnswer): void {
    const query = this.open.get(id);
    if (query !== undefined && this.clock.now() - query.at > this.ttlMs) this.expire(id);
    const inTime = this.open.get(id);
    if (inTime === undefined) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    clearTimeout(inTime.timer);
    this.open.delete(id);
    inTime.settle(answer);
  }

  expireAll(): void {
    for (const id of [...this.open.keys()]) this.expire(id);
  }

  private expire(id: string): void {
    const query = this.open.get(id);
    if (query === undefined) return;
    clearTimeout(query.timer);
    this.open.delete(id);
    query.settle(null);
  }
}
