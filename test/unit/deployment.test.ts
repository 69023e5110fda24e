import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readConfig } from '../../src/config/config.js';

const root = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Service {
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly healthcheck?: object;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly command?: readonly (string | number)[];
  readonly deploy?: { readonly resources?: { readonly limits?: object } };
  readonly security_opt?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly env_file?: readonly object[];
  readonly logging?: { readonly options?: object };
}
interface Compose {
  readonly services: Readonly<Record<'host' | 'postgres' | 'redis', Service>>;
  readonly configs?: { readonly database?: { readonly content?: string } };
}

const compose = parse(read('docker-compose.yml')) as Compose;
const dockerfile = read('Dockerfile');

/** What compose puts in for `${NAME:?…}` and `${NAME:-default}`. */
const interpolated = (value: string | number): string =>
  String(value).replaceAll(/\$\{\w+:[?-][^}]*\}/g, 'Secret1');

test('the variables that compose gives the host make a configuration', () => {
  const given = compose.services.host.environment ?? {};
  const variables = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, interpolated(value)]),
  );
  const config = readConfig({ ...variables, POSTGRES_PASSWORD: undefined });
  expect(config.http).toEqual({ host: '0.0.0.0', port: 8080 });
  expect(config.secrets.databaseUrls.get('default')).toBe('postgres://botel:Secret1@postgres:5432/botel');
  expect(config).toMatchObject({ dataDir: '/data', tenantsFile: '/config/tenants.yaml' });
});

test('the image starts the file that the build makes, as an unprivileged user, with the signal reaching it', () => {
  const build = JSON.parse(read('tsconfig.json')) as { compilerOptions: { outDir: string; rootDir: string } };
  expect(build.compilerOptions).toMatchObject({ outDir: 'dist', rootDir: '.' });
  expect(dockerfile).toContain('CMD ["node", "dist/src/main.js"]');
  expect(dockerfile.indexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('RUN '));
  expect(dockerfile).toContain('/healthz');
});

test('Node of the image is one the project supports', () => {
  const [, major] = /FROM node:(\d+)-/.exec(dockerfile) ?? [];
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
  expect(engines.node).toBe('>=20.19');
  expect(Number(major)).toBeGreaterThanOrEqual(20);
});

test.each(['host', 'postgres', 'redis'] as const)('%s is limited and gives up all capabilities', (name) => {
  const service = compose.services[name];
  expect(service.cap_drop).toEqual(['ALL']);
  expect(service.deploy?.resources?.limits).toBeDefined();
});

test('Redis throws no job away and writes an append-only file', () => {
  const command = compose.services.redis.command?.join(' ');
  expect(command).toContain('--maxmemory-policy noeviction');
  expect(command).toContain('--appendonly yes');
});

describe.each(['host', 'postgres', 'redis'] as const)('the container of %s', (name) => {
  const service = compose.services[name];

  test('cannot win rights, belongs to no root, and reaches nothing of the machine', () => {
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    if (name === 'host') expect(dockerfile).toMatch(/^USER node$/m);
    else expect(service.user).toBe(name);
    for (const key of ['privileged', 'cap_add', 'network_mode', 'pid', 'ipc', 'devices', 'userns_mode'])
      expect(service).not.toHaveProperty(key);
    expect(JSON.stringify(service)).not.toContain('docker.sock');
  });

  test('writes to volumes and memory only, and is reached from outside through this machine alone', () => {
    // PostgreSQL's own image makes directories at its first start: its root stays writable, inside the container.
    expect(service.read_only ?? false).toBe(name !== 'postgres');
    const binds = (service.volumes ?? []).filter((volume) => !/^[a-z]+:\//.test(volume));
    expect(binds.filter((bind) => !bind.endsWith(':ro'))).toEqual([]);
    expect((service.ports ?? []).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('keeps its log within bounds', () => {
    expect(service.logging?.options).toEqual({ 'max-size': '10m', 'max-file': '5' });
  });
});

test('what the host writes stands on volumes: its data, and its backups apart from it', () => {
  const { environment = {}, volumes = [] } = compose.services.host;
  for (const variable of ['DATA_DIR', 'BACKUP_DIR']) {
    const place = String(environment[variable]);
    expect(volumes.some((volume) => volume.endsWith(`:${place}`))).toBe(true);
    expect(dockerfile).toMatch(new RegExp(`^VOLUME .*${place}`, 'm'));
    expect(dockerfile).toMatch(new RegExp(`install -d -m 0700 -o node -g node .*${place}`));
  }
  expect(environment.BACKUP_DIR).not.toMatch(/^\/data/);
});

test('what is set in .env reaches the host, and only the database knows its own password', () => {
  const { env_file: files = [], environment = {} } = compose.services.host;
  expect(files).toEqual([{ path: '.env', required: false }]);
  // Named here, they would hide what stands in .env.
  for (const name of ['PUBLIC_URL', 'BACKUP_KEY', 'BACKUP_S3_URL', 'SENTRY_DSN', 'LOG_LEVEL'])
    expect(environment).not.toHaveProperty(name);
  expect(environment.POSTGRES_PASSWORD).toBe('');
});

test('no secret is built into the image, and nothing but the sources goes there', () => {
  expect(dockerfile).not.toMatch(/^ARG /m);
  expect(dockerfile).not.toMatch(/(?:TOKEN|SECRET|PASSWORD|_KEY)\s*=/);
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines[0]).toBe('*');
  expect(lines.slice(1).filter((line) => !line.startsWith('!'))).toEqual([]);
  expect(lines.filter((line) => /env|tenants|data|git/.test(line))).toEqual([]);
});

test('the database of the containers writes nobody’s data into its log, and its role is no superuser', () => {
  const { command = [] } = compose.services.postgres;
  expect(command).toEqual(
    expect.arrayContaining(['-clog_error_verbosity=terse', '-clog_min_error_statement=panic']),
  );
  const setup = compose.configs?.database?.content ?? '';
  expect(setup).toContain('create role botel login createrole password');
  expect(setup).not.toMatch(/superuser|bypassrls|replication/i);
  expect(setup).toContain('revoke connect, temporary on database botel from public');
});
