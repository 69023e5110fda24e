import '../../src/lib/typescript-sources';
import { once } from 'node:events';
import { readConfig } from '../../src/config/config.js';
import { readEnvironment } from '../../src/config/env.js';
import { createHost } from '../../src/host/host.js';
import { createLogger } from '../../src/lib/logger.js';
import { SteeredClock } from '../../src/lib/steered-clock.js';

/*
 * The host as the program puts it together, for tests that kill it many times: everything is loaded before it is let
 * go by a line on standard input, and it sweeps often. It is never asked to end.
 */

async function main(): Promise<void> {
  const config = readConfig(readEnvironment());
  const log = createLogger({ level: config.log.level, pretty: false });
  // The clock of this machine may be wrong.
  const { TEST_CLOCK_AHEAD_MS: ahead = '0' } = process.env;
  const clock = new SteeredClock(Date.now() + Number(ahead));
  const host = await createHost({ config, log, clock, overrides: { sweepMs: 150 } });
  await once(process.stdin, 'data');
  await host.start();
}

void main();
