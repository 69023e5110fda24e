import type { TenantContext } from '../../src/commands/tenant-context.js';

/** Every row of every table of the salon, but those of some tables. */
export async function contentsOf(
  ctx: TenantContext,
  except: readonly string[],
): Promise<Record<string, unknown>> {
  return ctx.db.read(async (tx) => {
    const tables = await tx.rows<{ name: string }>(
      tx.sql.raw(`select tablename as name from pg_tables
         where schemaname = current_schema() and has_table_privilege(format('%I.%I', schemaname, tablename), 'select') order by 1`),
    );
    const found: Record<string, unknown> = {};
    for (const { name } of tables) {
      if (except.includes(name)) continue;
      const rows = await tx.rows<{ row: string }>(
        tx.sql.raw('select cast(to_jsonb(t) as text) as row from ?? t order by 1', [name]),
      );
      found[name] = rows.map(({ row }) => row);
    }
    return found;
  });
}

interface Schema {
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** A value that fits a schema of the questions' arguments. */
export function sampleOf(schema: object, name = ''): unknown {
  const { anyOf, enum: words, type, minimum, pattern, properties, ...rest } = schema as Schema;
  if (anyOf?.[0] !== undefined) return sampleOf(anyOf[0], name);
  if (words !== undefined) return words[0];
  if ('const' in rest) return rest.const;
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([key, one]) => [key, sampleOf(one, key)]),
      );
    case 'integer':
    case 'number':
      return Math.max(1, minimum ?? 1);
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'null':
      return null;
    default:
      return pattern !== undefined || /^(?:date|from|to|day)$/i.test(name) ? '2026-03-05' : '2';
  }
}
