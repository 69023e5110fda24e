import { DateTime } from 'luxon';
import { Client } from 'pg';
import type { ApiCall, Sandbox } from '../../src/sandbox/face.js';
import type { Asked, BookingLoad } from './booking-load.js';
import { busySalons, reminderMinutes } from './booking-salons.js';

/** Everything that contradicts what people were told, in words; and how much there was. */
export interface Judgement {
  readonly asked: number;
  /** Different confirmations that bots sent. */
  readonly acknowledged: number;
  /** Confirmed, and not so in the database. */
  readonly lost: readonly string[];
  /** In the database, and nobody asked for it; or not as the rules have it. */
  readonly phantoms: readonly string[];
  /** Two visits of one master or client at one time, or one confirmation in two messages. */
  readonly doubled: readonly string[];
  readonly bookings: number;
}

interface Row {
  readonly salon: string;
  readonly zone: string;
  readonly id: number;
  readonly version: number;
  readonly status: string;
  readonly person: number;
  readonly service: number;
  readonly serviceName: string;
  readonly staff: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly events: readonly Event[];
  readonly notices: readonly Notice[];
}

interface Event {
  readonly kind: string;
  readonly data: {
    readonly version?: number;
    readonly from?: string;
    readonly to?: string;
    readonly staffId?: number;
  };
}

interface Notice {
  readonly kind: string;
  readonly version: number;
  readonly distance: number;
  readonly state: string;
  readonly reason: string | null;
  readonly startsAt: string;
  readonly dueAt: string;
}

/** One confirmation as the bot put it: of a booking's creation, move or cancellation. */
interface Told {
  readonly salon: string;
  readonly person: number;
  readonly kind: Asked['kind'];
  readonly booking: number;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Compares what people asked for and were told with what is in the database, all bots being at rest. */
export async function judgeBookings(
  load: BookingLoad,
  sandbox: Sandbox,
  adminUrl: string,
): Promise<Judgement> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  const rows: Row[] = [];
  try {
    for (const salon of busySalons) rows.push(...(await readRows(admin, salon)));
  } finally {
    await admin.end();
  }
  // A message that never reached its reader says the truth all the same.
  const told = sandbox.calls().flatMap(toldBy);
  const find = ({ salon, booking }: { salon: string; booking: number }): Row | undefined =>
    rows.find((row) => row.salon === salon && row.id === booking);
  return {
    asked: load.asked.length,
    acknowledged: new Set(told.map(({ salon, kind, booking, text }) => `${salon} ${kind} ${booking} ${text}`))
      .size,
    bookings: rows.length,
    lost: [
      ...told.flatMap((one) => contradictionOf(one, find(one))),
      ...rows.flatMap((row) => lastWordOf(row, told, load.asked)),
    ],
    phantoms: rows.flatMap((row) => [...unaskedIn(row, load.asked), ...strangeIn(row), ...noticesOf(row)]),
    doubled: [...overlapsOf(rows), ...doubledMessages(load)],
  };
}

async function readRows(admin: Client, { id, zone }: (typeof busySalons)[number]): Promise<Row[]> {
  const { rows } = await admin.query<Row>(`
    select '${id}' as salon, '${zone}' as zone, b.id, b.version, b.status, c.telegram_id::int as person,
      b.service_id as service, s.name as "serviceName", b.staff_id as staff, b.starts_at as "startsAt", b.ends_at as "endsAt",
      (select coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'data', e.data) order by e.id), '[]')
        from t_${id}.booking_events e where e.booking_id = b.id) as events,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'version', n.booking_version, 'state', n.state,
          'distance', n.distance_minutes, 'reason', n.reason, 'startsAt', n.visit_starts_at, 'dueAt', n.due_at)), '[]')
        from t_${id}.notifications n where n.booking_id = b.id) as notices
    from t_${id}.bookings b join t_${id}.clients c on c.id = b.client_id join t_${id}.services s on s.id = b.service_id
    order by b.id`);
  return rows;
}

const confirmations: readonly (readonly [Asked['kind'], RegExp])[] = [
  ['book', /вы записаны\.<\/b>\nЗапись № (\d+)/],
  ['move', /запись № (\d+) перенесена/],
  ['cancel', /Запись № (\d+) отменена/],
];

function toldBy({ bot, chatId, parameters, at }: ApiCall): Told[] {
  const { text } = parameters;
  if (typeof text !== 'string' || bot === null || chatId === null) return [];
  return confirmations.flatMap(([kind, pattern]) => {
    const booking = pattern.exec(text)?.[1];
    if (booking === undefined) return [];
    return [{ salon: bot.replace(/_bot$/, ''), person: chatId, kind, booking: Number(booking), text, at }];
  });
}

const inWords = (instant: Date | string, zone: string): string => {
  const local = DateTime.fromMillis(new Date(instant).getTime(), { zone }).setLocale('ru');
  return local.toFormat('d MMMM, HH:mm');
};

/** Starts that the booking has had, oldest first, as its history tells. */
function startsOf({ events, startsAt }: Row): (Date | string)[] {
  const moves = events.filter(({ kind }) => kind === 'moved');
  return [moves[0]?.data.from ?? startsAt, ...moves.flatMap(({ data }) => data.to ?? [])];
}

function contradictionOf(told: Told, row: Row | undefined): string[] {
  const about = `${told.salon} ${told.kind} ${told.booking} of ${told.person}`;
  if (row === undefined) return [`${about}: there is no such booking`];
  if (row.person !== told.person) return [`${about}: it is somebody else's`];
  const kinds = { book: 'created', move: 'moved', cancel: 'cancelled' };
  if (!row.events.some(({ kind }) => kind === kinds[told.kind])) return [`${about}: it never happened`];
  const isKnown = startsOf(row).some((start) => told.text.includes(inWords(start, row.zone)));
  if (!isKnown) return [`${about}: it never stood at that time`];
  return told.text.includes(row.serviceName) ? [] : [`${about}: it is another service`];
}

/** What the bot said last of a booking holds, unless its client pressed another button of it since. */
function lastWordOf(row: Row, told: readonly Told[], asked: readonly Asked[]): string[] {
  const last = told.findLast(({ salon, booking }) => salon === row.salon && booking === row.id);
  if (last === undefined) return [];
  const isOpen = asked.some(
    (one) => one.kind !== 'book' && one.salon === row.salon && one.booking === row.id && one.at >= last.at,
  );
  if (isOpen) return [];
  const about = `${row.salon} ${row.id}: told "${last.kind}" last, but it is`;
  if ((last.kind === 'cancel') !== (row.status === 'cancelled')) return [`${about} ${row.status}`];
  const line = /Когда: .*/.exec(last.text)?.[0] ?? last.text;
  return line.includes(inWords(row.startsAt, row.zone)) ? [] : [`${about} at ${row.startsAt.toISOString()}`];
}

/** Steps of the booking's history that its client did not ask for. */
function unaskedIn(row: Row, asked: readonly Asked[]): string[] {
  const own = asked.filter(({ salon, person }) => salon === row.salon && person === row.person);
  const [first = row.startsAt] = startsOf(row);
  const isAsked = ({ kind, data }: Event): boolean =>
    own.some((one) => {
      if (kind === 'created')
        return one.kind === 'book' && one.service === row.service && one.start === new Date(first).getTime();
      if (one.kind === 'book' || one.booking !== row.id) return false;
      if (kind === 'cancelled') return one.kind === 'cancel';
      if (kind !== 'moved' || one.kind !== 'move') return false;
      return one.start === new Date(data.to ?? 0).getTime() && (one.staff ?? data.staffId) === data.staffId;
    });
  return row.events
    .filter((event) => !isAsked(event))
    .map(({ kind }) => `${row.salon} ${row.id}: nobody asked for ${kind}`);
}

/** History and row must tell the same. */
function strangeIn(row: Row): string[] {
  const kinds = row.events.map(({ kind }) => kind);
  const versions = row.events.map(({ data }, index) => (index === 0 ? 1 : data.version));
  const isWhole =
    kinds[0] === 'created' &&
    kinds.indexOf('created', 1) === -1 &&
    [-1, kinds.length - 1].includes(kinds.indexOf('cancelled')) &&
    versions.every((version, index) => version === index + 1) &&
    row.version === versions.length &&
    (kinds.at(-1) === 'cancelled') === (row.status === 'cancelled') &&
    new Date(startsOf(row).at(-1) ?? 0).getTime() === row.startsAt.getTime();
  return isWhole ? [] : [`${row.salon} ${row.id}: row and history differ: ${JSON.stringify(row)}`];
}

/** A live visit has each reminder of its time once, waiting; nothing waits for any other. */
function noticesOf(row: Row): string[] {
  const waiting = row.notices.filter(({ kind, state }) => kind === 'reminder' && state !== 'skipped');
  const expected = row.status === 'booked' ? reminderMinutes : [];
  const isRight = ({ startsAt, dueAt, distance, state }: Notice): boolean =>
    state === 'pending' &&
    new Date(startsAt).getTime() === row.startsAt.getTime() &&
    new Date(dueAt).getTime() === row.startsAt.getTime() - distance * 60_000;
  const distances = waiting.map(({ distance }) => distance).sort((one, other) => other - one);
  const areRight = String(distances) === String(expected) && waiting.every(isRight);
  return areRight ? [] : [`${row.salon} ${row.id} (${row.status}): reminders ${JSON.stringify(waiting)}`];
}

/** Pairs of live visits that are at one time with one master, or of one client. */
function overlapsOf(rows: readonly Row[]): string[] {
  const live = rows.filter(({ status }) => status === 'booked');
  return live.flatMap((one, index) =>
    live
      .slice(index + 1)
      .filter(
        ({ salon, staff, person }) => salon === one.salon && (staff === one.staff || person === one.person),
      )
      .filter(({ startsAt, endsAt }) => startsAt < one.endsAt && one.startsAt < endsAt)
      .map((other) => `${one.salon}: ${one.id} and ${other.id} overlap`),
  );
}

/** Bookings that two messages of a chat confirm. */
function doubledMessages({ chats }: BookingLoad): string[] {
  return chats.flatMap(({ salon, chat }) => {
    const numbers = chat
      .messages()
      .flatMap(({ fromBot, text }) =>
        fromBot ? (/вы записаны\.\nЗапись № (\d+)/.exec(text ?? '')?.[1] ?? []) : [],
      );
    return numbers
      .filter((number, index) => numbers.indexOf(number) !== index)
      .map((number) => `${salon} ${number}: confirmed in two messages`);
  });
}
