import '../../src/lib/typescript-sources';
import pino from 'pino';
import { folder } from '../../src/backups/catalogue.js';
import { restoreTenant } from '../../src/commands/restore-tenant.js';
import { openDatabase } from '../../src/db/database.js';

/*
 * A restore that stops for good where the test wants to kill it: at the first step called STOP_AT. Everything is loaded
 * by then, so that the kill strikes the step and nothing else.
 */

async function main(): Promise<void> {
  const {
    DATABASE_URL: url = '',
    BACKUP_DIR: dir = '',
    TENANT: tenantId = '',
    STOP_AT: stopAt = '',
  } = process.env;
  const database = await openDatabase({ url, log: pino({ level: 'silent' }), poolSize: 1 });
  await restoreTenant(
    {
      ...{ database, backups: folder(dir), key: null, now: Date.now },
      progress: ({ step }) => {
        process.stdout.write(`step ${step}\n`);
        // A timer keeps the process alive while nothing else does.
        return step === stopAt ? new Promise<void>(() => setInterval(() => undefined, 60_000)) : undefined;
      },
    },
    { tenantId, backupId: 'latest' },
  );
  await database.close();
}

void main();
