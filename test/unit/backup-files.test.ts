import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { folder, type BackupFolder } from '../../src/backups/catalogue.js';
import { BackupMissingError } from '../../src/backups/errors.js';
import { encodeFrame, FrameError, frameKinds, FrameReader } from '../../src/backups/frames.js';
import { readBackupKey } from '../../src/backups/key.js';
import { ConfigError, readConfig } from '../../src/config/config.js';
import type { Environment } from '../../src/config/env.js';

describe('the key of backups', () => {
  it('is an identity of age as it is', async () => {
    const identity = await generateX25519Identity();
    const key = await readBackupKey(` ${identity.toLowerCase()}\n`);
    expect(key.identity).toBe(identity);
    expect(key.recipient).toBe(await identityToRecipient(identity));
  });

  it('or is derived from a passphrase, the same each time and another for another', async () => {
    const one = await readBackupKey('correct horse battery staple');
    expect(await readBackupKey('correct horse battery staple ')).toEqual(one);
    expect(one.recipient).toBe(await identityToRecipient(one.identity));
    // Whoever changes how it is derived can no longer open what was written before.
    expect(one.identity).toBe('AGE-SECRET-KEY-1A65HJFHTQ7H5GMRS9C5X23LEGEA32VEULVMNTG568XYRFG76R43SV8AKEM');
    const other = await readBackupKey('correct horse battery stapler');
    expect(other.identity).not.toBe(one.identity);
    expect(other.fingerprint).not.toBe(one.fingerprint);
  });

  it.each([
    '',
    'tiny words',
    'nineteen characters',
    'AGE-SECRET-KEY-1QQQQ',
    'AGE-SECRET-KEY-but a sentence after it',
  ])('%j is refused without being quoted', async (text) => {
    await expect(readBackupKey(text)).rejects.toMatchObject({ code: 'backup_key' });
    if (text === '') return;
    await expect(readBackupKey(text)).rejects.not.toMatchObject({
      message: expect.stringContaining(text) as string,
    });
  });
});

describe('the settings of backups', () => {
  const problems = (environment: Environment): readonly string[] => {
    try {
      readConfig(environment);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
  };
  const s3 = {
    BACKUP_S3_URL: 'https://s3.example/bucket/a/',
    BACKUP_S3_KEY_ID: 'id',
    BACKUP_S3_SECRET: 'hush',
  };
  const key = { BACKUP_KEY: 'correct horse battery staple' };

  it('keep 7 days, 4 weeks, 6 months and everything for 30 days, unencrypted and here only', () => {
    const { backups, secrets } = readConfig({});
    expect(backups).toEqual({ keep: { daily: 7, weekly: 4, monthly: 6, days: 30 }, offsite: null });
    expect(secrets).toMatchObject({ backupKey: null, offsiteSecret: null });
  });

  it('are taken over', () => {
    const { backups, secrets } = readConfig({ ...s3, ...key, BACKUP_KEEP: '3d 2w', BACKUP_KEEP_DAYS: '5' });
    expect(backups).toEqual({
      keep: { daily: 3, weekly: 2, monthly: 0, days: 5 },
      offsite: { url: 'https://s3.example/bucket/a', keyId: 'id', region: 'us-east-1' },
    });
    expect(secrets).toMatchObject({ backupKey: key.BACKUP_KEY, offsiteSecret: 'hush' });
  });

  it.each<[Environment, RegExp]>([
    [{ BACKUP_KEY: 'too short' }, /^BACKUP_KEY must be an age identity .* at least 20 characters$/],
    [{ BACKUP_KEY: 'AGE-SECRET-KEY-1ABC' }, /^BACKUP_KEY is not a whole age identity/],
    [{ BACKUP_KEEP: 'a week' }, /^BACKUP_KEEP must say how many days, weeks and months/],
    [{ BACKUP_KEEP_DAYS: '-1' }, /^BACKUP_KEEP_DAYS must be a number of days$/],
    [s3, /^BACKUP_KEY is needed for BACKUP_S3_URL: .* leave this machine encrypted only$/],
    [{ ...key, ...s3, BACKUP_S3_SECRET: undefined }, /^BACKUP_S3_SECRET is needed/],
    [{ ...key, ...s3, BACKUP_S3_KEY_ID: undefined }, /^BACKUP_S3_KEY_ID is needed/],
    [{ ...key, ...s3, BACKUP_S3_URL: 'https://s3.example' }, /^BACKUP_S3_URL must name the bucket/],
    [{ ...key, ...s3, BACKUP_S3_URL: 'http://s3.example/bucket' }, /^BACKUP_S3_URL must start with https/],
    [{ ...key, ...s3, BACKUP_S3_URL: 'https://a:b@s3.example/bucket' }, /^BACKUP_S3_URL .* without password/],
  ])('%j is refused', (environment, message) => {
    expect(problems(environment)).toEqual([expect.stringMatching(message)]);
  });
});

describe('the folder of backups', () => {
  let dir: string;
  let backups: BackupFolder;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'botel-folder-'));
    backups = folder(join(dir, 'backups'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is empty when it is not there', async () => {
    expect(await backups.list()).toEqual([]);
    expect(await backups.list('anna')).toEqual([]);
  });

  it('lists what it knows, the newest first, and finds it by id', async () => {
    const path = await backups.pathFor('anna', new Date('2026-03-02T08:00:00Z'), true);
    await writeFile(path, 'abc');
    await writeFile(await backups.pathFor('anna', new Date('2026-03-01T08:00:00Z'), false), 'x');
    await writeFile(await backups.pathFor('boris', new Date('2026-03-03T08:00:00Z'), false), 'x');
    for (const name of ['2026-13-45T00-00-00Z.botel', '2026-03-02T08-00-00Z.botel.age.new', 'x.botel']) {
      await writeFile(join(dir, 'backups', 'anna', name), '');
    }
    await mkdir(join(dir, 'backups', 'anna', '2026-03-05T08-00-00Z.botel'));
    await mkdir(join(dir, 'backups', 'Not A Tenant'));
    expect((await backups.list()).map(({ tenant, id }) => `${tenant} ${id}`)).toEqual([
      'boris 2026-03-03T08-00-00Z',
      'anna 2026-03-02T08-00-00Z',
      'anna 2026-03-01T08-00-00Z',
    ]);
    expect(await backups.find('anna', '2026-03-02T08-00-00Z')).toEqual({
      id: '2026-03-02T08-00-00Z',
      tenant: 'anna',
      takenAt: new Date('2026-03-02T08:00:00Z'),
      path,
      bytes: 3,
      encrypted: true,
    });
  });

  it('never leaves itself, whatever it is asked for', async () => {
    await writeFile(join(dir, '2026-03-02T08-00-00Z.botel'), 'x');
    for (const id of [
      '../2026-03-02T08-00-00Z',
      '..',
      '',
      '2026-03-02T08-00-00Z.botel',
      '2026-03-02T08-00-00Z/..',
    ]) {
      await expect(backups.find('anna', id)).rejects.toThrow(BackupMissingError);
    }
    for (const tenant of ['..', '../x', 'a/b', '', 'Anna', 'x'.repeat(40)]) {
      await expect(backups.list(tenant)).rejects.toMatchObject({ code: 'backup_folder' });
      await expect(backups.pathFor(tenant, new Date(), false)).rejects.toMatchObject({
        code: 'backup_folder',
      });
    }
  });

  it('gives a second that is taken to nobody else', async () => {
    const at = new Date('2026-03-02T08:00:00Z');
    const names: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const path = await backups.pathFor('anna', at, count === 1);
      await writeFile(path, 'x');
      names.push(path.slice(path.lastIndexOf('/') + 1));
    }
    expect(names).toEqual([
      '2026-03-02T08-00-00Z.botel',
      '2026-03-02T08-00-01Z.botel.age',
      '2026-03-02T08-00-02Z.botel',
    ]);
  });
});

describe('frames', () => {
  async function* pieces(bytes: Buffer, size: number) {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  }

  it('come back whatever the pieces they are read in', async () => {
    const frames = [
      encodeFrame(frameKinds.head, Buffer.from('head')),
      encodeFrame(frameKinds.data, Buffer.alloc(0)),
      encodeFrame(frameKinds.data, Buffer.alloc(70_000, 7)),
    ];
    for (const size of [1, 3, 5, 6, 1000, 100_000]) {
      const reader = new FrameReader(pieces(Buffer.concat(frames), size));
      expect((await reader.next())?.payload.toString()).toBe('head');
      expect((await reader.next())?.payload).toHaveLength(0);
      expect((await reader.next())?.payload.equals(Buffer.alloc(70_000, 7))).toBe(true);
      expect(await reader.next()).toBeNull();
    }
  });

  it('that claim to be huge are not waited for', async () => {
    const claim = Buffer.from([0x44, 0x7f, 0xff, 0xff, 0xff]);
    await expect(new FrameReader(pieces(claim, 5)).next()).rejects.toThrow(
      'it claims a piece of 2147483647 bytes',
    );
    expect(() => encodeFrame(frameKinds.data, Buffer.alloc(2 ** 21))).toThrow(FrameError);
  });
});
