import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRegistry, type Registry, type RegistryProblem } from '../../src/config/registry.js';
import { defaultSettings } from '../../src/domain/settings.js';

const token = (digits: number): string => `${100_000_000 + digits}:AAabcdefghijklmnopqrstuvwxyz012345678`;
const variables = {
  ANNA_TOKEN: token(1),
  SAME_TOKEN: token(1),
  DATABASE_URL_NORTH: 'postgres://north/botel',
};

function accept(text: string): Registry {
  const reading = parseRegistry(text, 'tenants.yaml', variables);
  if (!reading.ok) throw new Error(reading.problems.join('\n'));
  return reading.registry;
}

function refuse(text: string): readonly RegistryProblem[] {
  const reading = parseRegistry(text, 'tenants.yaml', variables);
  if (reading.ok) throw new Error('the registry was accepted');
  return reading.problems;
}

const salon = (...lines: string[]): string =>
  [
    'tenants:',
    '  anna:',
    '    name: Anna',
    `    token: "${token(1)}"`,
    ...lines.map((line) => `    ${line}`),
  ].join('\n');

describe('a registry that is right', () => {
  test('becomes data with defaults, variables and durations filled in', () => {
    const registry = accept(`
defaults: { locale: en, timezone: Europe/London, country: GB, currency: GBP }
platform:
  operators: [111111111]
  concierge: { token: "${token(8)}" }
tenants:
  anna:
    name: Салон Анна
    token: "\${ANNA_TOKEN}"
    owners: [987654321]
    state: suspended
    template: beauty
    timezone: Asia/Tokyo
    database: north
    settings:
      reminders: [1h, 24h, 2h30m]
      min_notice: 90m
      horizon: 30d
      slot_grid: 15m
      change_deadline: 1d12h
      max_active_bookings: 5
      max_bookings_per_day: 2
      address: Main street 1
      phone: "+7 (495) 123-45-67"
  boris_2: { name: Boris, token: "${token(2)}" }
`);
    expect(registry.platform).toEqual({
      operators: [111111111],
      concierge: { token: token(8) },
      sales: null,
    });
    expect([...registry.tenants.keys()]).toEqual(['anna', 'boris_2']);
    expect(registry.tenants.get('anna')).toEqual({
      id: 'anna',
      name: 'Салон Анна',
      token: token(1),
      owners: [987654321],
      state: 'suspended',
      template: 'beauty',
      locale: 'en',
      timezone: 'Asia/Tokyo',
      country: 'GB',
      currency: 'GBP',
      database: 'north',
      settings: {
        ...defaultSettings,
        reminderMinutes: [1440, 150, 60],
        minNoticeMinutes: 90,
        horizonDays: 30,
        slotGridMinutes: 15,
        changeDeadlineMinutes: 2160,
        maxActiveBookings: 5,
        maxBookingsPerDay: 2,
        address: 'Main street 1',
        phone: '+74951234567',
      },
    });
    expect(registry.tenants.get('boris_2')).toMatchObject({
      state: 'active',
      template: null,
      owners: [],
      locale: 'en',
      database: 'default',
      settings: defaultSettings,
    });
  });

  test.each([
    ['an empty file', ''],
    ['only comments', '# nothing yet\n'],
    ['no salon yet', 'tenants:\n'],
    ['empty sections', 'defaults:\nplatform:\ntenants: {}\n'],
  ])('may be %s', (_what, text) => {
    expect(accept(text).tenants.size).toBe(0);
  });

  test('knows whether tokens stand in the file itself', () => {
    expect(accept('tenants: { anna: { name: A, token: "${ANNA_TOKEN}" } }').holdsTokens).toBe(false);
    expect(accept(salon()).holdsTokens).toBe(true);
  });

  test('may repeat a block through an anchor', () => {
    const registry = accept(`
tenants:
  anna: { name: Anna, token: "${token(1)}", settings: &house { min_notice: 3h } }
  boris: { name: Boris, token: "${token(2)}", settings: *house }
`);
    expect(registry.tenants.get('boris')?.settings.minNoticeMinutes).toBe(180);
  });
});

// Each row: what is wrong, the file, and where and how it is told.
const wrong: [string, string, string | RegExp][] = [
  [
    'an unknown key of a salon',
    salon('ownerz: [1]'),
    'tenants.yaml:5 tenants.anna.ownerz: unknown key; did you mean "owners"?',
  ],
  [
    'an unknown key that resembles none',
    salon('colour: red'),
    /:5 tenants\.anna\.colour: unknown key; known are name, token, owners/,
  ],
  ['an unknown key at the top', 'tenant: {}', 'tenants.yaml:1 tenant: unknown key; did you mean "tenants"?'],
  [
    'an unknown key of the settings',
    salon('settings:', '  min_notise: 1h'),
    'tenants.yaml:6 tenants.anna.settings.min_notise: unknown key; did you mean "min_notice"?',
  ],
  ['an unknown key of the defaults', 'defaults:\n  zone: Europe/Moscow', /:2 defaults\.zone: unknown key/],
  [
    'an unknown key of the platform',
    'platform:\n  operator: [1]',
    /:2 platform\.operator: unknown key; did you mean "operators"/,
  ],
  [
    'a merge key',
    `x: &a {}\ntenants:\n  anna:\n    <<: *a\n    name: A\n    token: "${token(1)}"`,
    /:4 tenants\.anna\.<<: unknown key/,
  ],
  [
    'a missing name',
    `tenants:\n  anna:\n    token: "${token(1)}"`,
    'tenants.yaml:2 tenants.anna.name: is missing',
  ],
  ['a missing token', 'tenants:\n  anna:\n    name: Anna', 'tenants.yaml:2 tenants.anna.token: is missing'],
  [
    'a name that YAML reads as a number',
    `tenants:\n  anna:\n    name: 12\n    token: "${token(1)}"`,
    'tenants.yaml:3 tenants.anna.name: must be text; put it in quotes',
  ],
  [
    'an empty name',
    `tenants:\n  anna:\n    name: "  "\n    token: "${token(1)}"`,
    'tenants.yaml:3 tenants.anna.name: must not be empty',
  ],
  ['a salon without fields', 'tenants:\n  anna:', /:2 tenants\.anna: must be a list of fields/],
  ['salons as a list', `tenants:\n  - name: Anna`, /:1 tenants: must be a list of salons by their id/],
  ['a file that is a sentence', 'hello', /:1: must have the fields/],
  [
    'a variable that is not set',
    'tenants:\n  anna:\n    name: A\n    token: "${NO_SUCH}"',
    'tenants.yaml:4 tenants.anna.token: the environment variable NO_SUCH is not set; set it for the process or in .env',
  ],
  [
    'a variable named like a property of objects',
    'tenants:\n  anna:\n    name: A\n    token: "${constructor}"',
    /variable constructor is not set/,
  ],
  [
    'what is not a token',
    'tenants:\n  anna:\n    name: A\n    token: abc',
    /:4 tenants\.anna\.token: is not a bot token/,
  ],
  [
    'an id with capitals',
    `tenants:\n  Anna: { name: A, token: "${token(1)}" }`,
    /:2 tenants\.Anna: an id has 2 to 31 small Latin letters/,
  ],
  [
    'an id with a dash',
    `tenants:\n  an-na: { name: A, token: "${token(1)}" }`,
    /:2 tenants\.an-na: an id has/,
  ],
  ['an id of one letter', `tenants:\n  a: { name: A, token: "${token(1)}" }`, /:2 tenants\.a: an id has/],
  [
    'an id of a prototype',
    `tenants:\n  __proto__: { name: A, token: "${token(1)}" }`,
    /:2 tenants\.__proto__: an id has/,
  ],
  [
    'an id that is a number',
    `tenants:\n  12: { name: A, token: "${token(1)}" }`,
    /:2 tenants\.12: an id has/,
  ],
  [
    'an id twice',
    `${salon()}\n  anna: { name: B, token: "${token(2)}" }`,
    'tenants.yaml:5: the same key stands here a second time; remove or rename one of them',
  ],
  ['a field twice', salon('name: Other'), /:5: the same key stands here a second time/],
  [
    'an unknown zone',
    salon('timezone: Europe/Moskow'),
    'tenants.yaml:5 tenants.anna.timezone: is not a time zone such as Europe/Moscow; did you mean "Europe/Moscow"?',
  ],
  [
    'an unknown zone in the defaults',
    'defaults: { timezone: Moscow }',
    /:1 defaults\.timezone: is not a time zone/,
  ],
  ['an unknown language', salon('locale: de'), 'tenants.yaml:5 tenants.anna.locale: must be ru or en'],
  [
    'an unknown country',
    salon('country: UK'),
    'tenants.yaml:5 tenants.anna.country: is not a country code such as RU; did you mean "GB"?',
  ],
  ['an unknown currency', salon('currency: RUR1'), /:5 tenants\.anna\.currency: is not a currency code/],
  [
    'an unknown state',
    salon('state: paused'),
    'tenants.yaml:5 tenants.anna.state: must be active or suspended',
  ],
  [
    'an unknown template',
    salon('template: beuty'),
    /:5 tenants\.anna\.template: there is no such template; known are .*barber.*; did you mean "beauty"/,
  ],
  [
    'a database without a URL',
    salon('database: south'),
    /:5 tenants\.anna\.database: the environment variable DATABASE_URL_SOUTH is not set/,
  ],
  [
    'an owner in quotes',
    salon('owners: [1, "2"]'),
    'tenants.yaml:5 tenants.anna.owners[1]: must be a Telegram id: a whole number without quotes',
  ],
  [
    'an owner that is not whole',
    salon('owners:', '  - 1', '  - 1.5'),
    /:7 tenants\.anna\.owners\[1\]: must be a Telegram id/,
  ],
  ['owners that are no list', salon('owners: 5'), /:5 tenants\.anna\.owners: must be a list of Telegram ids/],
  [
    'a duration without a unit',
    salon('settings: { min_notice: 60 }'),
    /:5 tenants\.anna\.settings\.min_notice: must be a duration such as 30m/,
  ],
  [
    'a duration with an unknown unit',
    salon('settings: { min_notice: 1w }'),
    /settings\.min_notice: must be a duration such as 30m/,
  ],
  [
    'a grid that is too fine',
    salon('settings: { slot_grid: 1m }'),
    /settings\.slot_grid: must be from 5m to 24h/,
  ],
  [
    'a horizon of part of a day',
    salon('settings: { horizon: 36h }'),
    /settings\.horizon: must be whole days/,
  ],
  [
    'a horizon told twice',
    salon('settings: { horizon: 30d, horizon_days: 30 }'),
    /:5 tenants\.anna\.settings\.horizon: says the same as horizon_days/,
  ],
  [
    'reminders that are no list',
    salon('settings: { reminders: 24h }'),
    /settings\.reminders: must be a list such as \[24h, 2h\]/,
  ],
  [
    'a reminder that is none',
    salon('settings: { reminders: [24h, soon] }'),
    /settings\.reminders\[1\]: must be a duration/,
  ],
  [
    'a reminder twice',
    salon('settings: { reminders: [24h, 1d] }'),
    /settings\.reminders: must not have the same distance twice/,
  ],
  [
    'a limit of nothing',
    salon('settings: { max_active_bookings: 0 }'),
    /max_active_bookings: must be a whole number from 1 to 100/,
  ],
  [
    'a phone that YAML reads as a number',
    salon('settings: { phone: +74951234567 }'),
    /settings\.phone: must be text; put the phone number in quotes/,
  ],
  [
    'a phone without its country',
    salon('settings: { phone: "495 123-45-67" }'),
    /settings\.phone: must be an international phone number/,
  ],
  ['a tab', 'tenants:\n\tanna: {}', /:2: indent with spaces, not with tabs/],
  ['a bracket that is open', 'tenants: { anna: ', /tenants\.yaml:\d: /],
  ['an alias of nothing', 'tenants: *nowhere', /tenants\.yaml:1: an alias \(\*name\) has no anchor/],
];

describe('a registry with a mistake', () => {
  test.each(wrong)('%s is told with line, field and what to do', (_what, text, expected) => {
    const told = refuse(text).map(String);
    expect(told).toContainEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
    expect(told.filter((line, index) => told.indexOf(line) !== index)).toEqual([]);
  });

  test('tells all mistakes at once, in the order of the file', () => {
    const problems = refuse(`
defaults: { timezone: Mars/Olympus }
tenants:
  anna:
    name: Anna
    token: "\${MISSING}"
    owners: [x]
  Boris:
    tokken: 1
  clara: { name: Clara, token: "${token(1)}" }
  dina: { name: Dina, token: "\${SAME_TOKEN}" }
`);
    expect(problems.map(({ line, field }) => [line, field])).toEqual([
      [2, 'defaults.timezone'],
      [6, 'tenants.anna.token'],
      [7, 'tenants.anna.owners[0]'],
      [8, 'tenants.Boris.name'],
      [8, 'tenants.Boris.token'],
      [8, 'tenants.Boris'],
      [9, 'tenants.Boris.tokken'],
      [11, 'tenants.dina.token'],
    ]);
  });

  test.each([
    [
      'written twice',
      `tenants:\n  anna: { name: A, token: "${token(1)}" }\n  boris: { name: B, token: "${token(1)}" }`,
    ],
    [
      'from two variables',
      'tenants:\n  anna: { name: A, token: "${ANNA_TOKEN}" }\n  boris: { name: B, token: "${SAME_TOKEN}" }',
    ],
    [
      'written and from a variable',
      `tenants:\n  anna: { name: A, token: "${token(1)}" }\n  boris: { name: B, token: "\${ANNA_TOKEN}" }`,
    ],
    [
      'of one bot before and after a change',
      `tenants:\n  anna: { name: A, token: "${token(1)}" }\n  boris: { name: B, token: "${token(1)}9" }`,
    ],
    [
      'even when the rest is wrong',
      `tenants:\n  anna: { name: A, token: "${token(1)}", x: 1 }\n  boris: { name: B, token: "${token(1)}" }`,
    ],
  ])('a token that two salons share, %s, is told without being shown', (_how, text) => {
    const told = refuse(text).map(String);
    expect(told).toContainEqual(
      'tenants.yaml:3 tenants.boris.token: this is the bot of tenants.anna; every salon needs a bot of its own',
    );
    expect(told.join('\n')).not.toContain('AAabcdef');
  });

  test('a salon may not use the token of a platform bot', () => {
    const told = refuse(`platform: { sales: { token: "${token(1)}" } }\n${salon()}`).map(String);
    expect(told).toContainEqual(
      expect.stringMatching(/:5 tenants\.anna\.token: this is the bot of platform\.sales/),
    );
  });

  test.each([
    ['unquoted in a broken place', `tenants:\n  anna:\n    name: A\n   token: ${token(1)}`],
    ['after an open quote', `tenants:\n  anna:\n    token: "${token(1)}\n    name: x`],
    ['as a key', `tenants:\n  anna:\n    "${token(1)}": x`],
    ['as an id', `tenants:\n  "${token(1)}": x`],
    ['as a template', salon(`template: "${token(2)}"`)],
    ['with letters too many', `tenants:\n  anna: { name: A, token: "${token(1)} x" }`],
  ])('a token %s is never shown', (_where, text) => {
    expect(refuse(text).join('\n')).not.toContain('AAabcdef');
  });

  test('a small file cannot become a large one', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x,x,x,x,x,x,x,x,x]' : `a${level}: &a${level} [${`*a${level - 1},`.repeat(9)}]`,
    );
    expect(refuse(levels.join('\n')).map(String).join('\n')).toMatch(/alias/i);
  });
});

describe('the tenants.yaml that comes with the program', () => {
  const text = readFileSync(join(__dirname, '../../tenants.yaml'), 'utf8');

  test('is right, and has no salon yet', () => {
    expect(accept(text).tenants.size).toBe(0);
  });

  test('has an example that is right once it is not a comment any more', () => {
    const lines = text
      .split('\n')
      .map((line) => line.replace(/^( {2})?# (?=( {2})?(anna|platform|operators| ))/, '$1'));
    const example = accept(lines.join('\n').replace('  # \n', ''));
    expect(example.platform.operators).toEqual([111111111]);
    expect(example.tenants.get('anna')).toMatchObject({ template: 'beauty', owners: [987654321] });
    expect(example.tenants.get('anna')?.settings.phone).toBe('+74951234567');
  });
});
