import type { Command } from 'commander';
import { migrateTenants, tenantsToMigrate } from '../../commands/migrate-tenants.js';
import { latestTenantVersion } from '../../db/migrations.js';
import type { Office } from './office.js';
import type { Run } from './run.js';
import { print, progress, say, table } from './screen.js';

/** As many as the host prepares at once. */
const atOnce = 8;

interface Options {
  readonly dryRun?: true;
}

export function addMigrate(program: Command, run: Run): void {
  program
    .command('migrate')
    .description(
      "bring the salons of the registry to this program's version, as the host does when it starts",
    )
    .option('--dry-run', 'only say which are not')
    .action((options: Options) => run((office, signal) => migrate(office, options, signal)));
}

async function migrate(office: Office, { dryRun }: Options, signal: AbortSignal): Promise<number> {
  const byDatabase = await tenantsByDatabase(office);
  let broken = 0;
  for (const [name, ids] of byDatabase) {
    const database = await office.database(name);
    const behind = await tenantsToMigrate(database, ids);
    const where = byDatabase.size > 1 ? ` in the database "${name}"` : '';
    if (dryRun === true) {
      const rows = behind.map(({ tenantId, version }) => [
        tenantId,
        version ?? 'none',
        latestTenantVersion(),
      ]);
      print(table(['salon', 'has', 'gets'], rows, `All ${ids.length} salons${where} are up to date.`));
      continue;
    }
    const report = await migrateTenants({
      ...{ database, atOnce, signal, tenantIds: behind.map(({ tenantId }) => tenantId) },
      progress: (done, of) => progress.show(`Migrated ${done} of ${of}${where} …`),
    });
    progress.end();
    signal.throwIfAborted();
    print(
      `Migrated${where}: ${report.migrated} of ${behind.length}; ${ids.length - behind.length} were up to date.`,
    );
    for (const { tenantId, reason } of report.broken) say(`${tenantId} is as it was: ${reason}`);
    broken += report.broken.length;
  }
  return broken === 0 ? 0 : 1;
}

/** Those of the registry; when it cannot be read, those the databases know. */
async function tenantsByDatabase(office: Office): Promise<Map<string, string[]>> {
  const registry = await office.registry();
  const found = new Map<string, string[]>();
  const add = (name: string, id: string): void => void found.set(name, [...(found.get(name) ?? []), id]);
  for (const { id, database } of registry?.tenants.values() ?? []) add(database, id);
  if (registry !== null) return found;
  for (const name of await office.databaseNames()) {
    const states = await (await office.database(name)).platform.tenantStates();
    for (const state of states.values()) if (state.archivedAt === null) add(name, state.id);
  }
  return found;
}
