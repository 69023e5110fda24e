import type { ClientProfile } from '../../src/commands/open-client.js';
import type { Quote } from '../../src/commands/quote-booking.js';
import type { ServiceView } from '../../src/commands/read-catalogue.js';
import { tourLength } from '../../src/bot/client/onboarding/data.js';
import { tourScreen, welcomeScreen } from '../../src/bot/client/onboarding/screens.js';
import { readStartPayload } from '../../src/bot/client/onboarding/start-payload.js';
import { chooseMasterScreen } from '../../src/bot/client/order/change-screens.js';
import { askCommentScreen } from '../../src/bot/client/order/contact-screens.js';
import { changeCategory, changeService, leaveQuestion } from '../../src/bot/client/order/data.js';
import { summaryScreen, type SummaryView } from '../../src/bot/client/order/summary-screen.js';
import { askEraseScreen, erasedScreen, profileScreen } from '../../src/bot/client/profile/screens.js';
import { masterScreen } from '../../src/bot/client/services/screens.js';
import type { Screen } from '../../src/bot/screen.js';
import { wordingFor } from '../../src/bot/wording.js';
import { checkComment, commentLength } from '../../src/domain/comment.js';

const ru = wordingFor({ locale: 'ru', zone: 'Europe/Moscow', country: 'RU' });
const en = wordingFor({ locale: 'en', zone: 'Europe/Moscow', country: 'RU' });
const maxId = 2 ** 31 - 1;
const start = Date.parse('2026-03-05T11:30:00Z');
const now = Date.parse('2026-03-02T08:00:00Z');

const service = (id: number, staffCount = 1): ServiceView => ({
  id,
  name: `Услуга ${id}`,
  description: null,
  category: null,
  priceMinor: 150_000,
  currency: 'RUB',
  durationMinutes: 60,
  staffCount,
  hasPhoto: false,
});
const quote = (staffCount: number): Quote => ({
  service: service(maxId, staffCount),
  staff: { id: maxId, name: 'Анна' },
  first: { id: maxId, name: 'Анна' },
  start,
  end: start + 3_600_000,
  priceMinor: 150_000,
  currency: 'RUB',
  varies: false,
  available: true,
  alternatives: [],
  own: null,
});
const summary = (change: Partial<SummaryView> = {}): SummaryView => ({
  order: { serviceId: maxId, staffId: maxId, start },
  quote: quote(2),
  contact: { name: 'Вера', phone: '+79161234567' },
  comment: null,
  now,
  ...change,
});

const labels = ({ keyboard }: Screen): string[] => keyboard.flat().map(({ text }) => text);

function expectSendable({ text, keyboard }: Screen): void {
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(4096);
  expect(keyboard.flat().length).toBeLessThanOrEqual(100);
  for (const { callback_data: data = '' } of keyboard.flat()) {
    expect(data).not.toBe('');
    expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  }
}

describe('a start payload', () => {
  test.each([
    ['svc_7', { kind: 'service', id: 7 }],
    ['st_12', { kind: 'master', id: 12 }],
    ['src_insta-A_1', { kind: 'source', tag: 'insta-A_1' }],
    [`src_${'a'.repeat(60)}`, { kind: 'source', tag: 'a'.repeat(60) }],
  ])('%s is understood', (payload, wish) => {
    expect(readStartPayload(payload)).toEqual(wish);
  });

  test.each([
    ...[
      '',
      'svc_',
      'svc_0',
      'svc_07',
      'svc_-1',
      'svc_1 ',
      'svc_99999999999',
      'SVC_1',
      'st_x',
      'src_',
      'src_ñ',
    ],
    ...[`src_${'a'.repeat(61)}`, 'src_a\n', '__proto__', '\u0000', 'svc_1\nst_2', 'x'.repeat(10_000)],
  ])('%j is none of ours', (payload) => {
    expect(readStartPayload(payload)).toEqual({ kind: 'plain' });
  });
});

describe('a comment', () => {
  test.each([
    ['  привет \t мир  ', 'привет мир'],
    ['а\r\nб\u2028в', 'а\nб\nв'],
    ['a\n\n\n\n\nb', 'a\n\nb'],
    ['x\u202ey\u2066z\u061c', 'xyz'],
    ['x\u0000\u0007\u009f\ue000y', 'xy'],
    ['\ud800ок', 'ок'],
    ['е\u0301', 'е\u0301'],
    ['cafe\u0301', 'café'],
    ['👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
    [
      '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
      '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
    ],
    ['z\u0335\u0336\u0337\u0338\u0339\u033a', 'z\u0335\u0336\u0337\u0338'],
    ['<b>&</b>', '<b>&</b>'],
  ])('%j is kept as %j', (typed, comment) => {
    expect(checkComment(typed)).toEqual({ ok: true, comment });
  });

  test.each(['', ' \n\t ', '\u200b\u2060', '\u200d\ufe0f', '\u202e\u202c', '\u3164', '\u2800', '\u0301'])(
    '%j says nothing',
    (typed) => {
      expect(checkComment(typed)).toEqual({ ok: false, reason: 'empty' });
    },
  );

  test('has 500 characters at most, however many bytes they take', () => {
    expect(checkComment('😀'.repeat(commentLength))).toMatchObject({ ok: true });
    expect(checkComment('😀'.repeat(commentLength + 1))).toEqual({
      ok: false,
      reason: 'too_long',
      length: 501,
    });
    expect(checkComment('ы'.repeat(1_000_000))).toEqual({ ok: false, reason: 'too_long', length: 1_000_000 });
  });
});

describe('the summary', () => {
  test('of any order can be sent, with the longest comment', () => {
    const comment = '<&"😀'.repeat(125);
    for (const wording of [ru, en]) expectSendable(summaryScreen(summary({ comment }), wording));
    expect(summaryScreen(summary({ comment }), ru).text).toContain('Комментарий: &lt;&amp;&quot;😀');
  });

  test('offers another master only where there is one', () => {
    expect(labels(summaryScreen(summary(), ru))).toContain('Изменить мастера');
    expect(labels(summaryScreen(summary({ quote: quote(1) }), ru))).not.toContain('Изменить мастера');
  });

  test('says whether there is a comment to change', () => {
    expect(labels(summaryScreen(summary(), en))).toContain('💬 Add a comment');
    expect(labels(summaryScreen(summary({ comment: 'x' }), en))).toContain('💬 Change comment');
  });

  test('fits the largest ids into the buttons of its changes', () => {
    const values = { service: maxId, staff: maxId, start };
    expect(changeCategory.data({ ...values, anchor: maxId, page: 999 }).length).toBeLessThanOrEqual(64);
    expect(changeService.data({ ...values, page: 999 }).length).toBeLessThanOrEqual(64);
    expect(leaveQuestion.data({ to: 'summary', ...values }).length).toBeLessThanOrEqual(64);
  });

  test('marks the present master among the others', () => {
    const staff = [1, 2].map((id) => ({
      id,
      name: `Мастер ${id}`,
      about: null,
      priceMinor: 150_000,
      durationMinutes: 60,
    }));
    const order = { serviceId: 4, staffId: 2, start };
    const screen = chooseMasterScreen(order, { service: service(4, 2), staff }, ru);
    expect(labels(screen)).toEqual([
      '👥 К любому свободному мастеру',
      'Мастер 1',
      '✓ Мастер 2',
      '‹ Назад',
      '‹ В меню',
    ]);
    const any = chooseMasterScreen({ ...order, staffId: null }, { service: service(4, 2), staff }, ru);
    expect(labels(any)[0]).toBe('✓ 👥 К любому свободному мастеру');
  });

  test('asks for a comment with a way to take the old one back', () => {
    const order = { serviceId: 4, staffId: null, start };
    const question = { order, current: '<старый>', problem: null };
    const screen = askCommentScreen(question, ru);
    expect(screen.text).toContain('Комментарий: &lt;старый&gt;');
    expect(labels(screen)).toEqual(['Убрать комментарий', '‹ Назад', '‹ В меню']);
    expect(labels(askCommentScreen({ ...question, current: null }, ru))).toEqual(['‹ Назад', '‹ В меню']);
  });
});

describe('the tour', () => {
  test('has a way on and a way out on every screen', () => {
    for (const wording of [ru, en]) {
      expectSendable(welcomeScreen('Салон', wording));
      for (let step = 1; step <= tourLength; step++) expectSendable(tourScreen(step, wording));
    }
    expect(labels(tourScreen(1, ru))).toEqual(['Дальше ›', 'Пропустить']);
    expect(labels(tourScreen(2, ru))).toEqual(['Дальше ›', '‹ Назад', 'Пропустить']);
    expect(labels(tourScreen(tourLength, ru))).toEqual(['‹ Назад', 'Понятно, к делу']);
  });
});

describe('the profile', () => {
  const client: ClientProfile = {
    id: 1,
    telegramId: 2,
    name: null,
    phone: null,
    locale: 'ru',
    onboarded: true,
    isTeam: false,
    textsVersion: null,
    catalogueVersion: '1:1',
    refusesBroadcasts: false,
  };

  test('marks the language that is spoken', () => {
    expect(labels(profileScreen(client, ru))).toEqual([
      'Указать имя',
      'Указать телефон',
      '✓ 🇷🇺 Русский',
      '🇬🇧 English',
      '🔕 Не присылать рассылки',
      '🔒 Мои данные',
      '‹ В меню',
    ]);
    expect(labels(profileScreen({ ...client, locale: 'en' }, en))).toContain('✓ 🇬🇧 English');
  });

  test('escapes what was typed', () => {
    expect(profileScreen({ ...client, name: '<b>&' }, ru).text).toContain('Имя: &lt;b&gt;&amp;');
  });

  test('says before erasing how many visits will be cancelled, when there are any', () => {
    expect(askEraseScreen(2, ru).text).toContain('предстоящие записи: 2');
    expect(askEraseScreen(0, ru).text).not.toContain('предстоящие');
    expect(erasedScreen(2, en).text).toContain('cancelled: 2');
    expect(erasedScreen(0, en).text).not.toContain('cancelled');
  });
});

test('a master’s services stand on pages of eight', () => {
  const services = Array.from({ length: 19 }, (_, index) => service(index + 1));
  const master = { id: 3, name: 'Анна <b>', about: 'Стилист & колорист', hasPhoto: false };
  const screen = masterScreen({ master, services }, 99, ru);
  expect(screen.text).toContain('Анна &lt;b&gt;');
  expect(screen.text).toContain('Стилист &amp; колорист');
  expect(labels(screen).slice(-3)).toEqual(['‹', '3 из 3', '‹ В меню']);
  expect(labels(screen)).toHaveLength(6);
  expectSendable(screen);
});
