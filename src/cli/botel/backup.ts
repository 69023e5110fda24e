import type { Command } from 'commander';
import { backUpTenant, type BackupOutcome } from '../../commands/back-up-tenant.js';
import { backupTools } from '../../commands/backup-tools.js';
import { checkTenantId } from '../../db/names.js';
import { messageOf } from '../../lib/errors.js';
import { UsageError, type Office } from './office.js';
import type { Run } from './run.js';
import { print, progress, say, size } from './screen.js';

interface Options {
  readonly all?: true;
  readonly json?: true;
}

export function addBackup(program: Command, run: Run): void {
  program
    .command('backup [tenants...]')
    .description('back salons up now, while they work')
    .option('--all', 'every salon that has data and is not archived')
    .option('--json', 'print one line of JSON for each')
    .action((tenants: string[], options: Options) =>
      run((office, signal) => backUp(office, tenants, options, signal)),
    );
}

interface Wanted {
  readonly id: string;
  readonly database: string;
}

async function backUp(
  office: Office,
  tenants: readonly string[],
  { all, json }: Options,
  signal: AbortSignal,
): Promise<number> {
  if (tenants.length > 0 === (all === true)) throw new UsageError('name the salons, or say --all');
  const wanted = all === true ? await everyTenant(office) : await named(office, tenants);
  const tools = await backupTools(office.config, office.clock, office.log);
  let failures = 0;
  for (const [index, { id, database }] of wanted.entries()) {
    signal.throwIfAborted();
    progress.show(`Backing up ${id} (${index + 1} of ${wanted.length}) …`);
    const zone = (await office.tenant(id))?.timezone ?? 'UTC';
    const order = { tenantId: id, zone, isWantedNow: true, signal };
    const outcome = await backUpTenant(tools, await office.database(database), order);
    progress.end();
    signal.throwIfAborted();
    if (!tell(id, outcome, json === true)) failures += 1;
  }
  if (wanted.length === 0) print('There is nobody to back up.');
  return failures === 0 ? 0 : 1;
}

async function everyTenant(office: Office): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  for (const database of await office.databaseNames()) {
    const standings = await (await office.database(database)).backups.standings();
    wanted.push(...standings.map(({ id }) => ({ id, database })));
  }
  return wanted;
}

async function named(office: Office, tenants: readonly string[]): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  for (const id of new Set(tenants))
    wanted.push({ id, database: await office.databaseNameOf(checkTenantId(id)) });
  return wanted;
}

/** Says how it went; true when there is a backup now. */
function tell(id: string, outcome: BackupOutcome, asJson: boolean): boolean {
  if (outcome.kind === 'done') {
    const { backup, manifest } = outcome;
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    if (asJson) print(JSON.stringify({ tenant: id, backup: backup.id, bytes: backup.bytes, rows }));
    else print(`${id}: ${backup.id}, ${rows} rows, ${size(backup.bytes)}, read back and compared`);
    return true;
  }
  say(`${id}: ${reasonOf(outcome)}`);
  return false;
}

function reasonOf(outcome: Exclude<BackupOutcome, { kind: 'done' }>): string {
  switch (outcome.kind) {
    case 'not_taken':
      return 'not backed up: there is no such salon with data here, or somebody else is backing it up just now';
    case 'stopped':
      return 'stopped';
    case 'failed':
      return messageOf(outcome.error);
  }
}
