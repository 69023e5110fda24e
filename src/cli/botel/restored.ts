import type { Command } from 'commander';
import type { SetAside } from '../../db/set-aside.js';
import type { Office } from './office.js';
import type { Run } from './run.js';
import { moment, print, size, table } from './screen.js';

interface Options {
  readonly json?: true;
}

/** What was set aside, and in which database. */
export interface Found extends SetAside {
  readonly database: string;
}

export function addRestored(program: Command, run: Run): void {
  program
    .command('restored [tenant]')
    .description('list what restores have set aside and nobody uses')
    .option('--json', 'print it as JSON')
    .action((tenant: string | undefined, { json }: Options) =>
      run(async (office) => {
        const found = await findSetAside(office, tenant);
        if (json === true) print(JSON.stringify(found));
        else print(list(found));
        return 0;
      }),
    );
}

/** Of one tenant, or of all. */
export async function findSetAside(office: Office, tenant?: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const database of await office.databaseNames()) {
    const here = await (await office.database(database)).setAside();
    found.push(...here.map((one) => ({ ...one, database })));
  }
  return found.filter(({ tenantId }) => tenant === undefined || tenantId === tenant);
}

export function list(found: readonly Found[]): string {
  const rows = found.map(({ tenantId, schema, at, bytes, database }) => [
    ...[tenantId, schema, at === null ? 'left by an interrupted restore' : moment(at), size(bytes), database],
  ]);
  return table(['salon', 'kept as', 'replaced', 'size', 'database'], rows, 'Nothing is set aside.');
}
