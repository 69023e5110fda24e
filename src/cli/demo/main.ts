import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readConfig } from '../../config/config.js';
import { readEnvironment } from '../../config/env.js';
import { parseRegistry } from '../../config/registry.js';
import { templateNames } from '../../domain/templates.js';
import { createHost, type Host } from '../../host/host.js';
import { AdjustableClock } from '../../lib/clock.js';
import { messageOf } from '../../lib/errors.js';
import { createLogger, type Logger } from '../../lib/logger.js';
import { startSandbox, type BotSetup, type Sandbox } from '../../sandbox/sandbox.js';
import { demoPeople } from './people.js';
import { demoRegistry } from './registry.js';
import { demoBlueprints } from './salons.js';
import { fillCalendar } from './visits.js';

const templates = [...templateNames(), ...Object.keys(demoBlueprints)];
const preferredPort = 8081;

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** The salon of `tenants.yaml` that has this token: the local Telegram's own "BotFather". */
function botOf(token: string, registryFile: string): BotSetup | null {
  const parsed = parseRegistry(readFileSync(registryFile, 'utf8'), registryFile, {}, templates);
  if (!parsed.ok) return null;
  for (const tenant of parsed.registry.tenants.values()) {
    if (tenant.token === token) return { token, username: `${tenant.id}_demo_bot`, name: tenant.name };
  }
  return null;
}

async function openTelegram(registryFile: string, clock: AdjustableClock): Promise<Sandbox> {
  const options = {
    clock,
    turnClock: (ms: number | null) => (ms === null ? clock.setTo(Date.now()) : clock.advance(ms)),
    botForToken: (token: string) => botOf(token, registryFile),
  };
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox({ ...options, port: preferredPort });
  } catch {
    sandbox = await startSandbox(options);
  }
  for (const person of demoPeople) sandbox.person(person);
  sandbox.setHints([
    'Press Start in a chat and book a visit. · Нажмите «Старт» и запишитесь.',
    'Become the second client and try to take the same time. · Станьте вторым клиентом и займите то же время.',
    'Become the owner and send /admin. · Станьте владельцем и отправьте /admin.',
    'Move the clock below the chats: reminders arrive. · Переведите часы под списком чатов: придут напоминания.',
    `Add the fourth salon: take away the # in ${relative(process.cwd(), registryFile)} and save. · Добавьте четвёртый салон.`,
  ]);
  return sandbox;
}

function openHost(
  sandbox: Sandbox,
  dataDir: string,
  registryFile: string,
  clock: AdjustableClock,
  log: Logger,
): Promise<Host> {
  const config = readConfig({
    ...readEnvironment(),
    TENANTS_FILE: registryFile,
    DATA_DIR: dataDir,
    TELEGRAM_API_ROOT: sandbox.apiRoot,
    HTTP_PORT: '0',
  });
  return createHost({
    config,
    log,
    clock,
    overrides: {
      blueprints: demoBlueprints,
      onFurnished: async (tenant) => {
        const visits = await fillCalendar(tenant);
        say(`• ${tenant.name}: ${visits} visits in the calendar`);
      },
    },
  });
}

function invite(sandbox: Sandbox, registryFile: string): void {
  say('');
  say(`  Open  ${sandbox.url}#bot=anna_demo_bot&as=1001`);
  say('');
  say(
    `  Try: press Start and book a visit; become the second client and take the same time; take away the # before the ` +
      `fourth salon in ${relative(process.cwd(), registryFile)}, save, and find its bot in the list. Ctrl+C ends the demo.`,
  );
  say('');
}

async function main(): Promise<void> {
  const dataDir = join(readEnvironment().DATA_DIR ?? 'data', 'demo');
  const registryFile = join(dataDir, 'tenants.yaml');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(registryFile)) writeFileSync(registryFile, demoRegistry, { mode: 0o600 });

  const log = createLogger({ level: 'warn', pretty: true });
  const clock = new AdjustableClock();
  say('• Opening the local Telegram and the three salons (the first time takes half a minute)');
  const sandbox = await openTelegram(registryFile, clock);
  const host = await openHost(sandbox, dataDir, registryFile, clock, log);
  let ending: Promise<void> | null = null;
  const end = (): void => {
    ending ??= host.stop().then(() => sandbox.stop());
    ending.then(
      () => process.exit(0),
      (error: unknown) => {
        say(`The demo did not end cleanly: ${messageOf(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  await host.start();
  invite(sandbox, registryFile);
}

main().catch((error: unknown) => {
  say(`The demo cannot start: ${messageOf(error)}`);
  process.exit(1);
});
