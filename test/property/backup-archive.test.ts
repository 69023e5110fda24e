import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import fc from 'fast-check';
import { readArchive, verifyArchive, writeArchive, type BackupHead } from '../../src/backups/archive.js';
import { BackupDamagedError, BackupKeyError } from '../../src/backups/errors.js';
import { readBackupKey, type BackupKey } from '../../src/backups/key.js';

const head: BackupHead = {
  format: 1,
  tenant: 'anna',
  schemaVersion: '0008_clients_desk',
  takenAt: '2026-11-21T02:15:00.000Z',
  release: '0.1.0',
  sequences: [{ name: 'clients_id_seq', value: '17', called: true }],
};

let dir: string;
let keys: readonly [BackupKey, BackupKey];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'botel-archive-'));
  keys = [
    await readBackupKey('a passphrase of many letters'),
    await readBackupKey(await generateX25519Identity()),
  ];
});

afterAll(async () => rm(dir, { recursive: true }));

interface Rows {
  readonly name: string;
  readonly lines: readonly string[];
}

async function* sources(tables: readonly Rows[], pieces = 7) {
  for (const { name, lines } of tables) {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const size = Math.max(1, Math.ceil(bytes.length / pieces));
    yield {
      name,
      columns: ['id', 'name'],
      data: (async function* () {
        for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
      })(),
      rows: () => lines.length,
    };
  }
}

async function readAll(path: string, key: BackupKey | null) {
  const tables: Rows[] = [];
  const manifest = await readArchive(path, key, async ({ name, data }) => {
    const pieces: Buffer[] = [];
    for await (const piece of data) pieces.push(piece);
    tables.push({ name, lines: Buffer.concat(pieces).toString().split('\n').slice(0, -1) });
  });
  return { manifest, tables };
}

const tablesOf = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z][a-z_]{0,9}$/),
    lines: fc.array(
      fc.string({ maxLength: 40 }).map((text) => text.replaceAll('\n', ' ')),
      { maxLength: 200 },
    ),
  }),
  { selector: ({ name }) => name, maxLength: 5 },
);

const path = () => join(dir, `${Math.random().toString(36).slice(2)}.botel`);

for (const sealed of [false, true]) {
  describe(sealed ? 'a sealed backup' : 'a backup without a key', () => {
    const key = () => (sealed ? keys[0] : null);

    it('gives back what was written, and says what that was', async () => {
      await fc.assert(
        fc.asyncProperty(tablesOf, async (tables) => {
          const file = path();
          const written = await writeArchive(file, head, sources(tables), key());
          const read = await readAll(file, key());
          expect(read.tables).toEqual(tables);
          expect(read.manifest).toEqual(written.manifest);
          expect(read.manifest.tables.map(({ rows }) => rows)).toEqual(
            tables.map(({ lines }) => lines.length),
          );
          expect(written.bytes).toBe((await stat(file)).size);
          await rm(file);
        }),
        { numRuns: 20 },
      );
    });

    it('goes on behind a table whose reader stopped early or never began, and checks it all the same', async () => {
      const file = path();
      const lines = Array.from({ length: 20_000 }, (_, at) => `${at}\t${(at * 7919) % 10_007}`);
      const tables = ['left', 'ignored', 'read'].map((name) => ({ name, lines }));
      const written = await writeArchive(file, head, sources(tables, 40), key());
      let read = 0;
      const manifest = await readArchive(file, key(), async ({ name, data }) => {
        if (name === 'ignored') return;
        for await (const piece of data) {
          if (name === 'left') break;
          read += piece.length;
        }
      });
      expect(manifest).toEqual(written.manifest);
      expect(read).toBe(Buffer.byteLength(lines.join('\n')) + 1);
    });

    it('that could not be written leaves nothing behind, whatever went wrong', async () => {
      const before = await readdir(dir);
      const broken = async function* () {
        yield* sources([{ name: 'whole', lines: ['1\ta'] }]);
        throw new Error('the source broke');
      };
      await expect(writeArchive(path(), head, broken(), key())).rejects.toThrow('the source broke');
      const short = async function* () {
        for await (const table of sources([{ name: 'clients', lines: ['1\ta'] }]))
          yield { ...table, rows: () => 2 };
      };
      await expect(writeArchive(path(), head, short(), key())).rejects.toThrow('2 rows were sent, 1 arrived');
      const stop = new AbortController();
      const stopped = async function* () {
        yield* sources([{ name: 'whole', lines: ['1\ta'] }]);
        stop.abort(new Error('asked to stop'));
        yield* sources([{ name: 'more', lines: ['1\ta'] }]);
      };
      await expect(writeArchive(path(), head, stopped(), key(), stop.signal)).rejects.toThrow(
        'asked to stop',
      );
      const nowhere = join(dir, 'no', 'such', 'folder.botel');
      await expect(writeArchive(nowhere, head, sources([]), key())).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await readdir(dir)).toEqual(before);
    });

    it('is refused with one bit changed anywhere, and cut or continued anywhere', async () => {
      const lines = Array.from({ length: 3_000 }, (_, at) => `${at}\tname ${(at * 7919) % 10_007}`);
      const whole = path();
      await writeArchive(whole, head, sources([{ name: 'clients', lines }]), key());
      const bytes = await readFile(whole);
      const damagedAt = async (make: (copy: Buffer) => Buffer) => {
        const file = path();
        await writeFile(file, make(Buffer.from(bytes)));
        await expect(verifyArchive(file, key())).rejects.toThrow(BackupDamagedError);
        await rm(file);
      };
      const flipped = (at: number, bit: number) => (copy: Buffer) => {
        copy[at] = (copy[at] ?? 0) ^ (1 << bit);
        return copy;
      };
      // The first bytes hold the headers, the last the ends of all layers: all of them, and some in between.
      const edge = sealed ? 260 : 40;
      const edges = [...Array(edge).keys(), ...Array.from({ length: 60 }, (_, at) => bytes.length - 1 - at)];
      for (const at of edges) await damagedAt(flipped(at, at % 8));
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
          await damagedAt(flipped(at, bit));
          await damagedAt((copy) => copy.subarray(0, at));
        }),
        { numRuns: 60 },
      );
      for (const extra of [1, 32, 40])
        await damagedAt((copy) => Buffer.concat([copy, Buffer.alloc(extra, 0x1f)]));
      await expect(verifyArchive(whole, key())).resolves.toMatchObject({ tenant: 'anna' });
    });
  });
}

test('a sealed backup is opened with its own key only', async () => {
  const file = path();
  await writeArchive(file, head, sources([{ name: 'clients', lines: ['1\ta'] }]), keys[0]);
  await expect(verifyArchive(file, keys[1])).rejects.toThrow(BackupKeyError);
  await expect(verifyArchive(file, null)).rejects.toThrow(BackupKeyError);
  await expect(verifyArchive(file, keys[0])).resolves.toMatchObject({ tenant: 'anna' });
});
