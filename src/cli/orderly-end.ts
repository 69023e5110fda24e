import type { Logger } from '../lib/logger.js';

/** Docker and systemd kill what is not gone after ten seconds: better to be gone before, and to say why. */
const stopWithinMs = 9_500;

export interface Ending {
  readonly log: Logger;
  /** Ends all that runs. */
  readonly stop: () => Promise<unknown>;
}

/** Ends the process with this code, orderly within the time there is, else with 1. Asking again changes nothing. */
export function orderlyEnd({ log, stop }: Ending): (code: number) => void {
  let isEnding = false;
  return (code) => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => {
      log.fatal(`not everything could be stopped within ${stopWithinMs / 1000} s`);
      process.exit(1);
    }, stopWithinMs).unref();
    stop().then(
      () => process.exit(code),
      (error: unknown) => {
        log.fatal({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
}

/** Ends the process when the system asks for it, at once when it asks twice, and after a defect nobody caught. */
export function endWhenAsked(log: Logger, end: (code: number) => void): void {
  let hasBeenAsked = false;
  const onSignal = (signal: string): void => {
    if (hasBeenAsked) {
      log.fatal({ signal }, 'asked a second time: ended at once');
      process.exit(1);
    }
    hasBeenAsked = true;
    log.info({ signal }, 'asked to stop');
    end(0);
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => {
      log.fatal({ err: error }, `${kind}: this is a defect; stopping`);
      end(1);
    });
  }
}
