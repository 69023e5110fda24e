import { Client } from 'pg';
import { keepSecret } from './leak-watch.js';

/** What the tables of a salon hold about people. */
const personal = {
  name: ['clients.name', 'bookings.contact_name', 'admins.name', 'audit_log.actor_name'],
  phone: ['clients.phone', 'bookings.contact_phone'],
  text: [
    'clients.notes',
    'clients.blacklist_reason',
    'bookings.comment',
    'bookings.cancel_reason',
    'reviews.body',
    'reviews.reply',
  ],
} as const;
const mostSchemas = 50;
const mostValues = 1000;

/** Whatever a test has stored about people in this database must not have come out. `url`: a superuser's. */
export async function keepStoredSecrets(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: columns } = await client.query<{ schema: string; column: string }>(
      `select table_schema as schema, table_name || '.' || column_name as column from information_schema.columns
         where table_schema = any (select nspname from pg_namespace where nspname like 't\\_%' order by oid limit $1)
           and table_name || '.' || column_name = any ($2)`,
      [mostSchemas, Object.values(personal).flat()],
    );
    if (columns.length === 0) return;
    const parts = columns.map(({ schema, column }) => partOf(client, schema, column));
    const { rows } = await client.query<{ kind: 'name' | 'phone' | 'text'; value: string }>(
      parts.join(' union '),
    );
    for (const { kind, value } of rows) keepSecret(kind, value);
  } finally {
    await client.end();
  }
}

function partOf(client: Client, schema: string, column: string): string {
  const [table = '', name = ''] = column.split('.').map((part) => client.escapeIdentifier(part));
  const kind =
    Object.entries(personal).find(([, columns]) => columns.some((one) => one === column))?.[0] ?? '';
  const place = `${client.escapeIdentifier(schema)}.${table}`;
  return `(select '${kind}' as kind, ${name} as value from ${place} where ${name} is not null limit ${mostValues})`;
}
