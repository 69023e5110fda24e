import { join } from 'node:path';
import { Client } from 'pg';
import { readCredentials } from '../../src/db/embedded/cluster.js';
import { runningEmbeddedUrl } from '../../src/db/embedded-postgres.js';
import { textsFor } from '../../src/i18n/texts.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { judgeBookings } from '../support/booking-judge.js';
import { startBookingLoad } from '../support/booking-load.js';
import { addBusyBots, addClients, busyClients, busyRegistry } from '../support/booking-salons.js';
import { isFullLength, testDice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { startBotel } from '../support/process.js';
import { hasSmallDisks, smallDisk, type SmallDisk } from '../support/small-disk.js';

/*
 * The disk of the database fills up while people book. Botel runs that database itself: PostgreSQL first refuses what
 * needs room, then gives up altogether, and cannot come back while there is none. As soon as there is room again all goes
 * on, and nobody has lifted a finger.
 */

const people = busyClients(isFullLength ? 30 : 12);
const rounds = isFullLength ? 5 : 1;
const megabytes = 320;
/** The longest pauses between two tries, of the server's start and of an update. */
const recoveryMs = 90_000;

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
}, 60_000);

(hasSmallDisks ? test : test.skip)(
  `the disk of Botel's own database is full ${rounds} times while people book`,
  rage,
  120_000 + rounds * 180_000,
);

async function rage(): Promise<void> {
  const dice = testDice();
  const sandbox = await startSandbox({ callLogSize: 2_000_000 });
  cleanUps.push(() => sandbox.stop());
  addBusyBots(sandbox);
  const disk = await smallDisk(megabytes);
  cleanUps.push(() => disk.remove());
  const dataDir = join(disk.folder, 'data');
  const variables = { DATA_DIR: dataDir, TELEGRAM_API_ROOT: sandbox.apiRoot };
  const botel = await startBotel(busyRegistry(), variables, 'test/support/booking-host.ts');
  cleanUps.push(async () => {
    botel.signal('SIGTERM');
    await botel.ended;
    await botel.clear();
  });
  botel.begin();
  await botel.waitFor(/every tenant that can start has started/);
  const adminUrl = await adminUrlOf(dataDir);
  await addClients(adminUrl, people);
  const load = startBookingLoad(sandbox, people, dice);
  cleanUps.push(() => load.abandon());

  for (let round = 0; round < rounds; round += 1) {
    expect(await load.answers(5 * people.length, recoveryMs)).toBe(true);
    // Each press is answered with the word once: all may have heard it before the server gives up.
    const toldBefore = asksForPatience(sandbox);
    await fillUp(disk, adminUrl);
    await botel.waitFor(/an update cannot be handled for now/);
    while (asksForPatience(sandbox) === toldBefore) await load.answers(1, 500);
    await disk.free();
    expect(await load.answers(2 * people.length, recoveryMs)).toBe(true);
  }
  await load.end();
  const { asked, acknowledged, lost, phantoms, doubled } = await judgeBookings(load, sandbox, adminUrl);
  noteFaults({
    fault: 'disk of the own PostgreSQL full under booking load',
    seed: dice.seed,
    faults: rounds,
    operations: asked,
    acknowledged,
    lost: lost.length + phantoms.length,
    doubled: doubled.length,
    remark: `${asksForPatience(sandbox)} presses were asked for patience`,
  });
  expect({ lost, phantoms, doubled }).toEqual({ lost: [], phantoms: [], doubled: [] });
  expect(acknowledged).toBeGreaterThan(0);
  expect(botel.output()).toContain('the embedded PostgreSQL is back');
}

async function adminUrlOf(dataDir: string): Promise<string> {
  const [login, credentials] = [await runningEmbeddedUrl(dataDir), await readCredentials(dataDir)];
  if (login === null || credentials === null) throw new Error('the embedded server does not run');
  const url = new URL(login);
  url.username = 'postgres';
  url.password = credentials.superuser;
  return url.href;
}

/** Takes all the room, and lets the server find out: until it breaks off the connection over it. */
async function fillUp(disk: SmallDisk, adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  const end = new AbortController();
  client.on('error', () => undefined).on('end', () => end.abort());
  await client.connect();
  await client.query('create table if not exists public.ballast (line text)');
  const refused: unknown[] = [];
  while (!end.signal.aborted) {
    await disk.fill();
    await client
      .query(`insert into public.ballast select repeat(md5(i::text), 30) from generate_series(1, 5000) i`)
      .catch((error: unknown) => refused.push(error));
    // What is refused writes no log; only when the log has no room either does the server give up.
    await client
      .query(`select pg_logical_emit_message(false, 'ballast', repeat('x', 1000000))`)
      .catch((error: unknown) => refused.push(error));
  }
  expect(refused.length).toBeGreaterThan(0);
}

/** How many presses were answered with a word that it takes a moment. */
function asksForPatience(sandbox: Sandbox): number {
  const word = textsFor('ru').plain('failure.wait');
  return sandbox.calls({ method: 'answerCallbackQuery' }).filter(({ parameters }) => parameters.text === word)
    .length;
}
