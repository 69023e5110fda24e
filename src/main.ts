import { ConfigError, readConfig, type HostConfig } from './config/config.js';
import { readEnvironment } from './config/env.js';
import { openErrorReports, type ErrorReports } from './host/error-reports.js';
import { createHost, type Host } from './host/host.js';
import { RegistryInvalidError } from './host/running-host.js';
import { systemClock } from './lib/clock.js';
import { BotelError, messageOf } from './lib/errors.js';
import { createLogger, scrub, type Logger } from './lib/logger.js';
import { RotatingFile } from './lib/rotating-file.js';

/** Docker and systemd kill what is not gone after ten seconds: better to be gone before, and to say why. */
const stopWithinMs = 9_500;

interface House {
  readonly log: Logger;
  readonly host: Host;
  readonly reports: ErrorReports | null;
}

async function build(config: HostConfig): Promise<House> {
  const { sentryDsn } = config.secrets;
  const reports = sentryDsn === null ? null : await openErrorReports(sentryDsn, config.release);
  const log = createLogger({
    level: config.log.level,
    pretty: process.stdout.isTTY,
    ...(config.log.file === null ? {} : { file: new RotatingFile(config.log.file) }),
    ...(reports === null ? {} : { onError: (error, tenant) => reports.capture(error, tenant) }),
    release: config.release,
  });
  const overrides = { registryVariables: () => readEnvironment() };
  return { log, reports, host: await createHost({ config, log, clock: systemClock, overrides }) };
}

/** Ends the process, orderly within the time there is. Asking again changes nothing. */
function endOf({ log, host, reports }: House): (code: number) => void {
  let isEnding = false;
  return (code) => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => {
      log.fatal(`not everything could be stopped within ${stopWithinMs / 1000} s`);
      process.exit(1);
    }, stopWithinMs).unref();
    host
      .stop()
      .then(() => reports?.close(1_000))
      .then(
        () => process.exit(code),
        (error: unknown) => {
          log.fatal({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
  };
}

function listenToProcess({ log }: House, end: (code: number) => void): void {
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

async function main(): Promise<void> {
  const house = await build(readConfig(readEnvironment()));
  const end = endOf(house);
  listenToProcess(house, end);
  try {
    await house.host.start();
  } catch (error) {
    explain(error);
    if (!isExpected(error)) house.log.fatal({ err: error }, 'the start failed');
    end(1);
  }
}

function isExpected(error: unknown): boolean {
  return error instanceof BotelError;
}

/** The lines an operator needs, without a stack for what is theirs to put right. */
function explain(error: unknown): void {
  const lines =
    error instanceof ConfigError || error instanceof RegistryInvalidError
      ? error.problems.map((problem) => `  ${String(problem)}`)
      : [`  ${messageOf(error)}`];
  process.stderr.write(scrub(`Botel cannot start:\n${lines.join('\n')}\n`));
}

main().catch((error: unknown) => {
  explain(error);
  process.exitCode = 1;
});
