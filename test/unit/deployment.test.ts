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
}
interface Compose {
  readonly services: Readonly<Record<'host' | 'postgres' | 'redis', Service>>;
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
