import { DateTime } from 'luxon';
import type { Environment } from '../../src/config/env.js';
import type { WeeklyInterval } from '../../src/domain/availability-types.js';
import type { SalonBlueprint } from '../../src/domain/blueprint.js';
import type { HostOverrides } from '../../src/host/host.js';
import { AdjustableClock } from '../../src/lib/clock.js';
import {
  startSandbox,
  type Chat,
  type ChatMessage,
  type PressAnswer,
  type Sandbox,
} from '../../src/sandbox/sandbox.js';
import { startTestHost, type TestHost, type TestTenant } from '../support/host.js';

const daily = (from: number, to: number): WeeklyInterval[] =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: from * 60, endMinute: to * 60 }));

const service = (category: string, name: string, durationMinutes: number, priceMinor: number) => ({
  category,
  name,
  durationMinutes,
  priceMinor,
  description: `${name}: <b>без спешки</b> & с удовольствием`,
});

/** Three masters and enough services for categories; Olga does nails only. */
const team: SalonBlueprint = {
  services: [
    service('Волосы', 'Стрижка', 60, 220_000),
    service('Волосы', 'Укладка', 45, 180_000),
    service('Волосы', 'Окрашивание', 120, 480_000),
    ...Array.from({ length: 9 }, (_, index) =>
      service('Ногти', `Маникюр ${index + 1}`, 60, 150_000 + index * 10_000),
    ),
    service('Лицо', 'Брови', 30, 0),
  ],
  staff: [
    { name: 'Анна', about: 'Стилист' },
    { name: 'Мария', services: ['Стрижка', 'Укладка', 'Окрашивание', 'Брови'] },
    { name: 'Ольга', services: Array.from({ length: 8 }, (_, index) => `Маникюр ${index + 1}`) },
  ],
  hours: daily(9, 21),
  breaks: [],
};

/** One master, one service: there is nothing to choose but the time. */
const solo: SalonBlueprint = {
  services: [{ name: 'Стрижка', priceMinor: 150_000, durationMinutes: 60 }],
  staff: [{ name: 'Тимур' }],
  hours: daily(10, 14),
  breaks: [],
};

const clinic: SalonBlueprint = {
  services: [
    { name: 'Check-up', priceMinor: 1500, durationMinutes: 90, description: 'A calm first visit.' },
    { name: 'Cleaning', priceMinor: 12_050, durationMinutes: 45 },
  ],
  staff: [{ name: 'Dr. Grey' }],
  hours: daily(9, 17),
  breaks: [],
};

export const tenants = {
  anna: {
    name: 'Салон «Анна»',
    template: 'team',
    settings: { address: 'Мира, 5', phone: '+74951234567' },
  },
  boris: { name: 'Барбер <Борис>', template: 'solo' },
  clinic: {
    name: 'Harbour Clinic',
    template: 'clinic',
    locale: 'en',
    timezone: 'America/New_York',
    country: 'US',
    currency: 'USD',
    settings: { phone: '+12125550123' },
  },
  /** Nothing in it yet. */
  fresh: { name: 'Новый <салон>' },
} as const satisfies Record<string, TestTenant>;

export type TenantId = keyof typeof tenants;

/** Monday, 2 March 2026, 11:00 in Moscow. */
export const monday = DateTime.fromISO('2026-03-02T11:00', { zone: 'Europe/Moscow' });

export interface Guest {
  readonly id: number;
  readonly firstName: string;
  readonly languageCode?: string;
  readonly phone?: string;
}

export interface Visit {
  readonly chat: Chat;
  readonly guest: Guest;
  /** Says something and gives the screen that answers it. */
  say(text: string): Promise<ChatMessage>;
  /** Presses a button of the current screen: its label, or the beginning of it. */
  press(label: string | RegExp): Promise<PressAnswer | null>;
  pressData(data: string, messageId?: number): Promise<PressAnswer | null>;
  shareContact(own?: Parameters<Chat['shareContact']>[0]): Promise<ChatMessage>;
  /** Resolves when everything sent so far has been dealt with. */
  settled(): Promise<void>;
  /** The newest message with buttons. */
  screen(): ChatMessage;
  labels(): string[];
}

export interface BookingHouse {
  readonly sandbox: Sandbox;
  readonly host: TestHost;
  readonly clock: AdjustableClock;
  visit(tenant: TenantId, guest: Guest): Visit;
  /** All bookings of a tenant, oldest first. */
  bookings(tenant: TenantId): Promise<BookingRow[]>;
  /** What the host logged as errors. */
  failures(): string[];
  close(): Promise<void>;
}

export interface BookingRow {
  readonly id: number;
  readonly status: string;
  readonly starts_at: Date;
  readonly service_id: number;
  readonly staff_id: number;
  readonly contact_name: string;
  readonly contact_phone: string;
  readonly comment: string | null;
}

/** The pace of people is not what these tests are about; a failed call is the intake's affair at once. */
const hasty = {
  bot: { perSecond: 10_000, burst: 10_000 },
  chat: { perSecond: 10_000, burst: 10_000 },
  group: { perSecond: 10_000, burst: 10_000 },
};

/** The whole host on the local Telegram, with three salons; `owners` are the owners of each, `variables` the process's own. */
export async function openBookingHouse(
  only: readonly TenantId[] = ['anna', 'boris', 'clinic'],
  owners: readonly number[] = [],
  variables: Environment = {},
  more: HostOverrides = {},
): Promise<BookingHouse> {
  const clock = new AdjustableClock();
  clock.setTo(monday.toMillis());
  const sandbox = await startSandbox({ clock });
  const chosen = Object.fromEntries(only.map((id): [string, TestTenant] => [id, { ...tenants[id], owners }]));
  const host = await startTestHost({
    tenants: chosen,
    sandbox,
    clock,
    variables,
    overrides: { blueprints: { team, solo, clinic }, senderLimits: { pace: hasty, attempts: 1 }, ...more },
  });
  return {
    sandbox,
    host,
    clock,
    visit: (tenant, guest) => visitOf(sandbox, `${tenant}_bot`, guest),
    bookings: (tenant) =>
      host.database.database
        .tenant(tenant)
        .read((tx) => tx.rows<BookingRow>(tx.sql('bookings').select('*').orderBy('id'))),
    failures: () => host.logs.filter((line) => /"level":"(error|fatal)"/.test(line)),
    close: async () => {
      await host.stop();
      await sandbox.stop();
    },
  };
}

/** What people of the salon are told without asking comes when it comes: it is no answer to anything. */
const unasked = /^(?:Открыть запись|Open the booking|📅 Расписание на сегодня|📅 Today’s schedule)$/;

function visitOf(sandbox: Sandbox, bot: string, guest: Guest): Visit {
  const chat = sandbox.person(guest).chat(bot);
  // An update that nobody answers, behind all others of this chat: once it is confirmed, so are they.
  const settled = async (): Promise<void> => {
    const id = chat.update({ message: { message_id: 0, date: 1, chat: { id: guest.id, type: 'private' } } });
    if (id === null) throw new Error('the bot does not listen to messages');
    await sandbox.confirmed(bot, id);
  };
  const screen = (): ChatMessage => {
    const found = chat
      .messages()
      .filter(({ fromBot, inlineKeyboard }) => fromBot && inlineKeyboard !== undefined)
      .filter(({ inlineKeyboard }) => !unasked.test(inlineKeyboard?.[0]?.[0]?.text ?? ''));
    const last = found.at(-1);
    if (last === undefined) throw new Error(`no screen yet\n${chat.transcript()}`);
    return last;
  };
  const buttons = () => screen().inlineKeyboard?.flat() ?? [];
  const visit: Visit = {
    chat,
    guest,
    settled,
    screen,
    labels: () => buttons().map(({ text }) => text),
    say: async (text) => {
      await (text === '/start' ? chat.start() : chat.send(text));
      await settled();
      // Somebody new is offered a tour first; most tests are about what comes after it.
      const skip =
        text === '/start' ? buttons().find(({ text: label }) => /^(Пропустить|Skip)$/.test(label)) : null;
      if (skip?.data !== undefined) await visit.pressData(skip.data);
      return screen();
    },
    press: async (label) => {
      const fits = (text: string): boolean =>
        typeof label === 'string' ? text.includes(label) : label.test(text);
      const button = buttons().find(({ text }) => fits(text));
      if (button?.data === undefined) throw new Error(`no button ${String(label)}\n${chat.transcript()}`);
      return visit.pressData(button.data);
    },
    pressData: async (data, messageId = screen().messageId) => {
      const answer = await chat.press({ data, messageId });
      await settled();
      return answer;
    },
    shareContact: async (own) => {
      await chat.shareContact(own);
      await settled();
      return screen();
    },
  };
  return visit;
}

/** An order of the salon's first service with any master, as buttons carry it. `start`: epoch milliseconds. */
export const orderData = (start: number): string => `1:0:${Math.round(start / 60_000).toString(36)}`;

let people = 700_000;

/** Somebody new. */
export function newGuest(firstName: string, languageCode = 'ru'): Guest {
  people += 1;
  return { id: people, firstName, languageCode, phone: `+7916${String(1_000_000 + (people % 1_000_000))}` };
}
