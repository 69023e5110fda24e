import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { readConfig } from '../../src/config/config.js';
import { createHost, type Host, type HostOverrides } from '../../src/host/host.js';
import { systemClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';

/** The numbers of salons and people of a benchmark, and how they are called everywhere. */
export const idOf = (salon: number): string => `salon_${salon}`;
export const usernameOf = (salon: number): string => `${idOf(salon)}_bot`;
export const tokenOf = (salon: number): string =>
  `${700_000_000 + salon}:AAAbcdefghijklmnopqrstuvwxyz0123456`;
export const personOf = (salon: number, index: number): number => 1_000_000_000 + salon * 1_000_000 + index;

export interface Entry {
  readonly settings?: string;
  readonly owners?: readonly number[];
  readonly state?: 'active' | 'suspended';
}

/** Writes the registry as an editor does. */
export async function saveRegistry(
  folder: string,
  salons: readonly number[],
  entry: (salon: number) => Entry = () => ({}),
): Promise<string> {
  const path = join(folder, 'tenants.yaml');
  const lines = salons.map((salon) => {
    const { settings = '{ quiet_hours: null }', owners = [], state = 'active' } = entry(salon);
    return `  ${idOf(salon)}: { name: Salon ${salon}, token: "${tokenOf(salon)}", template: barber, state: ${state}, owners: ${JSON.stringify(owners)}, settings: ${settings} }\n`;
  });
  await writeFile(`${path}.new`, `tenants:\n${lines.join('')}`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return path;
}

/** The whole host as the program puts it together; only the log is quiet. */
export function openHost(
  options: {
    folder: string;
    registry: string;
    databaseUrl: string;
    apiRoot: string;
    variables?: Readonly<Record<string, string>>;
  },
  overrides: HostOverrides = {},
): Promise<Host> {
  return createHost({
    config: readConfig({
      TENANTS_FILE: options.registry,
      DATA_DIR: options.folder,
      DATABASE_URL: options.databaseUrl,
      TELEGRAM_API_ROOT: options.apiRoot,
      HTTP_PORT: '0',
      ...options.variables,
    }),
    log: createLogger({ level: 'fatal', pretty: false }),
    clock: systemClock,
    overrides,
  });
}

/** Clients who need not introduce themselves any more. */
export async function seedClients(admin: Client, salon: number, from: number, count: number): Promise<void> {
  await admin.query(
    `insert into t_${idOf(salon)}.clients (telegram_id, name, phone, locale, onboarded_at)
     select $1::bigint + n, 'Maria ' || n, '+7916' || lpad(n::text, 7, '0'), 'ru', now()
     from generate_series($2::int, $2::int + $3::int - 1) n`,
    [personOf(salon, 0), from, count],
  );
}

/** A visit for each of the first clients, some days ahead, whose reminder is due at an instant (epoch milliseconds). */
export async function seedReminders(
  admin: Client,
  salon: number,
  count: number,
  dueAt: number,
): Promise<void> {
  const schema = `t_${idOf(salon)}`;
  await admin.query(
    `with visits as (
       insert into ${schema}.bookings (client_id, service_id, staff_id, starts_at, ends_at, during, price_minor, currency,
         contact_name, contact_phone)
       select c.id, s.id, m.id, v.at, v.at + interval '1 hour', tstzrange(v.at, v.at + interval '1 hour'), 100, 'RUB',
         'Maria', '+79161234567'
       from (select id, row_number() over (order by id) - 1 as n from ${schema}.clients order by id limit $1) c
       cross join lateral (select date_trunc('hour', now()) + interval '300 days' + c.n * interval '2 hours' as at) v
       cross join (select id from ${schema}.services order by id limit 1) s
       cross join (select id from ${schema}.staff order by id limit 1) m
       returning id, version, client_id, starts_at
     )
     insert into ${schema}.notifications (kind, booking_id, booking_version, visit_starts_at, distance_minutes, client_id, due_at)
     select 'reminder', id, version, starts_at, 120, client_id, $2 from visits`,
    [count, new Date(dueAt)],
  );
}
