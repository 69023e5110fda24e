// Lets a program believe that the clock of its machine shows another time: TEST_MACHINE_AHEAD_MS ahead of the real one.
const aheadMs = Number(process.env.TEST_MACHINE_AHEAD_MS ?? 0);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + aheadMs] : parts));
  }

  static now() {
    return RealDate.now() + aheadMs;
  }
};
