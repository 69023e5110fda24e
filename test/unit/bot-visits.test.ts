import type { HistoryLine } from '../../src/commands/read-booking-history.js';
import type { BookingView } from '../../src/commands/read-booking.js';
import type { Quote } from '../../src/commands/quote-booking.js';
import { calendarFile, googleCalendarLink, visitEvent } from '../../src/bot/client/visits/calendar-export.js';
import {
  askCancelScreen,
  askReasonScreen,
  cancelledScreen,
} from '../../src/bot/client/visits/cancel-screens.js';
import { askVisitNameScreen, keepForNextScreen } from '../../src/bot/client/visits/contact-screens.js';
import * as data from '../../src/bot/client/visits/data.js';
import {
  movedScreen,
  moveRefusedScreen,
  moveSummaryScreen,
} from '../../src/bot/client/visits/move-screens.js';
import { readReason } from '../../src/bot/client/visits/reason.js';
import { pastScreen, visitScreen } from '../../src/bot/client/visits/screens.js';
import type { Screen } from '../../src/bot/screen.js';
import { wordingFor } from '../../src/bot/wording.js';

const ru = wordingFor({ locale: 'ru', zone: 'Europe/Moscow', country: 'RU' });
const en = wordingFor({ locale: 'en', zone: 'Europe/Moscow', country: 'RU' });
const now = Date.parse('2026-03-02T08:00:00Z');
const start = Date.parse('2026-03-05T11:30:00Z');
const hour = 3_600_000;
const booking: BookingView = {
  id: 12,
  clientId: 1,
  serviceId: 4,
  serviceName: 'Стрижка <модная>',
  staffId: 2,
  staffName: 'Анна & Ко',
  startsAt: start,
  endsAt: start + hour,
  durationMinutes: 60,
  priceMinor: 150_000,
  currency: 'RUB',
  status: 'booked',
  contactName: 'Вера',
  contactPhone: '+79161234567',
  comment: null,
  cancelledBy: null,
  cancelReason: null,
  mayChange: true,
  version: 3,
};
const salon = { address: 'Мира, 5', phone: '+74951234567', location: null };
const view = { booking, salon, history: [], calendarLink: 'https://calendar.google.com/', now };
const labels = (screen: Screen): string[] =>
  screen.keyboard.flat().map(({ text }) => text.replaceAll('\u00a0', ' '));

function expectSendable({ text, keyboard }: Screen): void {
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(4096);
  expect(keyboard.flat().length).toBeLessThanOrEqual(100);
  for (const { callback_data: pressed = '' } of keyboard.flat()) {
    expect(Buffer.byteLength(pressed)).toBeLessThanOrEqual(64);
  }
}

describe('button data', () => {
  const booked = 2 ** 31 - 1;
  const staff = 2 ** 31 - 1;
  const far = Date.UTC(2997, 11, 30);

  test('fits 64 bytes for the largest numbers there are, and reads back', () => {
    const written = [
      data.listPast.data({ page: 9999 }),
      data.cancelFor.data({ booking: booked, why: 'health' }),
      data.moveMonth.data({ booking: booked, staff, month: '2997-12' }),
      data.moveDay.data({ booking: booked, staff, date: '2997-12-30', part: 99 }),
      data.moveSummary.data({ booking: booked, staff, start: far }),
      data.confirmMove.data({ booking: booked, staff, start: far }),
      data.keepForNext.data({ booking: booked, field: 'phone' }),
      data.leaveVisitQuestion.data({ to: 'cancel', booking: booked }),
    ];
    for (const text of written) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64);
    expect(data.confirmMove.read(written[5]?.split(':').slice(1) ?? [])).toEqual({
      booking: booked,
      staff,
      start: far,
    });
  });

  test('of another shape is not read', () => {
    for (const parts of [['0', '0', '1'], ['c', '-1', 'x'], ['c'], ['c', '0', 'zzzzzzzzzzz']]) {
      expect(data.confirmMove.read(parts)).toBeNull();
    }
    expect(data.cancelFor.read(['c', 'boredom'])).toBeNull();
  });
});

describe('a visit', () => {
  test('ahead can be moved, cancelled, corrected and put into a calendar', () => {
    const screen = visitScreen({ ...view, salon: { ...salon, location: { latitude: 1, longitude: 2 } } }, ru);
    expectSendable(screen);
    expect(labels(screen)).toEqual([
      '🔁 Перенести',
      'Отменить запись',
      '✏️ Имя',
      '✏️ Телефон',
      '🗓 В календарь',
      'Google Календарь',
      '📍 На карте',
      '‹ Назад',
      '‹ В меню',
    ]);
  });

  test('past the deadline can be corrected, but not moved or cancelled', () => {
    const screen = visitScreen({ ...view, booking: { ...booking, mayChange: false } }, ru);
    expect(labels(screen)).not.toEqual(expect.arrayContaining(['🔁 Перенести']));
    expect(labels(screen)).toEqual(expect.arrayContaining(['✏️ Имя', '🗓 В календарь']));
    expect(screen.text).toContain('Перенести или отменить запись здесь уже нельзя');
  });

  test.each([
    { status: 'cancelled' },
    { status: 'completed' },
    { status: 'no_show' },
    { status: 'no_show', endsAt: now },
  ] as const)('that is %p can only be booked again, and leads back to its own list', (change) => {
    const screen = visitScreen({ ...view, booking: { ...booking, ...change, mayChange: false } }, ru);
    expect(labels(screen)).toEqual(['📅 Записаться снова', '‹ Назад', '‹ В меню']);
    expect(screen.keyboard.at(-1)?.[0]?.callback_data).toBe('1vp:0');
  });

  test.each([{ endsAt: now }, { status: 'completed', endsAt: now }] as const)(
    'that took place (%p) can be rated, too',
    (change) => {
      const screen = visitScreen({ ...view, booking: { ...booking, ...change, mayChange: false } }, ru);
      expect(labels(screen)).toEqual(['📅 Записаться снова', '⭐ Оценить визит', '‹ Назад', '‹ В меню']);
    },
  );

  test('with everything anybody wrote about it still fits a message', () => {
    const long = '<&>'.repeat(200).slice(0, 500);
    const line: HistoryLine = {
      at: now,
      by: 'client',
      kind: 'moved',
      from: start,
      to: start + hour,
      staffName: long,
    };
    const screen = visitScreen(
      {
        ...view,
        booking: { ...booking, status: 'cancelled', comment: long, cancelReason: long.slice(0, 300) },
        history: Array.from({ length: 300 }, () => ({ ...line, staffName: 'Анна' })),
      },
      ru,
    );
    expect(screen.text.replace(/&\w+;/g, '.').length).toBeLessThanOrEqual(4096);
    expect(screen.text).toContain('… ещё 288 событий');
  });
});

test('the history is told in both languages', () => {
  const base = { at: now, by: 'client' } as const;
  const history: HistoryLine[] = [
    { ...base, kind: 'created', startsAt: start },
    { ...base, kind: 'moved', from: start, to: start + hour, staffName: null },
    { ...base, kind: 'moved', from: start, to: start + hour, staffName: 'Бо<рис' },
    { ...base, kind: 'contact_changed', fields: ['name'] },
    { ...base, kind: 'contact_changed', fields: ['phone'] },
    { ...base, kind: 'contact_changed', fields: ['name', 'phone'] },
    { ...base, kind: 'cancelled' },
    { ...base, by: 'salon', kind: 'cancelled' },
  ];
  const told = (wording: typeof ru) =>
    visitScreen({ ...view, history }, wording)
      .text.split('\n\n')
      .at(-1)
      ?.split('\n');
  expect(told(ru)).toEqual([
    '<b>История</b>',
    '2 мар., 11:00 — запись на 5 мар., 14:30',
    '2 мар., 11:00 — перенос: 5 мар., 14:30 → 5 мар., 15:30',
    '2 мар., 11:00 — перенос: 5 мар., 14:30 → 5 мар., 15:30, мастер Бо&lt;рис',
    '2 мар., 11:00 — новое имя в записи',
    '2 мар., 11:00 — новый телефон в записи',
    '2 мар., 11:00 — новые имя и телефон в записи',
    '2 мар., 11:00 — вы отменили запись',
    '2 мар., 11:00 — салон отменил запись',
  ]);
  expect(told(en)?.[1]).toBe('2 Mar, 11:00: booked for 5 Mar, 14:30');
  expect(told(en)).toHaveLength(9);
});

describe('moving', () => {
  const quote: Quote = {
    service: {
      id: 4,
      name: 'Стрижка',
      description: null,
      category: null,
      priceMinor: 150_000,
      currency: 'RUB',
      durationMinutes: 60,
      staffCount: 2,
      hasPhoto: false,
    },
    staff: null,
    first: { id: 2, name: 'Анна & Ко' },
    start: start + 24 * hour,
    end: start + 25 * hour,
    priceMinor: 150_000,
    currency: 'RUB',
    varies: false,
    available: true,
    alternatives: [],
    own: null,
  };
  const move = { booking, staffId: null, start: start + 24 * hour, now };

  test('shows old and new side by side, and says that the price stays', () => {
    const screen = moveSummaryScreen({ ...move, quote }, ru);
    expectSendable(screen);
    expect(screen.text).toContain('Стрижка &lt;модная&gt;, мастер Анна &amp; Ко');
    expect(screen.text).toContain('Сейчас: четверг, 5 марта, 14:30');
    expect(screen.text).toContain('Станет: <b>пятница, 6 марта, 14:30</b>');
    expect(screen.text).toContain('Стоимость не изменится');
    expect(screen.text).not.toContain('Другой мастер');
  });

  test('says so when another master has another price or takes longer', () => {
    const other = {
      ...quote,
      first: { id: 3, name: 'Борис' },
      priceMinor: 200_000,
      end: quote.start + 1.5 * hour,
    };
    const screen = moveSummaryScreen({ ...move, quote: other }, ru);
    const text = screen.text.replaceAll('\u00a0', ' ');
    expect(text).toContain('Другой мастер: Борис');
    expect(text).toContain('Стоимость изменится: <b>2 000 ₽</b> вместо 1 500 ₽');
    expect(text).toContain('Длительность: 1 ч 30 мин');
    expect(screen.keyboard[0]?.[0]?.callback_data).toMatch(/^1vmk:c:3:/);
  });

  test('that failed says where the visit stays, and offers what is near', () => {
    const alternatives = [{ start: start + 2 * hour, staffIds: [2] }];
    for (const reason of ['taken', 'not_offered', 'too_soon', 'overlap', 'limit', 'day_limit'] as const) {
      const screen = moveRefusedScreen({ ...move, reason, limit: 2, alternatives }, ru);
      expectSendable(screen);
      expect(screen.text).toContain('остаётся на прежнем месте: четверг, 5 марта, 14:30.');
      expect(labels(screen)).toEqual(['чт, 5 мар., 16:30', '📅 Другие дни', '‹ Назад', '‹ В меню']);
    }
    expect(moveRefusedScreen({ ...move, reason: 'limit', limit: 2, alternatives }, ru).text).toContain(
      '2 активные записи',
    );
  });

  test('ends with the new time and the old one', () => {
    const from = { startsAt: start - hour, staffId: 2, priceMinor: 150_000 };
    const screen = movedScreen({ booking, from, now }, ru);
    expect(screen.text).toContain('Когда: <b>четверг, 5 марта, 14:30</b>');
    expect(screen.text).toContain('Было: четверг, 5 марта, 13:30');
  });
});

describe('cancelling', () => {
  test('asks with reasons, of which none is needed', () => {
    const screen = askCancelScreen(booking, now, ru);
    expectSendable(screen);
    expect(labels(screen)).toEqual([
      'Да, отменить без причины',
      'Изменились планы',
      'Неважно себя чувствую',
      'Неудобное время',
      'Дорого',
      '✍️ Другое',
      'Нет, оставить',
      '‹ В меню',
    ]);
    expect(labels(cancelledScreen(booking, now, en))).toEqual([
      '📅 Book again',
      expect.any(String),
      '‹ Menu',
    ]);
    expect(labels(askReasonScreen(12, null, ru))).toEqual([
      'Да, отменить без причины',
      '‹ Назад',
      '‹ В меню',
    ]);
  });

  const read = (text: string) => readReason({ kind: 'text', text }, ru);

  test.each([
    ['  Уезжаю \n\n надолго ', 'Уезжаю надолго'],
    ['<b>x</b> & "y"', '<b>x</b> & "y"'],
    ['👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
    ['a\u202Eb\u0000c', 'abc'],
    ['!', '!'],
  ])('a typed reason %j is kept as %j', (typed, kept) => {
    expect(read(typed)).toEqual({ ok: true, value: kept });
  });

  test.each(['', '   ', '\u200B\u200D', '\u202E\u0000', '\uFFFD'])('%j is no reason', (typed) => {
    expect(read(typed).ok).toBe(false);
  });

  test('a typed reason ends somewhere, whatever it is made of', () => {
    for (const unit of ['а', '👨‍👩‍👧‍👦', 'e\u0301\u0302\u0303', '🏳️‍🌈', '\u{1F600}']) {
      const reading = read(unit.repeat(3000));
      if (!reading.ok) throw new Error('not read');
      expect(reading.value.length).toBeLessThanOrEqual(500);
      expect(reading.value.isWellFormed()).toBe(true);
    }
    expect(readReason({ kind: 'unreadable' }, ru).ok).toBe(false);
  });
});

test('the name in a booking is asked for with what is known', () => {
  const screen = askVisitNameScreen({ booking, problem: null, suggestion: 'Оля' }, ru);
  expect(labels(screen)).toEqual(['Меня зовут Оля', 'Оставить: Вера', '‹ Назад', '‹ В меню']);
  expect(labels(askVisitNameScreen({ booking, problem: null, suggestion: 'Вера' }, ru))[0]).toBe(
    'Оставить: Вера',
  );
  expect(keepForNextScreen(booking, 'phone', ru).text).toContain('+7 916 123 45 67');
});

test('past visits turn pages', () => {
  const visits = Array.from({ length: 8 }, () => ({ ...booking, status: 'cancelled' as const }));
  const screen = pastScreen({ visits, page: 1, pages: 3 }, ru);
  expectSendable(screen);
  expect(labels(screen).slice(8)).toEqual(['‹', '2 из 3', '›', '‹ Назад', '‹ В меню']);
  expect(labels(pastScreen({ visits: [], page: 0, pages: 1 }, ru))).toEqual(['‹ Назад', '‹ В меню']);
});

/** One part of a VTIMEZONE: from its onset on, the clock is `offset` minutes ahead of UTC. */
interface Observance {
  readonly onset: number;
  readonly offset: number;
}

const wallClock = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'));
const minutesOf = (text: string): number =>
  Number(`${text.slice(0, 1)}1`) * (Number(text.slice(1, 3)) * 60 + Number(text.slice(3, 5)));

/** A time of the event, as RFC 5545 (3.6.5) has a calendar find it: by the zone that the file itself describes. */
function readTime(file: string, property: string): { zone: string; instant: number } {
  const text = file.replace(/\r\n[ \t]/g, '');
  const utc = new RegExp(`^${property}:(\\d{8}T\\d{6})Z$`, 'm').exec(text)?.[1];
  if (utc !== undefined) return { zone: 'UTC', instant: wallClock(utc) };
  const [, zone = '', wall = ''] = new RegExp(`^${property};TZID=([^:]+):(\\S+)$`, 'm').exec(text) ?? [];
  const [, described, parts = ''] = /BEGIN:VTIMEZONE\r\nTZID:(\S+)\r\n([^]*)END:VTIMEZONE/.exec(text) ?? [];
  expect(described).toBe(zone);
  const observances = [...parts.matchAll(/BEGIN:(STANDARD|DAYLIGHT)\r\n([^]*?)END:\1/g)].map(
    ([, , lines = '']): Observance => {
      const value = (name: string) => new RegExp(`^${name}:(\\S+)$`, 'm').exec(lines)?.[1] ?? '';
      const before = minutesOf(value('TZOFFSETFROM'));
      return {
        onset: wallClock(value('DTSTART')) - before * 60_000,
        offset: minutesOf(value('TZOFFSETTO')),
      };
    },
  );
  // Of the instants at which that clock shows this time, the first: so says 3.3.5 of an hour that comes twice.
  const instants = observances
    .map(({ offset }) => wallClock(wall) - offset * 60_000)
    .filter((instant) => {
      const inForce = observances.filter(({ onset }) => onset <= instant).at(-1);
      return inForce !== undefined && instant + inForce.offset * 60_000 === wallClock(wall);
    });
  return { zone, instant: Math.min(...instants) };
}

describe('a visit in another calendar', () => {
  const words = { title: 'Стрижка, «модная»; \\ — Салон', notes: 'Запись № 12.\nМастер: Анна' };
  const zone = 'Europe/Moscow';
  const place = { address: 'Мира, 5; вход со двора', point: { latitude: 55.75, longitude: 37.61 }, zone };
  const event = visitEvent(booking, 'anna', place, words, now);
  const unfolded = calendarFile(event).replace(/\r\n[ \t]/g, '');

  test('is a file that says when, where, and which version of what it is', () => {
    const file = calendarFile(event);
    expect(file).toMatch(/^BEGIN:VCALENDAR\r\n/);
    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(unfolded.split('\r\n')).toEqual(
      expect.arrayContaining([
        'VERSION:2.0',
        'METHOD:PUBLISH',
        'UID:booking-12.anna@botel',
        'SEQUENCE:3',
        'DTSTAMP:20260302T080000Z',
        'DTSTART;TZID=Europe/Moscow:20260305T143000',
        'DTEND;TZID=Europe/Moscow:20260305T153000',
        'STATUS:CONFIRMED',
        'SUMMARY:Стрижка\\, «модная»\\; \\\\ — Салон',
        'DESCRIPTION:Запись № 12.\\nМастер: Анна',
      ]),
    );
    expect(unfolded).toContain('LOCATION:Мира\\, 5\\; вход со двора');
    expect(unfolded).toContain('GEO:55.75;37.61');
  });

  test.each([
    ['Europe/Moscow', '2026-03-05T11:30:00Z'],
    ['America/New_York', '2026-03-08T06:30:00Z'],
    ['America/New_York', '2026-11-01T07:30:00Z'],
    ['Asia/Kolkata', '2026-07-01T05:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T17:00:00Z'],
    ['Africa/Casablanca', '2026-02-15T12:00:00Z'],
    ['Africa/Casablanca', '2026-03-22T12:00:00Z'],
    ['Pacific/Apia', '2026-01-01T10:00:00Z'],
  ])(
    'says times of the clock of %s that whoever reads the file finds to be the right instants',
    (name, at) => {
      const startsAt = Date.parse(at);
      const visit = { ...booking, startsAt, endsAt: startsAt + hour };
      const file = calendarFile(visitEvent(visit, 'anna', { ...place, zone: name }, words, now));
      expect(readTime(file, 'DTSTART')).toEqual({ zone: name, instant: startsAt });
      expect(readTime(file, 'DTEND')).toEqual({ zone: name, instant: startsAt + hour });
    },
  );

  test.each([
    ['America/New_York', '2026-11-01T04:30:00Z'],
    ['Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z'],
  ])('says UTC when the clock of %s shows the time twice', (name, at) => {
    const startsAt = Date.parse(at);
    const visit = { ...booking, startsAt, endsAt: startsAt + hour };
    const file = calendarFile(visitEvent(visit, 'anna', { ...place, zone: name }, words, now));
    expect(readTime(file, 'DTSTART')).toEqual({ zone: 'UTC', instant: startsAt });
    expect(readTime(file, 'DTEND')).toEqual({ zone: 'UTC', instant: startsAt + hour });
  });

  test('keeps its name when it moves, and counts on', () => {
    const moved = visitEvent({ ...booking, version: 4, startsAt: start + hour }, 'anna', place, words, now);
    expect([moved.uid, moved.sequence]).toEqual([event.uid, event.sequence + 1]);
    expect(visitEvent(booking, 'boris', place, words, now).uid).not.toBe(event.uid);
  });

  test('cannot smuggle lines into the file', () => {
    const evil = visitEvent(
      booking,
      'anna',
      place,
      { title: 'x\r\nATTACH:http://evil', notes: 'y\nEND:VEVENT' },
      now,
    );
    const lines = calendarFile(evil).split('\r\n');
    expect(lines.filter((line) => /^(ATTACH|END:VEVENT)/.test(line))).toEqual(['END:VEVENT']);
  });

  test('is a link with everything filled in, not too long for a button', () => {
    const url = new URL(googleCalendarLink(event));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      action: 'TEMPLATE',
      text: words.title,
      dates: '20260305T113000Z/20260305T123000Z',
      details: words.notes,
      location: place.address,
    });
    const long = { title: 'Ж'.repeat(5000), notes: 'Ж'.repeat(5000) };
    const link = googleCalendarLink(
      visitEvent(booking, 'anna', { address: 'Ж'.repeat(5000), point: null, zone }, long, now),
    );
    expect(link.length).toBeLessThan(2048);
  });
});
