/** The wish to break off one call. Every call has one, and almost none is broken off: an `AbortSignal` costs far more. */
export class Interruption {
  private wished = false;
  private act: (() => void) | null = null;

  get isWished(): boolean {
    return this.wished;
  }

  wish(): void {
    this.wished = true;
    this.act?.();
  }

  /** Does this when the call is to be broken off, at once if that is wished already. */
  heed(act: () => void): void {
    this.act = act;
    if (this.wished) act();
  }
}
