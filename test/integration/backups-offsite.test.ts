import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { readBackupKey, type BackupKey } from '../../src/backups/key.js';
import { OffsiteStore } from '../../src/backups/offsite.js';
import { backUpTenant } from '../../src/commands/back-up-tenant.js';
import type { BackupTools } from '../../src/commands/backup-tools.js';
import { copyBackupOffsite } from '../../src/commands/copy-backup-offsite.js';
import { lookForBackups, makeBackup } from '../../src/jobs/backups.js';
import { testBackups, type TestBackups } from '../support/backups.js';
import { buildSalon, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { startS3, type TestS3 } from '../support/s3.js';

const keys = { keyId: 'AKIDEXAMPLE', secret: 'a/secret+with=signs', region: 'eu-north-1' };
const never = new AbortController().signal;

let db: TestDatabase;
let admin: Client;
let key: BackupKey;
let place: TestS3;
let backups: TestBackups;
let salon: Salon;

beforeAll(async () => {
  db = await testDatabase();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  key = await readBackupKey('many words that nobody guesses');
});
afterAll(async () => {
  await admin.end();
  await db.close();
});
beforeEach(async () => {
  place = await startS3(keys);
  salon = await buildSalon(db.database);
  backups = await testBackups({ key, offsite: storeOf({}) });
});
afterEach(async () => {
  await backups.clear();
  await place.stop();
});

function storeOf(changes: Partial<ConstructorParameters<typeof OffsiteStore>[0]>): OffsiteStore {
  return new OffsiteStore({ ...keys, url: `${place.url}/botel hosts/night`, ...changes });
}

const prefix = 'botel hosts/night';

const order = () => ({ tenantId: salon.ctx.id, zone: 'UTC', isWantedNow: true, signal: never });

async function backUp(tools: BackupTools = backups) {
  const outcome = await backUpTenant(tools, db.database, order());
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome;
}

async function rowOf(): Promise<Record<string, unknown>> {
  const { rows } = await admin.query<Record<string, unknown>>(
    'select offsite_at, offsite_due_at, offsite_error, lease_until, last_file, failures from botel.backups where tenant_id = $1',
    [salon.ctx.id],
  );
  return rows[0] ?? {};
}

test('every backup is copied, byte by byte, with a signature that an independent reader accepts', async () => {
  const { backup, offsite } = await backUp();
  expect(offsite).toBe('copied');
  const file = `${prefix}/${salon.ctx.id}/${backup.id}.botel.age`;
  expect([...place.objects.keys()]).toEqual([file]);
  expect(place.objects.get(file)?.equals(await readFile(backup.path))).toBe(true);
  expect(await rowOf()).toMatchObject({
    offsite_at: new Date(backups.clock.now()),
    offsite_due_at: null,
    offsite_error: null,
    lease_until: null,
  });
});

test('old copies go there as they do here, over several pages; what is not a backup stays', async () => {
  const others = [`${prefix}/${salon.ctx.id}/notes.txt`, `${prefix}/another/2020-01-01T00-00-00Z.botel.age`];
  const objects = place.objects as Map<string, Buffer>;
  for (const name of others) objects.set(name, Buffer.from('x'));
  for (let day = 10; day < 20; day += 1) {
    objects.set(`${prefix}/${salon.ctx.id}/2025-01-${day}T00-00-00Z.botel.age`, Buffer.from('x'));
  }
  const { backup } = await backUp({ ...backups, keep: { daily: 2, weekly: 0, monthly: 0, days: 5 } });
  expect([...objects.keys()].sort()).toEqual(
    [
      ...others,
      `${prefix}/${salon.ctx.id}/${backup.id}.botel.age`,
      `${prefix}/${salon.ctx.id}/2025-01-19T00-00-00Z.botel.age`,
    ].sort(),
  );
  expect(place.requests.filter((line) => line.includes('continuation-token')).length).toBeGreaterThan(2);
});

test('a place that is away gets its copy later; the backup itself counts all the same', async () => {
  place.failWith = 503;
  const { offsite, backup } = await backUp();
  expect(offsite).toBe('later');
  expect(await rowOf()).toMatchObject({
    offsite_at: null,
    last_file: backup.id,
    failures: 0,
    lease_until: null,
  });
  expect(backups.logged.join('')).not.toContain('"alert"');
  place.failWith = null;
  expect(await copyBackupOffsite(backups, db.database, salon.ctx.id, never)).toBe('none');
  backups.clock.setTo(backups.clock.now() + 15 * 60_000);
  const beat = await lookForBackups(db.database, () => 'UTC', backups.clock.now());
  expect(beat.due).toContain(salon.ctx.id);
  await makeBackup(backups, db.database, { id: salon.ctx.id, zone: 'UTC' }, never);
  expect(place.objects.size).toBe(1);
  expect(await rowOf()).toMatchObject({ offsite_due_at: null, offsite_error: null, last_file: backup.id });
});

test('a place nobody listens at is away, too', async () => {
  await place.stop();
  const { offsite } = await backUp();
  expect(offsite).toBe('later');
  expect(await rowOf()).toMatchObject({
    offsite_error: expect.stringMatching(/is away: .*ECONNREFUSED/) as string,
  });
  place = await startS3(keys);
});

test.each([
  ['another secret', { secret: 'wrong' }, /403 SignatureDoesNotMatch; check BACKUP_S3_KEY_ID/],
  ['another region', { region: 'us-east-1' }, /400 AuthorizationHeaderMalformed/],
])('%s is refused, and that is an alert that says what to check', async (_what, changes, message) => {
  const { offsite } = await backUp({ ...backups, offsite: storeOf(changes) });
  expect(offsite).toBe('later');
  expect(place.objects.size).toBe(0);
  expect(await rowOf()).toMatchObject({ offsite_error: expect.stringMatching(message) as string });
  const alerts = backups.logged.filter((line) => line.includes('"alert":"backup_offsite_failed"'));
  expect(alerts).toHaveLength(1);
  expect(alerts.join('')).not.toContain(keys.secret);
});

test('a bucket that is not there says so', async () => {
  await backUp({ ...backups, offsite: storeOf({ url: place.url.replace('backups', 'elsewhere') }) });
  expect(await rowOf()).toMatchObject({
    offsite_error: expect.stringMatching(/404 NoSuchBucket; check the bucket in BACKUP_S3_URL/) as string,
  });
});
