import { checkName } from '../../src/domain/contact.js';

const verdict = (typed: string) => {
  const check = checkName(typed);
  return check.ok ? check.name : check.reason;
};

describe('checkName', () => {
  it.each([
    'Анна',
    "Анна-Мария О'Коннор",
    'Nguyễn Thị Minh Khai',
    '李娜',
    'И.И.Иванов',
    'A. Petrov',
    'Ст.Ли',
    'محمد علی',
    'שרה כהן',
    'สมชาย ใจดี',
    'श्री',
    'ქეთევან',
    'Anna 🌸',
    'Анна (жена Петра)',
    'Анна 2',
    'Ёж',
    'Jean‑Luc d’Arc',
  ])('keeps %s', (name) => {
    expect(verdict(name)).toBe(name);
  });

  it('tidies spaces of every kind, line breaks and invisible characters', () => {
    expect(verdict('  Анна \u00a0\t  Петрова\n')).toBe('Анна Петрова');
    expect(verdict('\ufeffАн\u200bна\u200e \u2060Ли\u00ad')).toBe('Анна Ли');
    expect(verdict('\u202aАнна\u202c')).toBe('Анна');
    expect(verdict('Анна \u200b Ли')).toBe('Анна Ли');
  });

  it('composes letters', () => {
    expect(verdict('Nguye\u0302\u0303n')).toBe('Nguyễn');
    expect(verdict('Иосиф Цои\u0306')).toBe('Иосиф Цой');
  });

  it('keeps joiners where writing needs them and nowhere else', () => {
    expect(verdict('علی\u200cرضا')).toBe('علی\u200cرضا');
    expect(verdict('Анна 👩\u200d🎨')).toBe('Анна 👩\u200d🎨');
    expect(verdict('\u200dАнна\u200d \u200c\u200cЛи\u200c')).toBe('Анна Ли');
  });

  it('counts 2 to 100 code points after tidying', () => {
    expect(verdict('А')).toBe('too_short');
    expect(verdict('   ')).toBe('too_short');
    expect(verdict('')).toBe('too_short');
    expect(verdict('Ан')).toBe('Ан');
    expect(verdict('а'.repeat(100))).toBe('а'.repeat(100));
    expect(verdict(` ${'а'.repeat(100)} `)).toBe('а'.repeat(100));
    expect(verdict('а'.repeat(101))).toBe('too_long');
    expect(verdict('𠮷'.repeat(100))).toBe('𠮷'.repeat(100));
    expect(verdict('𠮷'.repeat(101))).toBe('too_long');
    expect(verdict('й'.normalize('NFD').repeat(100))).toBe('й'.repeat(100));
  });

  it.each([
    ['only zero-width characters', '\u200b\u200b\u200d', 'too_short'],
    ['only blank letters', '\u3164\u3164\u115f', 'too_short'],
    ['no letter', '12345', 'not_a_name'],
    ['a phone', '+7 999 123-45-67', 'not_a_name'],
    ['only emoji', '👍👍', 'not_a_name'],
    ['only signs', '— . —', 'not_a_name'],
    ['a null character', 'Ан\u0000на', 'not_a_name'],
    ['a bell', 'Анна\u0007', 'not_a_name'],
    ['a direction override', 'Анна \u202eаннА', 'not_a_name'],
    ['half of a surrogate pair', 'Анна\ud83d', 'not_a_name'],
    ['replaced text', 'Анна\ufffd', 'not_a_name'],
    ['private use', 'Анна\ue000', 'not_a_name'],
    ['a tower of marks', `А${'\u0489'.repeat(9)}нна`, 'not_a_name'],
    ['a link', 'https://example.com', 'not_a_name'],
    ['a link in words', 'купи на shop.ru дёшево', 'not_a_name'],
    ['a link with a path', 'spam.site/x', 'not_a_name'],
    ['a Cyrillic link', 'пример.рф', 'not_a_name'],
    ['www', 'www.пример', 'not_a_name'],
    ['t.me', 'go t.me/joinchat', 'not_a_name'],
    ['a handle', '@anna', 'not_a_name'],
    ['an e-mail', 'anna@example', 'not_a_name'],
    ['a command', '/start', 'not_a_name'],
  ])('refuses %s', (_, typed, reason) => {
    expect(verdict(typed)).toBe(reason);
  });

  it('gives up on endless text at once, whatever is in it', () => {
    for (const part of ['а', ' ', 'a.', '\u0301', '\u200d', 'www', '👩\u200d']) {
      expect(checkName(part.repeat(100_000)).ok).toBe(false);
      expect(checkName(part.repeat(1_000)).ok).toBe(false);
    }
  });

  it('changes nothing in a name it gave', () => {
    const once = verdict(' \u200dO\u2019Connor\u200b   \u0130\u307f ');
    expect(verdict(once)).toBe(once);
  });
});
