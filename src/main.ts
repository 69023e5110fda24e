import { setImmediate as breathe } from 'node:timers/promises';
import { endWhenAsked, orderlyEnd } from './cli/orderly-end.js';
import { ConfigError, readConfig, type HostConfig } from './config/config.js';
import { readEnvironment } from './config/env.js';
import { learnCityNames } from './domain/place.js';
import { openErrorReports, type ErrorReports } from './host/error-reports.js';
import { createHost, type Host } from './host/host.js';
import { RegistryInvalidError } from './host/running-host.js';
import { BotelError, messageOf } from './lib/errors.js';
import { createLogger, scrub, type Logger } from './lib/logger.js';
import { RotatingFile } from './lib/rotating-file.js';
import { SteeredClock } from './lib/steered-clock.js';

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
  return { log, reports, host: await createHost({ config, log, clock: new SteeredClock(), overrides }) };
}

async function main(): Promise<void> {
  const { log, host, reports } = await build(readConfig(readEnvironment()));
  const end = orderlyEnd({ log, stop: () => host.stop().then(() => reports?.close(1_000)) });
  endWhenAsked(log, end);
  try {
    await host.start();
    // So that nobody's presses wait while an owner looks for the salon's zone.
    await learnCityNames('ru', () => breathe());
  } catch (error) {
    explain(error);
    if (!isExpected(error)) log.fatal({ err: error }, 'the start failed');
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
