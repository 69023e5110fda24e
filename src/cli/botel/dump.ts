import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readEnvironment } from '../../config/env.js';
import { dumpWhole } from '../../db/whole-dump.js';
import type { Office } from './office.js';
import type { Run } from './run.js';
import { print, progress, say, size } from './screen.js';

interface Options {
  readonly database: string;
}

export function addDump(program: Command, run: Run): void {
  program
    .command('dump [file]')
    .description('write a whole database with all its salons into one file, with pg_dump')
    .option('--database <name>', 'which one, as salons name it', 'default')
    .action((file: string | undefined, { database }: Options) =>
      run((office, signal) => dump(office, file, database, signal)),
    );
}

async function dump(
  office: Office,
  wanted: string | undefined,
  database: string,
  signal: AbortSignal,
): Promise<number> {
  const stamp = `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  const file = resolve(wanted ?? join(office.config.backupDir, 'whole', `${database}-${stamp}.dump`));
  const url = await office.urlOf(database);
  progress.show(`Writing the database "${database}" …`);
  const { bytes, program } = await dumpWhole({ url, file, signal, variables: readEnvironment() });
  progress.end();
  print(`${file}: ${size(bytes)}, by pg_dump ${program.major}; pg_restore brings it back.`);
  say('It is not encrypted: keep it where only you can read it.');
  return 0;
}
