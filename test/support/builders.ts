import { DateTime } from 'luxon';
import { furnishTenant } from '../../src/commands/furnish-tenant.js';
import { openClient, type ClientProfile } from '../../src/commands/open-client.js';
import { saveContact } from '../../src/commands/save-contact.js';
import { bookSlot } from '../../src/commands/book-slot.js';
import { databaseSessions } from '../../src/commands/database-sessions.js';
import { Sessions } from '../../src/commands/sessions.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import type { Database } from '../../src/db/database.js';
import type { TenantDb } from '../../src/db/tenant-db.js';
import type { WeeklyInterval } from '../../src/domain/availability-types.js';
import type { SalonBlueprint } from '../../src/domain/blueprint.js';
import { defaultSettings, type TenantSettings } from '../../src/domain/settings.js';
import { FixedClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';
import { derivedSecret } from '../../src/telegram/webhook-secret.js';
import { idleWorkshop } from './idle-workshop.js';
import { watchOutput } from './leak-watch.js';

/** A tenant with services and masters in a real database, and a clock that stands still. */
export interface Salon {
  readonly ctx: TenantContext;
  readonly clock: FixedClock;
  /** In the order of the blueprint. */
  readonly services: readonly number[];
  readonly staff: readonly number[];
  /** Messages logged so far. */
  readonly logged: readonly string[];
  /** The instant of a wall time in the salon's zone, as `2026-03-03T10:00`. */
  at(wallTime: string): number;
}

export interface SalonOptions extends Partial<SalonBlueprint> {
  readonly zone?: string;
  readonly locale?: 'ru' | 'en';
  readonly settings?: Partial<TenantSettings>;
  /** Wall time of the salon; Monday 2026-03-02 11:00 when absent. */
  readonly now?: string;
}

let salons = 0;
let updates = 1_000_000;
let people = 5_000_000;

/** The number of an update that no other test has. */
export const nextUpdateId = (): number => ++updates;
/** The Telegram id of somebody new. */
export const nextPersonId = (): number => ++people;

/** The same hours on every day of the week. */
export function daily(startMinute: number, endMinute: number): WeeklyInterval[] {
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute, endMinute }));
}

export const haircut = { name: 'Стрижка', priceMinor: 150_000, durationMinutes: 60 };

/** A new tenant of this database: one service of an hour, one master, open 9–21 every day, unless told otherwise. */
export async function buildSalon(database: Database, options: SalonOptions = {}): Promise<Salon> {
  const id = `salon_${process.pid}_${++salons}`;
  await database.provision(id);
  const zone = options.zone ?? 'Europe/Moscow';
  const at = (wallTime: string) => DateTime.fromISO(wallTime, { zone }).toMillis();
  const clock = new FixedClock(at(options.now ?? '2026-03-02T11:00'));
  const logged: string[] = [];
  const ctx = contextOf(database.tenant(id), clock, { ...options, zone }, logged);
  await furnishTenant(ctx, {
    services: options.services ?? [haircut],
    staff: options.staff ?? [{ name: 'Анна' }],
    hours: options.hours ?? daily(9 * 60, 21 * 60),
    breaks: options.breaks ?? [],
  });
  const [services, staff] = await ctx.db.read(async (tx) => [
    await tx.rows<{ id: number }>(tx.sql('services').select('id').orderBy('position')),
    await tx.rows<{ id: number }>(tx.sql('staff').select('id').orderBy('position')),
  ]);
  return {
    ctx,
    clock,
    at,
    logged,
    services: services.map((row) => row.id),
    staff: staff.map((row) => row.id),
  };
}

/** The same salon through another pool: another process, as far as the database can tell. */
export function throughPool(salon: Salon, database: Database): TenantContext {
  return { ...salon.ctx, db: database.tenant(salon.ctx.id) };
}

/** A client who may book: name and phone are known. */
export async function newClient(ctx: TenantContext): Promise<ClientProfile> {
  const telegramId = nextPersonId();
  const { id: clientId } = await openClient(ctx, { telegramId, languageCode: 'ru' });
  const phone = `+7916${String(telegramId).padStart(7, '0').slice(-7)}`;
  return saveContact(ctx, { updateId: nextUpdateId() }, { clientId, name: 'Мария', phone });
}

/** The client books the salon's first service: the number of the booking. */
export async function bookFor(salon: Salon, clientId: number, wallTime: string): Promise<number> {
  const order = { clientId, serviceId: salon.services[0] ?? 0, staffId: null, start: salon.at(wallTime) };
  const result = await bookSlot(salon.ctx, { updateId: nextUpdateId() }, order);
  if (result.outcome !== 'booked') throw new Error(`not booked: ${result.outcome}`);
  return result.booking.id;
}

/** Changes rows as the salon's owner would. */
export async function change(
  ctx: TenantContext,
  table: string,
  where: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  await ctx.db.transact((tx) => tx.rows(tx.sql(table).where(where).update(values)));
}

/** Adds rows as the salon's owner would. */
export async function add(
  ctx: TenantContext,
  table: string,
  ...rows: readonly Readonly<Record<string, unknown>>[]
): Promise<void> {
  await ctx.db.transact((tx) => tx.rows(tx.sql(table).insert(rows)));
}

/** All rows of a table. */
export async function all<Row>(ctx: TenantContext, table: string, order = 'id'): Promise<Row[]> {
  return ctx.db.read((tx) => tx.rows<Row>(tx.sql(table).select('*').orderBy(order)));
}

function contextOf(
  db: TenantDb,
  clock: FixedClock,
  { zone, locale, settings }: SalonOptions & { readonly zone: string },
  logged: string[],
): TenantContext {
  const write = (line: string): void => {
    logged.push(line);
    watchOutput('log', line);
  };
  const log = createLogger({ level: 'info', pretty: false, destination: { write } });
  return {
    id: db.tenantId,
    name: 'Салон Анна',
    zone,
    locale: locale ?? 'ru',
    country: 'RU',
    currency: 'RUB',
    owners: [1],
    starting: { zone, locale: locale ?? 'ru', currency: 'RUB' },
    settings: { ...defaultSettings, ...settings },
    db,
    clock,
    sender: { call: (method) => Promise.reject(new Error(`a command sent ${method}`)) },
    files: { download: () => Promise.reject(new Error('a command asked for a file')) },
    log,
    limits: { count: () => Promise.resolve('allowed') },
    sessions: new Sessions(clock, log).of(db.tenantId, databaseSessions(db, clock, 'default')),
    workshop: idleWorkshop,
    wake: () => undefined,
    secret: (purpose) => derivedSecret('1:token', purpose, db.tenantId),
    profileChanged: () => Promise.resolve(),
  };
}
