import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LeakCheck, leakReport, type OutputNote, type SecretNote } from '../support/leak-check.js';
import { leakVariable } from '../support/leak-watch.js';

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

  test.each(['12', '/start', 'anna', 'да', 'слова'])(
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
    `import { keepSecret, watchOutput } from ${JSON.stringify(support('leak-watch'))};\ntest('it', () => {\n${body}\n});\n`,
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
  const [leaky, printed, tight] = await Promise.all([
    runJest(`${keep} watchOutput('log', 'GET /bot${token}/getMe');`),
    runJest(`${keep} process.stdout.write('${token.slice(10)}');`),
    runJest(`${keep} watchOutput('log', 'GET /bot[token]/getMe');`),
  ]);
  for (const run of [leaky, printed]) {
    expect(run.text).toContain('1 passed');
    expect(run.text).toContain(token);
    expect(run.text).toContain('leaky.test.ts');
    expect(run.code).toBe(1);
  }
  expect(tight.text).toContain('None of 1 tokens');
  expect(tight.code).toBe(0);
});
