import type { Command } from 'commander';
import { verifyArchive } from '../../backups/archive.js';
import { findBackup } from '../../commands/restore-tenant.js';
import type { Office } from './office.js';
import type { Run } from './run.js';
import { moment, print, table } from './screen.js';

interface Options {
  readonly json?: true;
}

export function addVerify(program: Command, run: Run): void {
  program
    .command('verify <tenant> [backup]')
    .description('read a backup to its end and check everything in it; changes nothing')
    .option('--json', 'print what it holds as JSON')
    .action((tenant: string, backup: string | undefined, options: Options) =>
      run((office, signal) => verify(office, tenant, backup ?? 'latest', options, signal)),
    );
}

async function verify(
  office: Office,
  tenant: string,
  id: string,
  { json }: Options,
  signal: AbortSignal,
): Promise<number> {
  const backup = await findBackup(office.backups, tenant, id);
  const manifest = await verifyArchive(backup.path, await office.key(), signal);
  if (json === true) {
    print(JSON.stringify(manifest));
    return 0;
  }
  const rows = manifest.tables.map(({ name, rows: count, sha256 }) => [
    name,
    String(count),
    sha256.slice(0, 16),
  ]);
  print(table(['table', 'rows', 'content'], rows, 'It holds no tables.'));
  print(
    `${backup.id} of ${manifest.tenant} is whole: taken ${moment(backup.takenAt)} by Botel ${manifest.release}, ` +
      `schema ${manifest.schemaVersion}.`,
  );
  return 0;
}
