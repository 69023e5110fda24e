import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../../src/config/config.js';
import { parseDuration } from '../../src/config/duration.js';
import { readEnvironment, type Environment } from '../../src/config/env.js';

function problems(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('the configuration', () => {
  test('of an empty environment is a host of its own on the real Telegram', () => {
    expect(readConfig({})).toMatchObject({
      tenantsFile: './tenants.yaml',
      dataDir: './data',
      backupDir: 'data/backups',
      telegram: { apiRoot: 'https://api.telegram.org', newTokenPace: { perMinute: 20, perHour: 600 } },
      http: { host: '127.0.0.1', port: 8080 },
      log: { level: 'info', file: null },
      secrets: { databaseUrls: new Map(), redisUrl: null, sentryDsn: null },
    });
    expect(readConfig({}).release).toMatch(/^\d+\.\d+\.\d+/);
  });

  test('takes over what is set', () => {
    const config = readConfig({
      TENANTS_FILE: '/etc/botel/tenants.yaml',
      DATA_DIR: '/data',
      BACKUP_DIR: '/backups',
      TELEGRAM_API_ROOT: 'http://bots.local:8081/',
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: '0',
      LOG_LEVEL: 'debug',
      LOG_FILE: '/log/botel.log',
      DATABASE_URL: 'postgres://a@b/c',
      DATABASE_URL_NORTH: 'postgresql://d@e/f',
      SENTRY_DSN: 'https://key@sentry.example/1',
    });
    expect(config).toMatchObject({
      tenantsFile: '/etc/botel/tenants.yaml',
      dataDir: '/data',
      backupDir: '/backups',
      telegram: { apiRoot: 'http://bots.local:8081', newTokenPace: null },
      http: { host: '0.0.0.0', port: 0 },
      log: { level: 'debug', file: '/log/botel.log' },
    });
    expect([...config.secrets.databaseUrls]).toEqual([
      ['default', 'postgres://a@b/c'],
      ['north', 'postgresql://d@e/f'],
    ]);
  });

  test.each<[Environment, string | null]>([
    [{}, null],
    [{ PUBLIC_URL: 'https://bots.example.org/' }, 'https://bots.example.org'],
    [{ PUBLIC_URL: 'https://example.org:8443/bots/' }, 'https://example.org:8443/bots'],
    [
      { PUBLIC_URL: 'http://127.0.0.1:8080', TELEGRAM_API_ROOT: 'http://bots.local:8081' },
      'http://127.0.0.1:8080',
    ],
    [
      { PUBLIC_URL: 'https://bots.local:9000', TELEGRAM_API_ROOT: 'http://bots.local:8081' },
      'https://bots.local:9000',
    ],
  ])('takes deliveries with %j at %s', (environment, publicUrl) => {
    expect(readConfig(environment).publicUrl).toBe(publicUrl);
  });

  test.each<[Environment, string]>([
    [{ HTTP_PORT: 'eighty' }, 'HTTP_PORT must be a port number from 0 to 65535 (0: any free port)'],
    [{ HTTP_PORT: '65536' }, 'HTTP_PORT must be a port number from 0 to 65535 (0: any free port)'],
    [{ HTTP_PORT: '-1' }, 'HTTP_PORT must be a port number from 0 to 65535 (0: any free port)'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent'],
    [
      { TELEGRAM_API_ROOT: 'api.telegram.org' },
      'TELEGRAM_API_ROOT must be a URL that starts with https:// or http://',
    ],
    [
      { TELEGRAM_API_ROOT: 'ftp://x' },
      'TELEGRAM_API_ROOT must be a URL that starts with https:// or http://',
    ],
    [
      { DATABASE_URL: 'mysql://a@b/c' },
      'DATABASE_URL must be a URL such as postgres://user:password@host:5432/database',
    ],
    [
      { DATABASE_URL_NORTH: 'north' },
      'DATABASE_URL_NORTH must be a URL such as postgres://user:password@host:5432/database',
    ],
    [{ PUBLIC_URL: 'bots.example.org' }, 'PUBLIC_URL must be a URL that starts with https:// or http://'],
    [
      { PUBLIC_URL: 'http://bots.example.org' },
      'PUBLIC_URL must start with https:// (http:// is for this machine only)',
    ],
    [
      { PUBLIC_URL: 'http://127.0.0.1.example.org', TELEGRAM_API_ROOT: 'http://bots.local' },
      'PUBLIC_URL must start with https:// (http:// is for this machine only)',
    ],
    [
      { PUBLIC_URL: 'https://me:hunter2@bots.example.org' },
      'PUBLIC_URL must be an address and a path, without password, ? and #',
    ],
    [
      { PUBLIC_URL: 'https://bots.example.org/?a=b' },
      'PUBLIC_URL must be an address and a path, without password, ? and #',
    ],
    [
      { PUBLIC_URL: 'https://bots.example.org:9000' },
      'PUBLIC_URL must be https on port 443, 80, 88 or 8443: Telegram delivers to no other',
    ],
    [
      { PUBLIC_URL: 'http://127.0.0.1:8080' },
      'PUBLIC_URL must be https on port 443, 80, 88 or 8443: Telegram delivers to no other',
    ],
    [{ SENTRY_DSN: 'yes' }, 'SENTRY_DSN must be the URL that Sentry shows under "Client keys"'],
  ])('refuses %j', (environment, problem) => {
    expect(problems(environment)).toEqual([problem]);
  });

  test('tells all problems at once and no secret', () => {
    const told = problems({ HTTP_PORT: 'x', LOG_LEVEL: 'x', DATABASE_URL: 'mysql://u:hunter2@h/d' });
    expect(told).toHaveLength(3);
    expect(told.join()).not.toContain('hunter2');
  });
});

describe('the environment', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'botel-env-'));
    process.env.BOTEL_TEST_SET = 'process';
    process.env.BOTEL_TEST_EMPTY = '';
  });

  afterEach(async () => {
    delete process.env.BOTEL_TEST_SET;
    delete process.env.BOTEL_TEST_EMPTY;
    await rm(folder, { recursive: true });
  });

  test('is the one of the process, over what .env says; empty is unset', async () => {
    const file = join(folder, '.env');
    await writeFile(
      file,
      'BOTEL_TEST_SET=file\nBOTEL_TEST_EMPTY=file\nBOTEL_TEST_FILE="a b" # c\nBOTEL_TEST_NONE=\n',
    );
    const environment = readEnvironment(file);
    expect(environment).toMatchObject({
      BOTEL_TEST_SET: 'process',
      BOTEL_TEST_EMPTY: 'file',
      BOTEL_TEST_FILE: 'a b',
    });
    expect(environment).not.toHaveProperty('BOTEL_TEST_NONE');
  });

  test('does without .env', () => {
    expect(readEnvironment(join(folder, '.env')).BOTEL_TEST_SET).toBe('process');
  });

  test('says when .env cannot be read', () => {
    expect(() => readEnvironment(folder)).toThrow(/cannot be read: .*EISDIR/);
  });
});

describe('durations', () => {
  test.each([
    ['24h', 1440],
    ['90m', 90],
    ['2h30m', 150],
    ['1d12h', 2160],
    ['1d2h3m', 1563],
    [' 7d ', 10_080],
    ['0m', 0],
  ])('%s is %i minutes', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes);
  });

  test.each(['', ' ', '24', 'h', '1w', '30m2h', '1.5h', '-1h', '1h 30m', '10s', '99999999999m', '٣h'])(
    '"%s" is none',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});
