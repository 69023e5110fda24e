import '../../src/lib/typescript-sources';
import { readConfig } from '../../src/config/config.js';
import { readEnvironment } from '../../src/config/env.js';
import { createHost } from '../../src/host/host.js';
import { systemClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';

/* The host as the program puts it together, for tests that kill it while it writes a backup: it looks for them often. */

async function main(): Promise<void> {
  const config = readConfig(readEnvironment());
  const log = createLogger({ level: config.log.level, pretty: false });
  const host = await createHost({ config, log, clock: systemClock, overrides: { backupSweepMs: 100 } });
  await host.start();
}

void main();
