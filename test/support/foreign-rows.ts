import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { schemaOf } from '../../src/db/names.js';
import { contentsOf } from './desk-walk.js';

/** From here on count the rows of somebody else: no other row of a test gets so far. */
export const foreignId = 777_001;

/** Lets every table of the tenant count on from `foreignId`. `adminUrl`: a superuser's. */
export async function countFromForeignId(adminUrl: string, tenantId: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ table_name: string; column_name: string }>(
      `select table_name, column_name from information_schema.columns where table_schema = $1 and is_identity = 'YES'`,
      [schemaOf(tenantId)],
    );
    for (const { table_name: table, column_name: column } of rows) {
      const place = `${client.escapeIdentifier(schemaOf(tenantId))}.${client.escapeIdentifier(table)}`;
      await client.query(
        `alter table ${place} alter column ${client.escapeIdentifier(column)} restart with ${foreignId}`,
      );
    }
  } finally {
    await client.end();
  }
}

/** All rows that are, or belong to, somebody else's, by table. */
export async function foreignRows(ctx: TenantContext): Promise<Record<string, readonly string[]>> {
  const all = (await contentsOf(ctx, ['sessions', 'processed_updates'])) as Record<string, readonly string[]>;
  const isForeign = (row: string): boolean => row.includes(String(foreignId));
  return Object.fromEntries(
    Object.entries(all)
      .map(([table, rows]) => [table, rows.filter(isForeign)] as const)
      .filter(([, rows]) => rows.length > 0),
  );
}

interface Sampled {
  readonly id: string;
  samples(): string[];
}

/** Every button of the client's side, found in the files that declare them. */
export async function clientActions(): Promise<Sampled[]> {
  const rooms = resolve(__dirname, '../../src/bot/client');
  const files = readdirSync(rooms, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('data.ts'),
  );
  const loaded = await Promise.all(files.map((file) => import(join(rooms, file)) as Promise<object>));
  const exported = loaded.flatMap((room) => Object.values(room) as unknown[]);
  return exported.filter(
    (one): one is Sampled =>
      typeof one === 'object' && one !== null && 'samples' in one && 'id' in one && 'read' in one,
  );
}

/** Button data with the foreign id in every place in turn, and in all at once. */
export function withForeignId({ samples }: Pick<Sampled, 'samples'>): string[] {
  const id = foreignId.toString(36);
  const made = samples().flatMap((data) => {
    const [name = '', ...parts] = data.split(':');
    const single = parts.map((_, at) => [name, ...parts.map((part, index) => (index === at ? id : part))]);
    return [...single, [name, ...parts.map(() => id)]].map((all) => all.join(':'));
  });
  return [...new Set(made)].filter((data) => data.includes(`:${id}`));
}
