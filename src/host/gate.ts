import { unlessAborted } from './unless-aborted.js';

/** Where somebody waits: at the end, or with those who go before all who have not begun yet. */
export type Standing = 'new' | 'begun';

/** Lets a bounded number of pieces of work run at once; the others wait in order. */
export class Gate {
  private free: number;
  private readonly waiting: Readonly<Record<Standing, (() => void)[]>> = { begun: [], new: [] };
  private unhurried: (() => void)[] = [];

  constructor(places: number) {
    this.free = places;
  }

  /** Runs `work` when a place is free. Rejects with the signal's reason when it aborts before that. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal, standing: Standing = 'new'): Promise<T> {
    await this.enter(signal, this.waiting[standing]);
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Resolves when nobody waits for a place, so that what is not urgent can begin. Rejects with the signal's reason. */
  async lull(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.isCalm) return;
    await unlessAborted(new Promise<void>((resolve) => this.unhurried.push(resolve)), signal);
  }

  private get isCalm(): boolean {
    return this.waiting.begun.length === 0 && this.waiting.new.length === 0;
  }

  private async enter(signal: AbortSignal, waiting: (() => void)[]): Promise<void> {
    signal.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', give);
        resolve();
      };
      const give = (): void => {
        waiting.splice(waiting.indexOf(admit), 1);
        this.callUnhurried();
        reject(signal.reason as Error);
      };
      waiting.push(admit);
      signal.addEventListener('abort', give, { once: true });
    });
  }

  private leave(): void {
    const next = this.waiting.begun.shift() ?? this.waiting.new.shift();
    if (next === undefined) this.free += 1;
    else next();
    this.callUnhurried();
  }

  private callUnhurried(): void {
    if (!this.isCalm) return;
    const { unhurried } = this;
    this.unhurried = [];
    for (const begin of unhurried) begin();
  }
}
