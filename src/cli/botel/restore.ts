import type { Command } from 'commander';
import {
  findBackup,
  restoreTenant,
  type RestoreReport,
  type RestoreTools,
} from '../../commands/restore-tenant.js';
import { UsageError, type Office } from './office.js';
import { isConfirmed, moment, print, progress, say } from './screen.js';
import type { Run } from './run.js';

interface Options {
  readonly from: string;
  readonly as?: string;
  readonly yes?: true;
  readonly json?: true;
}

export function addRestore(program: Command, run: Run): void {
  program
    .command('restore <tenant>')
    .description("let a backup take the place of a salon's data; the others go on working")
    .option('--from <backup>', 'the number of the backup, as "backups" lists it', 'latest')
    .option('--as <tenant>', 'restore a copy beside, into a salon that has no data yet')
    .option('--yes', 'do not ask')
    .option('--json', 'print the result as JSON')
    .action((tenant: string, options: Options) => run((office) => restore(office, tenant, options)));
}

async function restore(office: Office, tenant: string, options: Options): Promise<number> {
  const target = options.as ?? tenant;
  const backup = await findBackup(office.backups, tenant, options.from);
  if (target !== tenant && (await office.tenant(target)) !== null) {
    throw new UsageError(`${target} is a salon of the registry already; give the copy a name of its own`);
  }
  const question = `${target} will be as ${target === tenant ? 'it' : tenant} was on ${moment(backup.takenAt)}. ${
    target === tenant
      ? 'What it holds now is kept aside.'
      : 'Nothing is sent from it until it is in the registry.'
  }`;
  if (options.yes !== true && !(await isConfirmed(question, target))) return 1;
  const name = await office.databaseNameOf(target);
  const report = await restoreTenant(
    {
      database: await office.database(name),
      backups: office.backups,
      key: await office.key(),
      now: () => office.clock.now(),
      progress: (step) => progress.show(wordsOf(target, step)),
    },
    { tenantId: tenant, backupId: backup.id, ...(target === tenant ? {} : { as: target }) },
  );
  progress.end();
  if (options.json === true) print(JSON.stringify(summaryOf(report)));
  else tell(report);
  return 0;
}

function wordsOf(tenant: string, step: Parameters<RestoreTools['progress']>[0]): string {
  switch (step.step) {
    case 'verifying':
      return 'Checking the file …';
    case 'loading':
      return `Loading ${step.table} …`;
    case 'comparing':
      return 'Comparing every table with the backup …';
    case 'migrating':
      return "Bringing it to this program's version …";
    case 'prepared':
      return `Ready; ${tenant} still works as before …`;
    case 'closed':
      return `${tenant} answers "back in a moment" …`;
    case 'waiting':
      return `Waiting for ${step.transactions} transactions that hold its tables …`;
    case 'replacing':
      return 'Exchanging …';
    case 'done':
      return `${tenant} works again.`;
  }
}

function summaryOf({
  tenantId,
  backup,
  manifest,
  carried,
  rows,
  tables,
  setAside,
  schemaVersion,
}: RestoreReport) {
  return {
    ...{
      tenant: tenantId,
      backup: backup.id,
      takenAt: manifest.takenAt,
      backupVersion: manifest.schemaVersion,
    },
    ...{ schemaVersion, tables, rows, setAside, carried },
  };
}

function tell({ tenantId, backup, carried, rows, tables, setAside }: RestoreReport): void {
  print(
    `${tenantId} is as of ${moment(backup.takenAt)}: ${rows} rows in ${tables} tables, each compared with the backup.`,
  );
  const facts: [number, string][] = [
    [carried.updates, 'messages from people since then are not answered a second time'],
    [carried.notifications, 'notices whose fate is known keep it'],
    [carried.skipped, 'notices that were due before now are not sent'],
    [carried.broadcasts, 'broadcasts are stopped; the salon decides about them'],
    [carried.erased, 'people who asked to be forgotten since then stay forgotten'],
    [carried.admins, 'people who lost the desk since then have not got it back'],
  ];
  for (const [count, words] of facts) if (count > 0) print(`  ${count} ${words}`);
  if (carried.missed.length > 0)
    say(`Could not be carried over, for the replaced tables are broken: ${carried.missed.join(', ')}`);
  if (setAside !== null) {
    print(`What was there before is kept as ${setAside}: see "restored", and "purge" to throw it away.`);
  }
}
