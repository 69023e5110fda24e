import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maxRegistryBytes, readRegistryFile } from '../../src/config/registry-file.js';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'botel-file-'));
  path = join(folder, 'tenants.yaml');
});

afterEach(() => rm(folder, { recursive: true }));

async function refusal(): Promise<string> {
  const reading = await readRegistryFile(path);
  if (reading.ok) throw new Error('the file was read');
  return reading.problem.toString();
}

test('reads UTF-8 and drops the mark some editors put before it', async () => {
  await writeFile(path, '\uFEFFname: Салон');
  expect(await readRegistryFile(path)).toMatchObject({ ok: true, text: 'name: Салон' });
});

test.each([
  [0o600, false],
  [0o640, false],
  [0o644, true],
])('mode %o: everybody may read it: %s', async (mode, worldReadable) => {
  await writeFile(path, '');
  await chmod(path, mode);
  expect(await readRegistryFile(path)).toMatchObject({ ok: true, worldReadable });
});

test('a missing file says how to go on', async () => {
  expect(await refusal()).toBe(`${path}: does not exist; create it, or set TENANTS_FILE to where it is`);
});

test('a folder is refused', async () => {
  await mkdir(path);
  expect(await refusal()).toBe(`${path}: is not a file; TENANTS_FILE has to name a YAML file`);
});

test('another encoding is told with its line', async () => {
  await writeFile(path, Buffer.concat([Buffer.from('a: 1\nb: 2\nname: '), Buffer.from([0xd1, 0xe0, 0x0a])]));
  expect(await refusal()).toBe(`${path}:3: has a byte that is not UTF-8; save the file as UTF-8`);
});

test('a file far too large is not read', async () => {
  await writeFile(path, '');
  await truncate(path, maxRegistryBytes + 1);
  expect(await refusal()).toBe(`${path}: is larger than 8 MiB`);
});

test('a file below a file says why it cannot be read', async () => {
  await writeFile(path, '');
  path = join(path, 'tenants.yaml');
  expect(await refusal()).toBe(`${path}: cannot be read (ENOTDIR)`);
});
