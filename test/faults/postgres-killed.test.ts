import { pino } from 'pino';
import { openDatabase } from '../../src/db/database.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { judgeBookings } from '../support/booking-judge.js';
import { startBookingLoad, type BookingLoad } from '../support/booking-load.js';
import { addBusyBots, busyClients, busyRegistry, prepareBusySalons } from '../support/booking-salons.js';
import { commitGate, type CommitGate } from '../support/commit-gate.js';
import { isFullLength, testDice, type Dice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { ownPostgres, type OwnPostgres } from '../support/own-postgres.js';
import { startBotel, type BotelProcess } from '../support/process.js';

/*
 * The database of a host breaks again and again while people book: killed, stopped without a checkpoint, frozen, and cut
 * off at the very COMMIT of a booking. The host is one and the same process throughout, and nobody helps it. What it told
 * people must hold, and so must what it told nobody.
 */

const faults = isFullLength
  ? { kill: 50, stop: 10, freeze: 1, cut: 60 }
  : { kill: 2, stop: 1, freeze: 1, cut: 5 };
const frozenMs = isFullLength ? 60_000 : 3_000;
const people = busyClients(isFullLength ? 48 : 15);
/** The longest pause between two tries of an update, and then some. */
const recoveryMs = 90_000;

type Fault = keyof typeof faults;

interface Scene {
  readonly dice: Dice;
  readonly load: BookingLoad;
  readonly postgres: OwnPostgres;
  readonly gate: CommitGate;
  readonly cuts: { made: number };
}

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
}, 60_000);

const total = Object.values(faults).reduce((sum, count) => sum + count, 0);
const runs = process.platform === 'linux' ? test : test.skip;
runs(`the database breaks ${total} times while people book`, rage, 120_000 + total * 30_000);

async function rage(): Promise<void> {
  const dice = testDice();
  const sandbox = await startSandbox({ callLogSize: 2_000_000 });
  cleanUps.push(() => sandbox.stop());
  addBusyBots(sandbox);
  const postgres = await ownPostgres();
  cleanUps.push(() => postgres.close());
  await prepare(postgres);
  const gate = await commitGate(postgres.url);
  cleanUps.push(() => gate.close());
  const variables = { DATABASE_URL: gate.url, TELEGRAM_API_ROOT: sandbox.apiRoot };
  const botel = await startBotel(busyRegistry(), variables, 'test/support/booking-host.ts');
  cleanUps.push(() => botel.clear());
  botel.begin();
  const load = startBookingLoad(sandbox, people, dice);
  cleanUps.push(() => load.abandon());
  await load.answers(6 * people.length, 60_000);

  const scene: Scene = { dice, load, postgres, gate, cuts: { made: 0 } };
  for (const fault of order(dice)) {
    await load.answers(1 + dice.below(30), 5_000);
    await strike(scene, fault);
    const isBack = await Promise.race([
      load.answers(people.length, recoveryMs),
      botel.ended.then(() => false),
    ]);
    if (!isBack) throw new Error(`nobody is answered after a ${fault}:\n${lastLines(botel)}`);
  }
  await load.end();
  botel.signal('SIGTERM');
  expect(await botel.ended).toBe(0);

  const judgement = await judgeBookings(load, sandbox, postgres.adminUrl);
  const { lost, phantoms, doubled } = judgement;
  noteFaults({
    fault: 'PostgreSQL killed, stopped, frozen and cut off at COMMIT under booking load',
    seed: dice.seed,
    faults: total - faults.cut + scene.cuts.made,
    operations: judgement.asked,
    acknowledged: judgement.acknowledged,
    lost: lost.length + phantoms.length,
    doubled: doubled.length,
    remark: `${faults.kill} kills, ${faults.stop} immediate stops, ${frozenMs / 1000} s frozen, ${scene.cuts.made} COMMITs cut`,
  });
  expect({ lost, phantoms, doubled }).toEqual({ lost: [], phantoms: [], doubled: [] });
  expect(scene.cuts.made).toBeGreaterThan(0);
  expect(judgement.acknowledged).toBeGreaterThan(scene.cuts.made);
}

const lastLines = (botel: BotelProcess): string =>
  `${botel.output()}\n${botel.errors()}`.split('\n').slice(-60).join('\n');

async function prepare({ url, adminUrl }: OwnPostgres): Promise<void> {
  const database = await openDatabase({ url, log: pino({ level: 'silent' }), poolSize: 1 });
  await prepareBusySalons({ database, adminUrl }, people);
  await database.close();
}

function order(dice: Dice): Fault[] {
  const all = Object.entries(faults).flatMap(([fault, count]) =>
    Array.from({ length: count }, () => fault as Fault),
  );
  return dice.shuffled(all);
}

async function strike({ dice, postgres, gate, cuts }: Scene, fault: Fault): Promise<void> {
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  switch (fault) {
    case 'kill':
      await postgres.kill();
      await wait(dice.below(500));
      return postgres.start();
    case 'stop':
      await postgres.stopAtOnce();
      return postgres.start();
    case 'freeze': {
      const goOn = await postgres.freeze();
      await wait(frozenMs);
      goOn();
      return;
    }
    case 'cut':
      if (await gate.cut(dice.below(2) === 0 ? 'before' : 'after', 20_000)) cuts.made += 1;
  }
}
