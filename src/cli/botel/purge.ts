import type { Command } from 'commander';
import { UsageError, type Office } from './office.js';
import { findSetAside, list } from './restored.js';
import type { Run } from './run.js';
import { isConfirmed, print, progress, say } from './screen.js';

interface Options {
  readonly schema?: string;
  readonly all?: true;
  readonly yes?: true;
}

export function addPurge(program: Command, run: Run): void {
  program
    .command('purge [tenant]')
    .description('throw away for good what restores have set aside')
    .option('--schema <name>', 'only this one, as "restored" lists it')
    .option('--all', 'of all salons')
    .option('--yes', 'do not ask')
    .action((tenant: string | undefined, options: Options) =>
      run((office) => purge(office, tenant, options)),
    );
}

async function purge(office: Office, tenant: string | undefined, options: Options): Promise<number> {
  const { schema, all, yes } = options;
  if (tenant === undefined && schema === undefined && all !== true)
    throw new UsageError('say of which salon, or --all for all of them');
  const found = (await findSetAside(office, tenant)).filter(
    (one) => schema === undefined || one.schema === schema,
  );
  if (found.length === 0) {
    print('Nothing to throw away.');
    return 0;
  }
  say(list(found));
  const word = tenant ?? schema ?? 'all';
  if (yes !== true && !(await isConfirmed('This is gone for good afterwards.', word))) return 1;
  for (const [index, one] of found.entries()) {
    progress.show(`Throwing away ${index + 1} of ${found.length}: ${one.schema} …`);
    await (await office.database(one.database)).dropSetAside(one.schema);
  }
  progress.end();
  print(`Thrown away: ${found.length}.`);
  return 0;
}
