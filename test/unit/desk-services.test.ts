import type { ServiceCard, DeskService } from '../../src/commands/desk/services.js';
import type { MasterCard, MasterOffers } from '../../src/commands/desk/masters.js';
import { namesOf } from '../../src/bot/admin/catalogue/buttons.js';
import { fieldScreen } from '../../src/bot/admin/catalogue/field-screen.js';
import { cardScreen, listScreen } from '../../src/bot/admin/catalogue/screens.js';
import { askDraftPriceScreen } from '../../src/bot/admin/services/draft-screens.js';
import { serviceLook } from '../../src/bot/admin/services/room.js';
import { templateScreen } from '../../src/bot/admin/services/template-screens.js';
import { askTermScreen, offersScreen, termsListScreen } from '../../src/bot/admin/staff/offer-screens.js';
import { masterLook } from '../../src/bot/admin/staff/room.js';
import { readTypedLength, readTypedPrice, readTypedText } from '../../src/bot/admin/typed-values.js';
import { button, type Screen } from '../../src/bot/screen.js';
import { wordingFor } from '../../src/bot/wording.js';
import { readCatalogueText } from '../../src/domain/catalogue-text.js';
import { moved } from '../../src/domain/row-order.js';
import { templateNames, templates } from '../../src/domain/templates.js';
import { isPrice, readMoney } from '../../src/domain/typed-money.js';
import { readLength } from '../../src/domain/visit-length.js';

const ru = wordingFor({ locale: 'ru', zone: 'Europe/Moscow', country: 'RU' });
const en = wordingFor({ locale: 'en', zone: 'America/New_York', country: 'US' });
const plainSpaces = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a typed price', () => {
  it.each([
    ['1500', 'RUB', 150_000],
    ['1 500,50', 'RUB', 150_050],
    ['1\u00a0500', 'RUB', 150_000],
    ['12.50', 'USD', 1250],
    ['12.5', 'USD', 1250],
    ['$12.50', 'USD', 1250],
    ['1 500 ₽', 'RUB', 150_000],
    ['1500 руб.', 'RUB', 150_000],
    ['1500р', 'RUB', 150_000],
    ['0', 'RUB', 0],
    ['бесплатно', 'RUB', 0],
    ['Free', 'USD', 0],
    ['3000', 'JPY', 3000],
    ['3000.00', 'JPY', 3000],
    ['1,250', 'KWD', 1250],
    ['１５００', 'RUB', 150_000],
    ['100 000 000', 'RUB', 10_000_000_000],
  ])('%p in %s is %p', (typed, currency, minor) => {
    expect(readMoney(typed, currency)).toEqual({ ok: true, minor });
  });

  it.each([
    ['-1', 'RUB', 'negative'],
    ['−1', 'RUB', 'negative'],
    ['1000000000', 'RUB', 'too_large'],
    ['100000000.01', 'RUB', 'too_large'],
    ['1e9', 'RUB', 'unreadable'],
    ['дорого', 'RUB', 'unreadable'],
    ['', 'RUB', 'unreadable'],
    ['15 00', 'RUB', 'unreadable'],
    ['1.500,50', 'RUB', 'unreadable'],
    ['1,500', 'USD', 'too_fine'],
    ['0.5', 'JPY', 'too_fine'],
    ['NaN', 'RUB', 'unreadable'],
    ['9'.repeat(5000), 'RUB', 'unreadable'],
  ])('%p in %s is refused: %s', (typed, currency, problem) => {
    expect(readMoney(typed, currency)).toEqual({ ok: false, problem });
  });

  it.each([-1, 0.5, Number.NaN, Infinity, 10_000_000_001])('%p kopecks are no price', (minor) => {
    expect(isPrice(minor, 'RUB')).toBe(false);
  });

  it('what is wrong is said with the limits', () => {
    const problem = (typed: string) =>
      plainSpaces((readTypedPrice(typed, 'RUB', ru) as { problem: string }).problem);
    expect(problem('-1')).toBe('⚠️ Цена не бывает меньше нуля. Можно от 0 до 100 000 000 ₽.');
    expect(problem('1000000000')).toBe('⚠️ Слишком большая цена. Можно до 100 000 000 ₽.');
    expect(problem('дорого')).toContain('«1 500,50»');
    expect(problem('1,505')).toContain('2 знака после запятой');
    expect(readTypedPrice('0.5', 'JPY', en)).toEqual({
      problem: expect.stringContaining('no fraction') as string,
    });
  });
});

describe('a typed length', () => {
  it.each([
    ['90', 90],
    ['1h30', 90],
    ['1h30m', 90],
    ['1:30', 90],
    ['1 ч 30 мин', 90],
    ['1ч30', 90],
    ['1,5 часа', 90],
    ['5', 5],
    ['24 ч', 1440],
  ])('%p is %p minutes', (typed, minutes) => {
    expect(readLength('duration', typed)).toEqual({ ok: true, minutes });
  });

  it.each([
    ['4', 'out_of_range'],
    ['1441', 'out_of_range'],
    ['25 ч', 'out_of_range'],
    ['-30', 'unreadable'],
    ['долго', 'unreadable'],
    ['', 'unreadable'],
    ['1:75', 'unreadable'],
    ['0,33 ч', 'unreadable'],
  ])('%p is refused: %s', (typed, problem) => {
    expect(readLength('duration', typed)).toEqual({ ok: false, problem });
  });

  it('what is kept free may be nothing, and has its own limit', () => {
    expect(readLength('buffer', '0')).toEqual({ ok: true, minutes: 0 });
    expect(readLength('buffer', '241')).toEqual({ ok: false, problem: 'out_of_range' });
    expect(readTypedLength('buffer', '300', en)).toEqual({
      problem: '⚠️ From 0 min to 4 hr is possible, in whole minutes.',
    });
  });
});

describe('typed words', () => {
  it('are tidied; a name is one line', () => {
    expect(readCatalogueText('serviceName', '  Стрижка\n и   укладка ')).toEqual({
      ok: true,
      text: 'Стрижка и укладка',
    });
    expect(readCatalogueText('description', 'Раз\n\n\n\nдва')).toEqual({ ok: true, text: 'Раз\n\nдва' });
  });

  it.each([
    ['', 'empty'],
    ['\u200b', 'empty'],
    ['я', 'too_short'],
    ['я'.repeat(81), 'too_long'],
  ])('%p is no name: %s', (typed, problem) => {
    expect(readCatalogueText('serviceName', typed)).toMatchObject({ ok: false, problem });
  });

  it('the limits are counted in characters and named', () => {
    expect(readCatalogueText('serviceName', '🙂'.repeat(80)).ok).toBe(true);
    expect(readTypedText('serviceName', 'я'.repeat(90), ru)).toEqual({
      problem: '⚠️ Слишком длинно: 90, а можно от 2 до 80 знаков.',
    });
  });
});

describe('the order', () => {
  it.each([
    [2, 'up', [2, 1, 3]],
    [2, 'down', [1, 3, 2]],
    [3, 'top', [3, 1, 2]],
    [1, 'up', null],
    [1, 'top', null],
    [3, 'down', null],
    [9, 'up', null],
  ] as const)('%p %s', (id, move, order) => {
    expect(moved([1, 2, 3], id, move)).toEqual(order);
  });
});

const maxId = 2 ** 31 - 1;
const service: DeskService = {
  id: maxId,
  name: 'Стрижка <b>'.padEnd(80, 'ё'),
  description: '&'.repeat(1000),
  category: 'ё'.repeat(40),
  priceMinor: 10_000_000_000,
  currency: 'RUB',
  durationMinutes: 1440,
  bufferBeforeMinutes: 240,
  bufferAfterMinutes: 240,
  photoFileId: 'photo',
  active: true,
  version: 999_999,
  staffCount: 0,
};
const card: ServiceCard = { entry: service, visits: { upcoming: 1, all: 2 }, place: { index: 1, of: 3 } };
const masterCard: MasterCard = {
  entry: {
    ...{ id: maxId, name: '<Анна>'.padEnd(60, 'ё'), about: '<'.repeat(500), photoFileId: 'photo' },
    ...{ active: true, version: 999_999, serviceCount: 1, hasOwnHours: true, people: ['<Вера>'] },
  },
  visits: { upcoming: 0, all: 0 },
  place: { index: 1, of: 3 },
};
const offers: MasterOffers = {
  master: masterCard.entry,
  offers: Array.from({ length: 30 }, (_, index) => ({
    ...{ serviceId: maxId - index, name: service.name, priceMinor: 1, currency: 'RUB', active: true },
    ...{ durationMinutes: 60, isOffered: true, ownPriceMinor: 2, ownDurationMinutes: 90 },
  })),
};

describe('screens', () => {
  const many = Array.from({ length: 300 }, (_, index) => ({ ...service, id: maxId - index }));
  const screens = (wording: typeof ru): Screen[] => [
    listScreen(serviceLook, many, 37, { role: 'owner', wording }),
    cardScreen(serviceLook, card, { role: 'owner', wording }),
    ...namesOf(serviceLook.fields).map((field) =>
      fieldScreen(serviceLook, field, { entry: service, all: many }, null, wording),
    ),
    askDraftPriceScreen({ draft: maxId, minutes: 1440, name: service.name, currency: 'RUB' }, null, wording),
    cardScreen(masterLook, masterCard, { role: 'owner', wording }),
    offersScreen(offers, 2, wording),
    termsListScreen(offers, 2, wording),
    askTermScreen('duration', { master: masterCard.entry, offer: offers.offers[0] ?? fail() }, null, wording),
    ...templateNames().map((name) =>
      templateScreen(name, templates[name](wording.texts.locale), 'RUB', wording),
    ),
  ];
  const fail = (): never => {
    throw new Error('no offer');
  };

  it.each([
    ['ru', ru],
    ['en', en],
  ] as const)('hold the longest values, escaped, with a way back: %s', (_, wording) => {
    for (const { text, keyboard } of screens(wording)) {
      // Telegram counts what is left after the markup is read.
      expect(text.replaceAll(/&(?:amp|lt|gt|quot);/g, '.').length).toBeLessThanOrEqual(4096);
      expect(text).not.toMatch(/<(?!\/?b>)/);
      expect(keyboard.length).toBeLessThanOrEqual(13);
      expect(keyboard.at(-1)?.some((one) => 'callback_data' in one && one.callback_data === '1dsk')).toBe(
        true,
      );
    }
  });

  it('a viewer looks and changes nothing', () => {
    const labels = cardScreen(serviceLook, card, { role: 'viewer', wording: ru })
      .keyboard.flat()
      .map(({ text }) => text);
    expect(labels).toEqual(['📷 Посмотреть фото', '‹ Назад', '🗂 К рабочему месту']);
    const offered = [[button('a template', 'x')]];
    const list = listScreen(serviceLook, [], 0, { role: 'viewer', offered, wording: ru }).keyboard.flat();
    expect(list.map(({ text }) => text)).toEqual(['‹ Назад', '🗂 К рабочему месту']);
  });

  it('a service that nobody does says so', () => {
    expect(cardScreen(serviceLook, card, { role: 'owner', wording: ru }).text).toContain('никто не делает');
    const done = { ...card, entry: { ...service, staffCount: 1 } };
    expect(cardScreen(serviceLook, done, { role: 'owner', wording: ru }).text).not.toContain(
      'никто не делает',
    );
  });
});
