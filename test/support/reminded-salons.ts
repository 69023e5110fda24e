import { DateTime } from 'luxon';
import { Client } from 'pg';
import type { Chat, Sandbox } from '../../src/sandbox/face.js';
import { buildSalon, type Salon } from './builders.js';
import type { TestDatabase } from './database.js';
import { testToken } from './host.js';
import { book, type Booked } from './notices.js';
import { HttpBot } from './sandbox.js';

/** A visit in three days (a date, also after a midnight) whose only reminder waits until the test says that it is due. */
export interface RemindedVisit {
  readonly salon: Salon;
  readonly clientId: number;
  readonly bookingId: number;
  readonly telegramId: number;
  readonly chat: Chat;
}

export interface ReminderRow {
  readonly id: string;
  readonly tenant: string;
  readonly booking: number;
  readonly version: number;
  readonly startsAt: Date;
  readonly state: string;
  readonly copies: number;
  readonly claims: number;
}

/** Salons with visits, and the reminders of all of them in the database, whoever serves them. */
export interface RemindedSalons {
  readonly salons: readonly Salon[];
  readonly visits: readonly RemindedVisit[];
  /** The entries of a registry. No quiet hours: what comes late on purpose is not to wait for the morning if it is night. */
  readonly tenants: Readonly<Record<string, { timezone: string; settings: { quiet_hours: null } }>>;
  /** Makes the reminders of these visits due now. */
  release(visits: readonly RemindedVisit[]): Promise<void>;
  rows(): Promise<ReminderRow[]>;
  /** Lets the leases of the rows run out that have counted at most so many copies. To be called while nobody runs. */
  endLeases(most: { copies: number }): Promise<void>;
  /** Resolves when nothing is due any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const perMaster = 8;
const patienceMs = 60_000;

/** `zones` makes a salon each, with `visits` clients who have all talked to its bot; the clock is the machine's. */
export async function remindedSalons(
  database: TestDatabase,
  sandbox: Sandbox,
  { zones, visits }: { readonly zones: readonly string[]; readonly visits: number },
): Promise<RemindedSalons> {
  const salons: Salon[] = [];
  const all: RemindedVisit[] = [];
  for (const zone of zones) {
    const salon = await buildSalon(database.database, {
      zone,
      staff: Array.from({ length: Math.ceil(visits / perMaster) }, (_, index) => ({ name: `M${index}` })),
      settings: { reminderMinutes: [120] },
    });
    salon.clock.setTo(Date.now());
    salons.push(salon);
    all.push(...(await fill(salon, sandbox, visits)));
  }
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  const schemas = salons.map(({ ctx }) => ctx.id);
  await listen(admin, schemas);
  const rows = () => readRows(admin, schemas);
  return {
    salons,
    visits: all,
    tenants: Object.fromEntries(
      salons.map(({ ctx }) => [ctx.id, { timezone: ctx.zone, settings: { quiet_hours: null } }]),
    ),
    release: (some) => release(admin, some),
    rows,
    endLeases: async ({ copies }) => {
      for (const id of schemas) {
        await admin.query(
          `update t_${id}.notifications set lease_until = now() - interval '1 s' where state = 'sending' and attempt <= $1`,
          [copies],
        );
      }
      await admin.query('update botel.wakeups set next_due_at = now()');
    },
    settled: () => untilSettled(admin, rows),
    close: () => admin.end(),
  };
}

async function fill(salon: Salon, sandbox: Sandbox, visits: number): Promise<RemindedVisit[]> {
  const { zone } = salon.ctx;
  const day = DateTime.fromMillis(Date.now(), { zone }).plus({ days: 3 }).toISODate() ?? '';
  const booked: Booked[] = [];
  for (let index = 0; index < visits; index += 1) {
    booked.push(await book(salon, `${day}T${10 + (index % perMaster)}:00`));
  }
  const chats = await startedChats(salon, sandbox, booked);
  return chats.map((client) => ({ salon, ...client }));
}

/** The salon's bot, and these clients' chats with it, in which nobody has to be greeted any more. */
export async function startedChats(
  { ctx }: Salon,
  sandbox: Sandbox,
  clients: readonly Booked[],
): Promise<(Booked & { readonly chat: Chat })[]> {
  const token = testToken(ctx.id);
  sandbox.addBot({ token, username: `${ctx.id}_bot`, name: ctx.name });
  const started: (Booked & { readonly chat: Chat })[] = [];
  for (const client of clients) {
    const person = sandbox.person({ id: client.telegramId, firstName: 'Мария', languageCode: 'ru' });
    const chat = person.chat(`${ctx.id}_bot`);
    await chat.start();
    started.push({ ...client, chat });
  }
  const bot = new HttpBot(sandbox.apiRoot, token);
  for (let offset = 0; ;) {
    const updates = await bot.result<{ update_id: number }[]>('getUpdates', { offset });
    const last = updates.at(-1);
    if (last === undefined) return started;
    offset = last.update_id + 1;
  }
}

async function release(admin: Client, visits: readonly RemindedVisit[]): Promise<void> {
  for (const id of new Set(visits.map(({ salon }) => salon.ctx.id))) {
    const bookings = visits.filter(({ salon }) => salon.ctx.id === id).map(({ bookingId }) => bookingId);
    await admin.query(
      `update t_${id}.notifications set due_at = now()
       where kind = 'reminder' and state = 'pending' and booking_id = any($1::int[])`,
      [bookings],
    );
  }
}

async function readRows(admin: Client, schemas: readonly string[]): Promise<ReminderRow[]> {
  const rows: ReminderRow[] = [];
  for (const id of schemas) {
    const result = await admin.query<ReminderRow>(
      `select '${id}:' || id as id, '${id}' as tenant, booking_id as booking, booking_version as version,
         visit_starts_at as "startsAt", case when state = 'pending' and due_at > now() then 'ahead' else state end as state,
         attempt as copies, claims
       from t_${id}.notifications where kind = 'reminder'`,
    );
    rows.push(...result.rows);
  }
  return rows;
}

/** The database tells of every change of a row. */
async function listen(admin: Client, schemas: readonly string[]): Promise<void> {
  await admin.query(`
    create or replace function public.tell() returns trigger language plpgsql security definer as
      'begin perform pg_notify(''told'', ''''); return null; end';
    listen told`);
  for (const id of schemas) {
    await admin.query(
      `create trigger tell after update on t_${id}.notifications for each statement execute function public.tell()`,
    );
  }
}

async function untilSettled(admin: Client, rows: () => Promise<ReminderRow[]>): Promise<void> {
  const isOpen = ({ state }: ReminderRow) => state === 'pending' || state === 'sending';
  for (;;) {
    let told = (): void => undefined;
    const change = new Promise<void>((resolve) => (told = resolve));
    admin.once('notification', told);
    const open = (await rows()).filter(isOpen);
    if (open.length === 0) {
      admin.off('notification', told);
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const problem = `${open.length} reminders are still due: ${JSON.stringify(open.slice(0, 3))}`;
      timer = setTimeout(() => reject(new Error(problem)), patienceMs);
    });
    await Promise.race([change, late]).finally(() => clearTimeout(timer));
  }
}
