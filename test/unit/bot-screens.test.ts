import type { BookingView } from '../../src/commands/read-booking.js';
import type { ServiceView } from '../../src/commands/read-catalogue.js';
import type { MonthDay, MonthView } from '../../src/commands/read-month.js';
import type { SalonInfo } from '../../src/commands/salon-info.js';
import { aboutScreen } from '../../src/bot/client/about/screens.js';
import { monthScreen } from '../../src/bot/client/calendar/month-screen.js';
import { bookingPath } from '../../src/bot/client/calendar/path.js';
import { timesScreen } from '../../src/bot/client/calendar/times-screen.js';
import { askNameScreen } from '../../src/bot/client/order/contact-screens.js';
import { bookedScreen } from '../../src/bot/client/order/summary-screen.js';
import { limitScreen, refusedScreen } from '../../src/bot/client/order/refusal-screens.js';
import { cardOf, cardText } from '../../src/bot/client/services/card.js';
import { firstList, listAroundService } from '../../src/bot/client/services/paging.js';
import { servicesScreen, staffScreen } from '../../src/bot/client/services/screens.js';
import { visitScreen, visitsScreen } from '../../src/bot/client/visits/screens.js';
import type { Screen } from '../../src/bot/screen.js';
import { wordingFor } from '../../src/bot/wording.js';

const ru = wordingFor({ locale: 'ru', zone: 'Europe/Moscow', country: 'RU' });
const us = wordingFor({ locale: 'en', zone: 'America/New_York', country: 'US' });
const now = Date.parse('2026-03-02T08:00:00Z');
const wish = { serviceId: 4, staffId: null };
const order = { ...wish, start: Date.parse('2026-03-05T11:30:00Z') };

const service = (id: number, rest: Partial<ServiceView> = {}): ServiceView => ({
  id,
  name: `Услуга ${id}`,
  description: null,
  category: null,
  priceMinor: 150_000,
  currency: 'RUB',
  durationMinutes: 60,
  staffCount: 1,
  hasPhoto: false,
  ...rest,
});
const booking: BookingView = {
  id: 12,
  clientId: 1,
  serviceId: 4,
  serviceName: 'Стрижка <модная>',
  staffId: 2,
  staffName: 'Анна & Ко',
  startsAt: order.start,
  endsAt: order.start + 3_600_000,
  durationMinutes: 60,
  priceMinor: 0,
  currency: 'RUB',
  status: 'booked',
  contactName: 'Вера',
  contactPhone: '+79161234567',
  comment: null,
  cancelledBy: null,
  cancelReason: null,
  mayChange: true,
  version: 1,
};

const rows = (screen: Screen): string[][] => screen.keyboard.map((row) => row.map(({ text }) => text));
const dataOf = (screen: Screen, label: string): string | undefined =>
  screen.keyboard.flat().find(({ text }) => text === label)?.callback_data;

/** Telegram's limits for any message. */
function expectSendable({ text, keyboard }: Screen): void {
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(4096);
  expect(keyboard.flat().length).toBeLessThanOrEqual(100);
  for (const row of keyboard) expect(row.length).toBeLessThanOrEqual(8);
  for (const { callback_data: data = '' } of keyboard.flat())
    expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
}

describe('the list of services', () => {
  const many = (count: number, category: (id: number) => string | null): ServiceView[] =>
    Array.from({ length: count }, (_, index) => service(index + 1, { category: category(index + 1) }));

  test('one page has no pager and no categories', () => {
    const screen = servicesScreen(
      firstList(
        many(8, (id) => `c${id}`),
        0,
      ),
      ru,
    );
    expect(rows(screen)).toHaveLength(9);
    expect(rows(screen)[0]?.[0]?.replaceAll('\u00a0', ' ')).toBe('Услуга 1 · 1 500 ₽ · 1 ч');
  });

  test('many services of one category turn pages', () => {
    const services = many(20, () => null);
    const pagers = [0, 1, 2, 99].map((page) => rows(servicesScreen(firstList(services, page), ru)).at(-2));
    expect(pagers).toEqual([
      ['1 из 3', '›'],
      ['‹', '2 из 3', '›'],
      ['‹', '3 из 3'],
      ['‹', '3 из 3'],
    ]);
  });

  test('many services of several categories are divided, those without one last named', () => {
    const services = many(12, (id) => (id < 9 ? 'Ногти' : null));
    expect(rows(servicesScreen(firstList(services, 0), ru)).slice(0, 2)).toEqual([
      ['Ногти · 8 услуг'],
      ['Другое · 4 услуги'],
    ]);
  });

  test('the way back from a service leads to its page', () => {
    const list = listAroundService(
      many(20, () => null),
      12,
    );
    expect(list).toMatchObject({ kind: 'services', page: 1 });
    expect(
      listAroundService(
        many(20, () => null),
        99,
      ),
    ).toMatchObject({ page: 0 });
  });

  test('an empty salon says so', () => {
    expect(servicesScreen(firstList([], 0), ru).text).toContain('нет услуг');
  });
});

test('the choice of masters names price and time only where they differ', () => {
  const details = {
    service: service(4, { staffCount: 2, description: 'x'.repeat(5000) }),
    staff: [
      { id: 1, name: 'Анна <3', about: 'Стилист & мастер', priceMinor: 150_000, durationMinutes: 60 },
      { id: 2, name: 'Мария', about: null, priceMinor: 200_000, durationMinutes: 90 },
    ],
  };
  const screen = staffScreen(details, ru);
  expectSendable(screen);
  expect(rows(screen).map(([label]) => label?.replaceAll('\u00a0', ' '))).toEqual([
    '👥 К любому свободному мастеру',
    'Анна <3',
    'Мария · 2 000 ₽ · 1 ч 30 мин',
    '‹ Назад',
  ]);
  expect(screen.text).toContain('<b>Анна &lt;3</b> — Стилист &amp; мастер');
});

describe('the month', () => {
  const day = (number: number, rest: Partial<MonthDay> = {}): MonthDay => ({
    date: `2026-03-${String(number).padStart(2, '0')}`,
    state: 'free',
    free: 5,
    load: 'many',
    ...rest,
  });
  const closed = { free: 0, load: null } as const;
  const days = Array.from({ length: 31 }, (_, index) => day(index + 1));
  days[0] = day(1, { ...closed, state: 'past' });
  days[2] = day(3, { ...closed, state: 'off' });
  days[3] = day(4, { ...closed, state: 'full' });
  days[4] = day(5, { load: 'some' });
  days[5] = day(6, { load: 'few' });
  days[30] = day(31, { ...closed, state: 'beyond_horizon' });
  const month: MonthView = {
    month: '2026-03',
    days,
    hasPrevious: false,
    hasNext: true,
    firstFree: '2026-03-02',
  };
  const card = cardOf(service(4), null);
  const frame = { head: cardText(card, ru, true), path: bookingPath(wish, card) };

  test('is a grid of weeks, with signs and a legend beside them', () => {
    const screen = monthScreen({ ...frame, month, nearest: null }, ru);
    expectSendable(screen);
    expect(rows(screen).slice(0, 4)).toEqual([
      ['\u2800', 'Март 2026', '›'],
      ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'],
      ['\u2800', '\u2800', '\u2800', '\u2800', '\u2800', '\u2800', '·'],
      ['2●', '–', '4✕', '5◑', '6○', '7●', '8●'],
    ]);
    expect(
      rows(screen)
        .slice(2, 8)
        .every((row) => row.length === 7),
    ).toBe(true);
    expect(screen.text).toContain('● свободно · ◑ есть время · ○ осталось мало · ✕ всё занято');
  });

  test('begins on Sunday where people expect it', () => {
    const screen = monthScreen({ ...frame, month, nearest: null }, us);
    expect(rows(screen).slice(1, 3)).toEqual([
      ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
      ['·', '2●', '–', '4✕', '5◑', '6○', '7●'],
    ]);
  });

  test('without a free day offers the nearest, or says that there is none', () => {
    const full = { ...month, firstFree: null };
    const near = monthScreen({ ...frame, month: full, nearest: '2026-04-03' }, ru);
    expect(near.text).toContain('Март 2026: свободного времени нет.');
    expect(dataOf(near, '➜ Ближайший свободный день: пт, 3 апр.')).toBe('1cd:4:0:20260403:0');
    expect(monthScreen({ ...frame, month: full, nearest: null }, ru).text).toContain('пока нет');
  });

  test('leads back to the masters where there was a choice, else to the list', () => {
    const chosen = cardOf(service(4, { staffCount: 2 }), null);
    expect(dataOf(monthScreen({ ...frame, month, nearest: null }, ru), '‹ Назад')).toBe('1sr:4');
    expect(
      dataOf(monthScreen({ ...frame, path: bookingPath(wish, chosen), month, nearest: null }, ru), '‹ Назад'),
    ).toBe('1so:4');
  });
});

describe('the times of a day', () => {
  const card = cardOf(service(4), null);
  const at = (time: string) => ({ start: Date.parse(`2026-03-05T${time}+03:00`), staffIds: [1] });
  const view = { head: cardText(card, ru, false), path: bookingPath(wish, card), part: 0, now };
  const gap = '\u2800';

  test('stand under the part of the day they belong to', () => {
    const slots = ['05:30', '06:00', '11:30', '12:00', '16:59', '17:00', '23:30'].map(at);
    const screen = timesScreen({ ...view, day: { date: '2026-03-05', slots } }, ru);
    expect(rows(screen)).toEqual([
      ['— Ночь —'],
      ['05:30', gap, gap, gap],
      ['— Утро —'],
      ['06:00', '11:30', gap, gap],
      ['— День —'],
      ['12:00', '16:59', gap, gap],
      ['— Вечер —'],
      ['17:00', '23:30', gap, gap],
      ['‹ Другой день', '‹ В меню'],
    ]);
    expect(dataOf(screen, '17:00')).toMatch(/^1os:4:0:/);
  });

  test('a day of five-minute starts fits keyboards, and every time is on one of them', () => {
    const first = Date.parse('2026-03-05T00:00+03:00');
    const slots = Array.from({ length: 288 }, (_, index) => ({
      start: first + index * 300_000,
      staffIds: [1],
    }));
    const day = { date: '2026-03-05', slots };
    const screens = [0, 1, 2, 3, 4].map((part) => timesScreen({ ...view, day, part }, ru));
    screens.forEach(expectSendable);
    const times = new Set(
      screens.flatMap((screen) =>
        rows(screen)
          .flat()
          .filter((label) => /^\d\d:\d\d$/.test(label)),
      ),
    );
    expect(times.size).toBe(288);
    expect(rows(screens[1] ?? { text: '', keyboard: [] }).flat()).toContain('· 05:20–10:35 ·');
    expect(timesScreen({ ...view, day, part: 99 }, ru)).toEqual(screens[4]);
  });
});

describe('the end of the way', () => {
  test('names everything that was booked, harmlessly', () => {
    const { text } = bookedScreen({ booking, address: 'Мира, 5 <вход со двора>', now }, ru);
    expect(text).toContain('Запись № 12');
    expect(text).toContain('Услуга: Стрижка &lt;модная&gt;');
    expect(text).toContain('Мастер: Анна &amp; Ко');
    expect(text).toContain('Когда: <b>четверг, 5 марта, 14:30</b>');
    expect(text).toContain('Стоимость: бесплатно');
    expect(text).toContain('Адрес: Мира, 5 &lt;вход со двора&gt;');
  });

  test('a refused time comes with the nearest ones as buttons', () => {
    const alternatives = [{ start: order.start + 3_600_000, staffIds: [1] }];
    const screen = refusedScreen({ order, reason: 'taken', alternatives, now }, ru);
    expect(screen.text).toContain('четверг, 5 марта, 14:30 — уже занято.');
    expect(rows(screen)).toEqual([['чт, 5 мар., 15:30'], ['📅 Другие дни'], ['‹ В меню']]);
    expect(refusedScreen({ order, reason: 'too_soon', alternatives: [], now }, ru).text).toContain(
      'посмотрите другие дни',
    );
  });

  test('limits are told in right words', () => {
    expect(limitScreen({ order, outcome: 'limit', limit: 3 }, ru).text).toContain('уже 3 активные записи');
    expect(limitScreen({ order, outcome: 'day_limit', limit: 1 }, us).text).toContain(
      'already have 1 booking on that day',
    );
  });
});

describe('bookings', () => {
  const salon = { address: null, phone: '+74951234567', location: null };
  const view = { booking, salon, history: [], calendarLink: 'https://calendar.google.com/', now };

  test('are counted in words', () => {
    const title = (count: number): string =>
      visitsScreen(
        Array.from({ length: count }, () => booking),
        ru,
      ).text;
    expect(title(1)).toContain('Вас ждёт 1 визит.');
    expect(title(2)).toContain('Вас ждут 2 визита.');
    expect(title(5)).toContain('Вас ждут 5 визитов.');
    expect(title(0)).toContain('Предстоящих записей нет');
  });

  test('can be cancelled while there is time, and say how to reach the salon when there is not', () => {
    expect(rows(visitScreen(view, ru))[0]).toEqual(['🔁 Перенести', 'Отменить запись']);
    const late = visitScreen({ ...view, booking: { ...booking, mayChange: false } }, ru);
    expect(rows(late).flat()).not.toContain('Отменить запись');
    expect(late.text).toContain('+7 495 123 45 67');
    const unknown = visitScreen(
      { ...view, booking: { ...booking, mayChange: false }, salon: { ...salon, phone: null } },
      ru,
    );
    expect(unknown.text).toContain('свяжитесь, пожалуйста, с салоном');
  });

  test('that are over or cancelled offer nothing and explain nothing', () => {
    const over = visitScreen({ ...view, booking: { ...booking, mayChange: false }, now: booking.endsAt }, ru);
    expect(over.text).toContain('Визит прошёл');
    expect(over.text).not.toContain('нельзя');
    const cancelled = visitScreen(
      { ...view, booking: { ...booking, status: 'cancelled', mayChange: false } },
      ru,
    );
    expect(cancelled.text).toContain('Запись отменена');
    expect(rows(cancelled)).toEqual([['📅 Записаться снова'], ['‹ Назад', '‹ В меню']]);
  });
});

test('a question about the name offers what is known, once', () => {
  const question = { order, current: 'Вера', problem: null, suggestion: 'Вера' };
  expect(rows(askNameScreen(question, ru))).toEqual([['Оставить: Вера'], ['‹ В меню']]);
  expect(rows(askNameScreen({ ...question, current: null }, ru))[0]).toEqual(['Меня зовут Вера']);
});

describe('about the salon', () => {
  const info: SalonInfo = {
    name: 'Салон',
    address: null,
    phone: null,
    location: null,
    faq: null,
    zone: 'Europe/Moscow',
    hours: [],
  };
  const open = (weekday: number, from: number, to: number) => ({
    weekday,
    startMinute: from * 60,
    endMinute: to * 60,
  });

  test('days with the same hours stand together, closed ones are left out', () => {
    const hours = [
      ...[1, 2, 3, 5].map((day) => open(day, 9, 21)),
      open(6, 10, 13),
      open(6, 14, 26),
      open(7, 0, 24),
    ];
    const { text } = aboutScreen({ ...info, hours }, ru);
    expect(text).toContain(
      'пн–ср: 09:00–21:00\nпт: 09:00–21:00\nсб: 10:00–13:00, 14:00–02:00\nвс: круглосуточно',
    );
  });

  test('nothing known is said kindly', () => {
    expect(aboutScreen(info, ru).text).toContain('Записаться уже можно');
  });
});
