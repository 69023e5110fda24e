/** Lets `burst` calls through at once and `perSecond` on average. Rates are handed in, so that they may change. */
export class TokenBucket {
  private spent = 0;
  private at = 0;

  /** 0 when a call may pass now, else the seconds until one may, rounded up as `retry_after` is. Takes nothing. */
  wait(nowMs: number, perSecond: number, burst: number): number {
    const spent = this.spentAt(nowMs, perSecond);
    return spent + 1 <= burst ? 0 : Math.max(1, Math.ceil((spent + 1 - burst) / perSecond));
  }

  take(nowMs: number, perSecond: number): void {
    this.spent = this.spentAt(nowMs, perSecond) + 1;
    this.at = nowMs;
  }

  /** A clock turned back forgives nothing and takes nothing. */
  private spentAt(nowMs: number, perSecond: number): number {
    return Math.max(0, this.spent - (Math.max(0, nowMs - this.at) / 1000) * perSecond);
  }
}
