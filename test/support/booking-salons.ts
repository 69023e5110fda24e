import { Client } from 'pg';
import type { Sandbox } from '../../src/sandbox/face.js';
import type { TestDatabase } from './database.js';
import { registryText, testToken } from './host.js';

/** The salons people book in, with their zones. */
export const busySalons = [
  { id: 'anna', zone: 'Europe/Moscow' },
  { id: 'boris', zone: 'Asia/Yekaterinburg' },
  { id: 'clara', zone: 'Europe/Kaliningrad' },
] as const;

export const reminderMinutes = [1440, 120, 60];

/** The registry that opens them; no quiet hours, so that every visit has the same reminders. */
export function busyRegistry(): string {
  const settings = { quiet_hours: null, reminders: ['24h', '2h', '1h'] };
  return registryText(
    Object.fromEntries(
      busySalons.map(({ id, zone }) => [id, { template: 'busy', timezone: zone, settings }]),
    ),
  );
}

export const botOf = (salon: string): string => `${salon}_bot`;

export function addBusyBots(sandbox: Sandbox): void {
  for (const { id } of busySalons) sandbox.addBot({ token: testToken(id), username: botOf(id), name: id });
}

/** Somebody whose name and phone the salon knows, so that booking asks for nothing but what and when. */
export interface KnownClient {
  readonly salon: string;
  readonly person: number;
}

/** So many people, spread over the salons. */
export const busyClients = (count: number): KnownClient[] =>
  Array.from({ length: count }, (_, index) => ({
    salon: busySalons[index % busySalons.length]?.id ?? busySalons[0].id,
    person: 8_000 + index,
  }));

/** Makes the salons' tables, with these clients in them. */
export async function prepareBusySalons(
  { database, adminUrl }: Pick<TestDatabase, 'database' | 'adminUrl'>,
  clients: readonly KnownClient[],
): Promise<void> {
  for (const { id } of busySalons) await database.provision(id);
  await addClients(adminUrl, clients);
}

/** Makes the salons, which have their tables, know these clients. */
export async function addClients(adminUrl: string, clients: readonly KnownClient[]): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  for (const { salon, person } of clients) {
    await admin.query(
      `insert into t_${salon}.clients (telegram_id, name, phone, locale, onboarded_at) values ($1, $2, $3, 'ru', now())`,
      [person, `Гость ${person}`, `+7916${String(1_000_000 + person)}`],
    );
  }
  await admin.end();
}
