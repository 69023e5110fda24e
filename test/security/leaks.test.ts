import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LeakCheck, leakReport, type OutputNote, type SecretNote } from '../support/leak-check.js';
import { leakVariable } from '../support/leak-watch.js';
import { isOrdinaryName, tellingNames } from '../support/telling-names.js';

const root = resolve(__dirname, '../..');
const token = '700000999:AAleak_leak_leak_leak_leak_leak_lea';

const secret = (kind: SecretNote['kind'], value: string): SecretNote => ({
  kind,
  value,
  test: 'test/a.test.ts',
});
const output = (text: string): OutputNote => ({ source: 'log', text, test: 'test/b.test.ts' });

describe('the comparison', () => {
  test.each<[string, SecretNote, string]>([
    ['a token', secret('token', token), `GET /bot${token}/getMe`],
    ['the secret half of a token', secret('token', token), token.slice(10)],
    ['a token in an address', secret('token', token), `/bot${encodeURIComponent(token)}/getMe`],
    ['a name', secret('name', 'Марфа'), '{"msg":"Марфа came"}'],
    ['a name of several words', secret('name', 'Марфа-Ева О’Нил'), 'for Марфа-Ева О’Нил.'],
    ['a name in an address', secret('name', 'Марфа'), `/find?name=${encodeURIComponent('Марфа')}`],
    ['a name with a quote in JSON', secret('name', 'Марфа "М" Ян'), JSON.stringify({ msg: 'Марфа "М" Ян' })],
    ['a phone', secret('phone', '+79161112233'), 'call +79161112233'],
    ['a phone without its plus', secret('phone', '+79161112233'), '{"n":"79161112233"}'],
    ['a phone in the national form', secret('phone', '+79161112233'), 'call 8 (916) 111-22-33 back'],
    ['a phone without anything before it', secret('phone', '+79161112233'), 'call 916 111 22 33 back'],
    ['a phone after another number', secret('phone', '+79161112233'), 'booking 33 79161112233'],
    ['a phone as it is dialled from abroad', secret('phone', '+442079460018'), '0044 20 7946 0018'],
    ['a text in English', secret('text', 'I may come a little late'), 'note: I may come a little late'],
    ['a text', secret('text', 'Аллергия на лак'), 'note: Аллергия на лак'],
    ['a text with line breaks in JSON', secret('text', 'Первая\tвторая'), '"Первая\tвторая"'],
    ['a password', secret('secret', '0123456789abcdef'), 'postgres://botel:0123456789abcdef@db/botel'],
  ])('finds %s', (_what, kept, text) => {
    const check = new LeakCheck();
    expect(check.add(kept)).toBe(true);
    expect(check.find(output(text)).map((leak) => leak.secret)).toEqual([kept]);
  });

  test.each<[string, SecretNote, string]>([
    ['part of a word', secret('name', 'Марфа'), 'Марфала'],
    ['another number', secret('phone', '+79161112233'), 'update 791611122 took 33 ms'],
    ['a masked phone', secret('phone', '+79161112233'), '[phone]'],
    ['part of a clock', secret('phone', '+79161112233'), '{"ms":1791611122330,"us":9161112233000000}'],
    ['the end of a clock', secret('phone', '+79161112233'), '{"ms":1239161112233}'],
    ['an id and what stands beside it', secret('phone', '+79161112233'), 'update 791611122 33 ms'],
  ])('does not mistake %s for it', (_what, kept, text) => {
    const check = new LeakCheck();
    expect(check.add(kept)).toBe(true);
    expect(check.find(output(text))).toEqual([]);
  });

  test('lets what is public stand, but not the same word elsewhere', () => {
    const check = new LeakCheck();
    check.add(secret('name', 'Марфа'));
    check.add(secret('public', 'Салон «Марфа»'));
    expect(check.find(output('the salon Салон «Марфа» is open'))).toEqual([]);
    expect(check.find(output('Салон «Марфа»: Марфа came'))).toHaveLength(1);
  });

  test('knows what is public also where it is escaped', () => {
    const check = new LeakCheck();
    check.add(secret('name', 'Марфа'));
    check.add(secret('public', 'Салон "Марфа"'));
    expect(check.find(output(JSON.stringify({ name: 'Салон "Марфа"' })))).toEqual([]);
    expect(check.find(output(`/find?name=${encodeURIComponent('Салон "Марфа"')}`))).toEqual([]);
  });

  test('does not take what is public out of other words', () => {
    const check = new LeakCheck();
    check.add(secret('name', 'Марфа'));
    check.add(secret('public', 'Мар'));
    check.add(secret('public', 'а'));
    expect(check.find(output('Марфа came'))).toHaveLength(1);
  });

  test.each(['12', '/start', 'anna', 'да', 'слова', 'Client', 'not available'])(
    'leaves %s alone: it says nothing about anybody',
    (value) => {
      const check = new LeakCheck();
      expect([check.add(secret('name', value.slice(0, 3))), check.add(secret('text', value))]).toEqual([
        false,
        false,
      ]);
      expect(check.size).toBe(0);
    },
  );

  test('says which secret, of which test, in whose output', () => {
    const check = new LeakCheck();
    check.add(secret('name', 'Марфа'));
    const report = leakReport(check.find(output('{"msg":"Марфа came"}')));
    for (const part of ['«Марфа»', 'test/a.test.ts', 'test/b.test.ts', '"Марфа came"'])
      expect(report).toContain(part);
  });
});

describe('names of people in tests', () => {
  test.each(['Client', 'Owner', 'Boss', 'Client7', 'Person 12', 'Test Salon', "O'Client"])(
    '%s is a word of programs',
    (name) => {
      expect(isOrdinaryName(name)).toBe(true);
    },
  );

  test.each([
    'Olga',
    'Olga 7',
    'Klara12',
    'Ann Lee',
    'Марфа',
    'דנה',
    '<b>Client</b>',
    '=HYPERLINK("http://x")',
  ])('%s is not', (name) => {
    expect(isOrdinaryName(name)).toBe(false);
  });

  test('none that they may have stands in a program: a log never holds it by itself', () => {
    const programs = shippedSources();
    expect(programs.length).toBeGreaterThan(1000);
    const words = (names: readonly string[]): RegExp => new RegExp(`(?<!\\w)(?:${names.join('|')})(?!\\w)`);
    const holding = (wanted: RegExp): string[] =>
      programs.filter((file) => wanted.test(readFileSync(file, 'latin1')));
    expect(holding(words(tellingNames))).toEqual([]);
    expect(holding(words(['Client'])).length).toBeGreaterThan(10);
  });
});

/** What of ours and of others writes logs; not the texts for people, which are no log's. */
function shippedSources(): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  const shipped = Object.entries(packages).flatMap(([path, { dev }]) =>
    path === '' || dev === true ? [] : [join(root, path)],
  );
  const ours = sourcesIn(join(root, 'src')).filter((file) => !file.startsWith(join(root, 'src/i18n')));
  return [...ours, ...shipped.flatMap(sourcesIn)];
}

function sourcesIn(folder: string): string[] {
  // A package for another kind of machine is not installed here.
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesIn(path);
    return /\.(?:[cm]?js|ts)$/.test(path) && !path.endsWith('.d.ts') ? [path] : [];
  });
}

interface Run {
  readonly code: number;
  readonly text: string;
}

/** A run of Jest of its own, with the same checks around one test file. */
async function runJest(body: string): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-leaky-'));
  const support = (file: string): string => join(root, 'test/support', file);
  await writeFile(
    join(folder, 'leaky.test.ts'),
    `import { keepSecret, watchOutput, watchProgram } from ${JSON.stringify(support('leak-watch'))};\ntest('it', async () => {\n${body}\n});\n`,
  );
  const config = {
    rootDir: root,
    roots: [folder],
    testMatch: ['**/*.test.ts'],
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    transform: {
      '^.+\\.ts$': [join(root, 'node_modules/@swc/jest'), { jsc: { parser: { syntax: 'typescript' } } }],
    },
    globalTeardown: support('global-teardown.ts'),
    setupFilesAfterEnv: [support('leak-setup.ts')],
    cacheDirectory: join(folder, 'cache'),
  };
  const args = [join(root, 'node_modules/jest/bin/jest.js'), '--config', JSON.stringify(config)];
  const env = { PATH: process.env.PATH, [leakVariable]: join(folder, 'leaks') };
  try {
    return await new Promise((done) => {
      execFile(process.execPath, args, { env, cwd: root }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), text: stdout + stderr });
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('a run in which something came out fails, although every test passed', async () => {
  const keep = `keepSecret('token', ${JSON.stringify(token)});`;
  const torn = `const { PassThrough } = require('node:stream'); const program = new PassThrough(); watchProgram(program);
    program.write('GET /bot${token.slice(0, 20)}'); program.end('${token.slice(20)}/getMe');
    await require('node:stream/promises').finished(program);`;
  const [tight, ...leaky] = await Promise.all([
    runJest(`${keep} watchOutput('log', 'GET /bot[token]/getMe');`),
    runJest(`${keep} watchOutput('log', 'GET /bot${token}/getMe');`),
    runJest(`${keep} process.stdout.write('${token.slice(10)}');`),
    runJest(`${keep} ${torn}`),
  ]);
  for (const run of leaky) {
    expect(run.text).toContain('1 passed');
    expect(run.text).toContain(token);
    expect(run.text).toContain('leaky.test.ts');
    expect(run.code).toBe(1);
  }
  expect(tight.text).toContain('None of 1 tokens');
  expect(tight.code).toBe(0);
});

test('a test in which somebody is called as programs call things fails, whatever came out', async () => {
  const words = JSON.stringify(join(root, 'src/sandbox/private-words'));
  const tell = (name: string): Promise<Run> => runJest(`require(${words}).tellPrivate('name', '${name}');`);
  const [ordinary, telling] = await Promise.all([tell('Client'), tell('Klara')]);
  expect(ordinary.text).toContain('leaky.test.ts: «Client» is a word of programs');
  expect(ordinary.code).toBe(1);
  expect(telling.code).toBe(0);
});
