import type { PublicReview, ReviewPage } from '../../src/commands/read-reviews.js';
import type { SalonInfo } from '../../src/commands/salon-info.js';
import { cutTo, fairShare } from '../../src/bot/client/about/fit.js';
import { reviewsScreen } from '../../src/bot/client/about/reviews-screen.js';
import { aboutScreen } from '../../src/bot/client/about/screens.js';
import { inviteScreen } from '../../src/bot/client/feedback/screens.js';
import { starsRow } from '../../src/bot/client/feedback/stars.js';
import { initialOf, tookPlace } from '../../src/domain/review.js';
import type { Screen } from '../../src/bot/screen.js';
import { wordingFor } from '../../src/bot/wording.js';

const ru = wordingFor({ locale: 'ru', zone: 'Europe/Moscow', country: 'RU' });
const en = wordingFor({ locale: 'en', zone: 'Europe/London', country: 'GB' });
const info: SalonInfo = {
  name: 'Салон <Анна>',
  address: null,
  phone: null,
  location: null,
  faq: null,
  zone: 'Europe/Moscow',
  hours: [],
};
const rating = { average: 4.84, count: 12 };
const review: PublicReview = {
  stars: 4,
  body: 'Очень понравилось',
  reply: null,
  serviceName: 'Стрижка',
  initial: 'М',
  createdAt: Date.parse('2026-02-28T21:30:00Z'),
};
const page = (reviews: readonly PublicReview[], rest: Partial<ReviewPage> = {}): ReviewPage => ({
  rating,
  reviews,
  page: 0,
  pages: 1,
  ...rest,
});

const labels = ({ keyboard }: Screen): string[][] => keyboard.map((row) => row.map(({ text }) => text));
/** What a reader sees: without markup, entities as the characters they stand for. */
const seen = ({ text }: Screen): string =>
  text
    .replace(/<\/?(?:b|i)>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

describe('about the salon', () => {
  test('says where, how and what others think, and leads to the map and the reviews', () => {
    const screen = aboutScreen(
      {
        ...info,
        address: 'Мира, 5',
        phone: '+74951234567',
        location: { latitude: 55.7, longitude: 37.6 },
        faq: 'Где парковка?\nВо дворе, <бесплатно> & рядом.',
      },
      ru,
      rating,
    );
    expect(seen(screen)).toBe(
      'Салон <Анна>\n4,8 ★ · 12 отзывов\n\nАдрес: Мира, 5\nТелефон: +7 495 123 45 67\n\n' +
        'Вопросы и ответы\nГде парковка?\nВо дворе, <бесплатно> & рядом.',
    );
    expect(labels(screen)).toEqual([['🗺 Показать на карте'], ['★ Отзывы · 12'], ['‹ В меню']]);
    expect(screen.text).toContain('&lt;бесплатно&gt; &amp; рядом');
  });

  test('has no button for what is not there', () => {
    expect(labels(aboutScreen(info, ru))).toEqual([['‹ В меню']]);
    expect(seen(aboutScreen({ ...info, faq: 'Ответ' }, ru))).not.toContain('не рассказал');
  });

  test('of a salon with much to say fits into one message', () => {
    const hours = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => [
      { weekday, startMinute: 540 + weekday, endMinute: 780 },
      { weekday, startMinute: 840, endMinute: 1200 + weekday },
    ]);
    const full = { ...info, address: 'я'.repeat(300), phone: '+74951234567', faq: '<'.repeat(2000), hours };
    expect(seen(aboutScreen(full, ru, rating)).length).toBeLessThan(4096);
  });

  test.each([
    [ru, 1, 5, '5,0 ★ · 1 отзыв'],
    [ru, 3, 13 / 3, '4,3 ★ · 3 отзыва'],
    [ru, 11, 4.96, '5,0 ★ · 11 отзывов'],
    [ru, 21, 1, '1,0 ★ · 21 отзыв'],
    [en, 1, 5, '5.0 ★ · 1 review'],
    [en, 12, 4.84, '4.8 ★ · 12 reviews'],
  ])('counts in the reader’s language (%#)', (wording, count, average, expected) => {
    expect(seen(aboutScreen(info, wording, { count, average })).split('\n')[1]).toBe(expected);
  });
});

describe('the reviews', () => {
  test('show stars, the letter, the salon’s month, the service, words and answer', () => {
    const answered = { ...review, body: 'Тепло & <уютно>', reply: 'Спасибо!' };
    const screen = reviewsScreen(page([answered, { ...review, body: null, initial: null, stars: 1 }]), ru);
    expect(seen(screen)).toBe(
      'Отзывы\n4,8 ★ · 12 отзывов\n\n' +
        '★★★★☆\nМ. · Март 2026 · Стрижка\nТепло & <уютно>\nОтвет салона: Спасибо!\n\n' +
        '★☆☆☆☆\nКлиент · Март 2026 · Стрижка',
    );
    expect(screen.text).toContain('&lt;уютно&gt;');
    expect(labels(screen)).toEqual([['‹ Назад', '‹ В меню']]);
  });

  test('in English', () => {
    const screen = reviewsScreen(
      page([{ ...review, reply: 'Thanks!' }], { rating: { average: 4, count: 1 } }),
      en,
    );
    expect(seen(screen)).toBe(
      'Reviews\n4.0 ★ · 1 review\n\n★★★★☆\nМ. · February 2026 · Стрижка\nОчень понравилось\nOur answer: Thanks!',
    );
  });

  test('turn pages, with a way back on each', () => {
    const rowsAt = (at: number) => labels(reviewsScreen(page([review], { page: at, pages: 3 }), ru));
    expect([0, 1, 2].map((at) => rowsAt(at)[0])).toEqual([
      ['1 из 3', '›'],
      ['‹', '2 из 3', '›'],
      ['‹', '3 из 3'],
    ]);
    for (const at of [0, 1, 2]) expect(rowsAt(at).at(-1)).toEqual(['‹ Назад', '‹ В меню']);
  });

  test('that are not there are missed kindly', () => {
    expect(seen(reviewsScreen(page([], { rating: null }), ru))).toBe('Отзывы\nОтзывов пока нет.');
  });

  test('of any length fit into one message, and short ones stay whole', () => {
    const family = '👨‍👩‍👧‍👦';
    const long = { body: 'я'.repeat(1000), reply: family.repeat(400), serviceName: 'щ'.repeat(300) };
    const short = { ...review, body: 'к'.repeat(250) };
    const screen = reviewsScreen(
      page([long, long, short, long, long].map((one) => ({ ...review, ...one }))),
      ru,
    );
    expect(screen.text).toContain(short.body);
    expect(seen(screen).length).toBeLessThan(4096);
    expect(seen(screen).length).toBeGreaterThan(3000);
    const halves = screen.text.replaceAll(family, '').match(/[\u{1F468}\u{1F469}\u{1F467}\u{1F466}\u200D]/gu);
    expect(halves).toBeNull();
  });

  test('one long review is shown whole', () => {
    expect(reviewsScreen(page([{ ...review, body: 'я'.repeat(1000) }]), ru).text).toContain('я'.repeat(1000));
  });
});

test('room is shared fairly', () => {
  expect(fairShare([10, 20], 100)).toBeGreaterThanOrEqual(20);
  expect(fairShare([10, 500, 500], 110)).toBe(50);
  expect(fairShare([500, 500], 100)).toBe(50);
  expect(fairShare([], 100)).toBe(100);
});

test('a cut leaves whole characters', () => {
  expect(cutTo('short', 5)).toBe('short');
  expect(cutTo('too long', 6)).toBe('too l…');
  expect(cutTo('a👩‍👧b', 4)).toBe('a…');
  expect(cutTo('a 👩‍👧b', 4)).toBe('a…');
});

test.each([
  ['мария иванова', 'М'],
  ['  Ёлка', 'Ё'],
  ['❤️ anna', 'A'],
  ['O’Brien', 'O'],
  ['दीपा', 'दी'],
  ['👑', null],
  ['', null],
  [null, null],
])('of %p others see %p', (name, initial) => {
  expect(initialOf(name)).toBe(initial);
});

test.each([
  ['booked', 100, true],
  ['completed', 100, true],
  ['booked', 101, false],
  ['completed', 101, false],
  ['cancelled', 50, false],
  ['no_show', 50, false],
] as const)('a %s visit that ends at %d took place at 100: %p', (status, endsAt, expected) => {
  expect(tookPlace({ status, endsAt }, 100)).toBe(expected);
});

describe('the request for stars', () => {
  test('has five buttons', () => {
    expect(starsRow(12).map(({ text, callback_data: data }) => [text, data])).toEqual([
      ['1 ⭐', '1fr:c:1'],
      ['2 ⭐', '1fr:c:2'],
      ['3 ⭐', '1fr:c:3'],
      ['4 ⭐', '1fr:c:4'],
      ['5 ⭐', '1fr:c:5'],
    ]);
  });

  test.each([
    [3, ru, 'Что нам исправить?'],
    [4, ru, 'что понравилось?'],
    [1, en, 'put right?'],
    [5, en, 'What did you like?'],
  ])('%d stars are answered in their own tone (%#)', (stars, wording, words) => {
    const screen = inviteScreen(stars, wording);
    expect(screen.text).toContain(words);
    expect(screen.text).toContain('★'.repeat(stars) + '☆'.repeat(5 - stars));
    expect(screen.keyboard.flat().map(({ callback_data: data }) => data)).toEqual(['1fl:thanks', '1fl:menu']);
  });
});
