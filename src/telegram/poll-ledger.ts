const REMEMBERED = 256;

/**
 * Which updates of one bot are known, and from where on Telegram shall deliver: asking with an offset confirms
 * everything below it, so the offset never passes an update that is not finished. Ids are remembered rather than their
 * maximum: after a quiet week Telegram may count on from a lower one.
 */
export class PollLedger {
  private readonly unfinished = new Set<number>();
  private readonly finished = new Set<number>();
  private resumeAt = 0;
  private waiter: { readonly over: () => boolean; readonly resolve: () => void } | null = null;

  /** What to ask for next; 0 before anything came. */
  get offset(): number {
    let lowest = Infinity;
    for (const id of this.unfinished) lowest = Math.min(lowest, id);
    return lowest === Infinity ? this.resumeAt : lowest;
  }

  get open(): number {
    return this.unfinished.size;
  }

  knows(id: number): boolean {
    return this.unfinished.has(id) || this.finished.has(id);
  }

  begin(id: number): void {
    this.unfinished.add(id);
  }

  finish(id: number): void {
    this.unfinished.delete(id);
    this.finished.add(id);
    for (const oldest of this.finished) {
      if (this.finished.size <= REMEMBERED) break;
      this.finished.delete(oldest);
    }
    if (this.waiter?.over() === true) this.wake();
  }

  /** Says where a delivery ended: everything before `id` is known. */
  reached(id: number): void {
    this.resumeAt = id;
  }

  /** Waits until the condition holds after an update has finished, or `wake` is called, or the time is over. */
  async until(over: () => boolean, ms: number): Promise<void> {
    if (over()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.wake(), ms).unref();
      this.waiter = {
        over,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      };
    });
  }

  wake(): void {
    const { waiter } = this;
    this.waiter = null;
    waiter?.resolve();
  }
}
