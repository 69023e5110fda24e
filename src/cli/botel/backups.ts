import type { Command } from 'commander';
import { checkTenantId } from '../../db/names.js';
import type { Office } from './office.js';
import type { Run } from './run.js';
import { moment, print, size, table } from './screen.js';

interface Options {
  readonly json?: true;
}

export function addBackups(program: Command, run: Run): void {
  program
    .command('backups [tenant]')
    .description('list the backups there are, the newest first')
    .option('--json', 'print them as JSON')
    .action((tenant: string | undefined, options: Options) => run((office) => list(office, tenant, options)));
}

async function list({ backups }: Office, tenant: string | undefined, { json }: Options): Promise<number> {
  const found = await backups.list(tenant === undefined ? undefined : checkTenantId(tenant));
  if (json === true) {
    print(JSON.stringify(found.map(({ takenAt, ...rest }) => ({ ...rest, takenAt: takenAt.toISOString() }))));
    return 0;
  }
  const rows = found.map(({ tenant: of, id, takenAt, bytes, encrypted }) => [
    ...[of, id, moment(takenAt), size(bytes), encrypted ? 'sealed' : 'not sealed'],
  ]);
  print(table(['salon', 'backup', 'taken', 'size', ''], rows, `There are no backups in ${backups.dir}.`));
  return 0;
}
