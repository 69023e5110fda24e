import { Command } from 'commander';
import { readRelease } from '../../config/release.js';
import { addBackup } from './backup.js';
import { addBackups } from './backups.js';
import { addDump } from './dump.js';
import { addKey } from './key.js';
import { addMigrate } from './migrate.js';
import { addPurge } from './purge.js';
import { addRestore } from './restore.js';
import { addRestored } from './restored.js';
import { run } from './run.js';
import { addVerify } from './verify.js';

const wrongUse = 2;

/** What an operator does from the command line; the host may be running meanwhile. */
async function main(): Promise<void> {
  const program = new Command('npm run botel --')
    .description('Operate a Botel: it reads the same settings and files as "npm start".')
    .version(readRelease())
    .showHelpAfterError()
    .exitOverride((end) => process.exit(end.exitCode === 0 ? 0 : wrongUse));
  for (const add of [
    addBackup,
    addBackups,
    addVerify,
    addRestore,
    addRestored,
    addPurge,
    addDump,
    addMigrate,
  ])
    add(program, run);
  addKey(program);
  await program.parseAsync();
}

void main();
