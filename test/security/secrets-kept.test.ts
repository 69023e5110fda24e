import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { readRegistryFile } from '../../src/config/registry-file.js';
import { RotatingFile } from '../../src/lib/rotating-file.js';
import { testServer } from '../support/database-url.js';

const sources = resolve(__dirname, '../../src');

describe('the database of its own', () => {
  const ownServer = process.env.DATABASE_URL_TEST === undefined ? test : test.skip;
  let client: Client;
  beforeAll(async () => {
    client = new Client({ connectionString: testServer().adminUrl });
    await client.connect();
  });
  afterAll(() => client.end());

  async function shown(name: string): Promise<string> {
    const { rows } = await client.query<Record<string, string>>(`show ${name}`);
    return rows[0]?.[name] ?? '';
  }

  ownServer('listens on loopback only, and asks everybody for a password', async () => {
    expect([await shown('listen_addresses'), await shown('unix_socket_directories')]).toEqual([
      '127.0.0.1',
      '',
    ]);
    const { rows } = await client.query<{ auth_method: string }>(
      'select distinct auth_method from pg_hba_file_rules',
    );
    expect(rows).toEqual([{ auth_method: 'scram-sha-256' }]);
    const { adminUrl } = testServer();
    for (const password of ['', 'postgres', 'guess']) {
      const url = new URL(adminUrl);
      url.password = password;
      const stranger = new Client({ connectionString: url.toString() });
      await expect(stranger.connect()).rejects.toThrow();
    }
  });

  ownServer('keeps its files from other users of the machine', async () => {
    const data = await shown('data_directory');
    const places = [data, join(data, '..'), join(data, '../credentials.json'), join(data, '../server.log')];
    for (const place of places) expect([place, (await stat(place)).mode & 0o077]).toEqual([place, 0]);
  });

  ownServer('does not write people’s data into its own log', async () => {
    expect([await shown('log_error_verbosity'), await shown('log_min_error_statement')]).toEqual([
      'terse',
      'panic',
    ]);
    await expect(client.query(`select cast('Канарейка' as integer)`)).rejects.toThrow();
    await expect(
      client.query(`select 1 from (values ('Канарейка')) t (x) where x = x / 0`),
    ).rejects.toThrow();
    const log = readFileSync(join(await shown('data_directory'), '../server.log'), 'utf8');
    expect(log).not.toMatch(/^.*(?:STATEMENT|DETAIL|CONTEXT):/m);
  });
});

describe('files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'botel-files-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

  test('of the log are for the user of the process alone, the ones set aside, too', async () => {
    const path = join(folder, 'logs/botel.log');
    const file = new RotatingFile(path, { maxBytes: 100, files: 3 });
    for (let line = 0; line < 10; line += 1) file.write(`${'x'.repeat(60)}\n`);
    file.close();
    expect([await modeOf(path), await modeOf(`${path}.1`), await modeOf(`${path}.2`)]).toEqual([
      0o600, 0o600, 0o600,
    ]);
  });

  test.each([
    [0o600, false],
    [0o640, false],
    [0o644, true],
  ])('a registry of mode %o: others may read it: %s', async (mode, exposed) => {
    const path = join(folder, 'tenants.yaml');
    await writeFile(path, 'tenants: {}\n');
    await chmod(path, mode);
    expect(await readRegistryFile(path)).toMatchObject({ ok: true, worldReadable: exposed });
  });
});

describe('comparisons of secrets', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('sandbox'),
  );

  test('take the same time wherever they differ', () => {
    const inConstantTime = files.filter((file) =>
      /\btimingSafeEqual\(/.test(readFileSync(join(sources, file), 'utf8')),
    );
    expect(inConstantTime.toSorted()).toEqual(['commands/desk/pin-hash.ts', 'telegram/webhook-secret.ts']);
  });

  /** None of these is shown to whoever sends the other side. */
  const known: Readonly<Record<string, string>> = {
    'host/tenant-slot.ts': 'what the operator wrote before and writes now',
    'host/tenant-store.ts': 'fingerprints of the operator’s tokens',
    'cli/demo/main.ts': 'tokens of the demo',
    'backups/sealing.ts': 'the checksum of a file that is there for everybody to compute',
  };

  test('there are no others', () => {
    const compares =
      /(?:secret|password|passphrase|token|fingerprint|\bpin)\w*\)? [!=]== (?!null|undefined|''|"")/i;
    const found = files.filter((file) => compares.test(readFileSync(join(sources, file), 'utf8')));
    expect(found.filter((file) => !(file in known))).toEqual([]);
  });
});
