import '../../src/lib/typescript-sources';
import { once } from 'node:events';
import { endWhenAsked, orderlyEnd } from '../../src/cli/orderly-end.js';
import { readConfig } from '../../src/config/config.js';
import { readEnvironment } from '../../src/config/env.js';
import { createHost } from '../../src/host/host.js';
import { systemClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';

/*
 * The host as the program puts it together and ends it, for tests that end it many times while many people book:
 * everything is loaded before it is let go by a line on standard input, it has a salon to furnish, and neither its pace
 * nor that of its people is what the tests are about.
 */

/** Few masters and few services: people get in each other's way. */
const busy = {
  services: [
    { name: 'Стрижка', priceMinor: 150_000, durationMinutes: 60 },
    { name: 'Укладка', priceMinor: 90_000, durationMinutes: 45 },
  ],
  staff: [{ name: 'Анна' }, { name: 'Борис' }],
  hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 9 * 60, endMinute: 21 * 60 })),
  breaks: [],
};

const quick = { perSecond: 10_000, burst: 10_000 };
const overrides = {
  sweepMs: 500,
  blueprints: { busy },
  senderLimits: { pace: { bot: quick, chat: quick, group: quick } },
  inboundLimits: { message: 100_000, press: 100_000 },
};

async function main(): Promise<void> {
  const config = readConfig(readEnvironment());
  const log = createLogger({ level: config.log.level, pretty: false });
  const host = await createHost({ config, log, clock: systemClock, overrides });
  const end = orderlyEnd({ log, stop: () => host.stop() });
  await once(process.stdin, 'data');
  endWhenAsked(log, end);
  await host.start();
}

void main();
