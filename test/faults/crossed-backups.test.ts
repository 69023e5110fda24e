import { readdir } from 'node:fs/promises';
import { backUpTenant } from '../../src/commands/back-up-tenant.js';
import { restoreTenant } from '../../src/commands/restore-tenant.js';
import { usualRetention } from '../../src/domain/backup-retention.js';
import { systemClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';
import { backupWorld, type BackupWorld } from '../support/backup-world.js';
import { columnOf, contentsOf } from '../support/backups.js';
import { isFullLength, testDice, type Dice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import type { BotelProcess } from '../support/process.js';

/*
 * Two processes write the backups of two salons into one folder, while somebody asks for one of vera's by hand and boris is
 * restored, before, while and after his own backup is written.
 */

const crossings = isFullLength ? 30 : 1;
const rows = isFullLength ? 40_000 : 5_000;
const salons = ['boris', 'vera'] as const;
/** When the backups become due that a restore meets: `written`, when one is half written before the restore begins. */
const meetings = ['written', 'verifying', 'loading', 'comparing', 'prepared', 'closed', 'replacing'] as const;

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld(salons);
});
afterAll(() => world.close());

test(
  `two processes and one folder, crossed ${crossings}× by a restore: each backup is one state, and is there once`,
  async () => {
    const dice = testDice();
    const pair = await Promise.all([world.launch(), world.launch()]);
    for (const id of salons) await furnish(id);
    await world.makeDue(...salons);
    await backedUp();
    const states = [await newestState('boris')];
    let asked = 0;
    for (let round = 0; round < crossings; round += 1) {
      const live = `круг ${round}`;
      for (const id of salons) await mark(id, live);
      const [chosen, restored] = states[dice.below(states.length)] ?? ['', ''];
      asked += await cross(dice, chosen);
      expect(await markOf('boris')).toEqual([restored]);
      const held = await newestState('boris');
      expect([live, restored]).toContain(held[1]);
      expect((await newestState('vera'))[1]).toBe(live);
      states.push(held);
    }
    const shares = await Promise.all(pair.map(writtenBy));
    const written = shares.reduce((sum, share) => sum + share, asked);
    expect(await world.backups.list()).toHaveLength(written);
    expect(new Set(states.map(([id]) => id)).size).toBe(crossings + 1);
    const before = states.filter(([, words], at) => words === `in round ${at - 1}`).length;
    noteFaults({
      fault: 'restores across backups that two processes write into one folder',
      ...{ seed: dice.seed, faults: crossings, operations: written + crossings },
      ...{ acknowledged: written + crossings, lost: 0, doubled: 0 },
      remark: `written by the two: ${shares.join(' and ')}, asked for: ${asked}; ${before} hold what was there before the restore`,
    });
  },
  isFullLength ? 600_000 : 120_000,
);

/** Restores boris while he and vera are backed up; tells how many more of vera's backups were asked for and made. */
async function cross(dice: Dice, backupId: string): Promise<number> {
  const { database, backups, key } = world;
  const meeting = dice.below(2) === 0 ? 'written' : meetings[dice.below(meetings.length)];
  let isDue = meeting === 'written';
  if (isDue) {
    const begun = world.changesOf('boris', 1 + dice.below(8));
    await world.makeDue(...salons);
    await begun;
  }
  const asking = askTwice();
  await restoreTenant(
    {
      ...{ database: database.database, backups, key, now: Date.now },
      progress: async ({ step }) => {
        if (isDue || step !== meeting) return;
        isDue = true;
        await world.makeDue(...salons);
      },
    },
    { tenantId: 'boris', backupId },
  );
  const made = await asking;
  await backedUp();
  return made;
}

/** Two people ask at once for a backup of vera; tells how many were made. */
async function askTwice(): Promise<number> {
  const log = createLogger({ level: 'fatal', pretty: false });
  const { backups, key, database } = world;
  const tools = { folder: backups, key, keep: usualRetention, offsite: null, release: 'test', log };
  const order = { tenantId: 'vera', zone: 'UTC', isWantedNow: true, signal: new AbortController().signal };
  const outcomes = await Promise.all(
    [1, 2].map(() => backUpTenant({ ...tools, clock: systemClock }, database.database, order)),
  );
  const kinds = outcomes.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind !== 'not_taken' && kind !== 'done')).toEqual([]);
  return kinds.filter((kind) => kind === 'done').length;
}

/** Resolves when nobody is at work on the backups and nothing of them is due; rejects when one failed. */
async function backedUp(): Promise<void> {
  for (;;) {
    const { rows: busy } = await world.admin.query<{ error: string | null }>(
      `select last_error as error from botel.backups
       where lease_until is not null or next_due_at <= now() or last_error is not null`,
    );
    const failed = busy.find(({ error }) => error !== null);
    if (failed !== undefined) throw new Error(`a backup failed: ${failed.error}`);
    if (busy.length === 0) return;
  }
}

/** How many backups the process has written in its life, which ends. */
async function writtenBy(botel: BotelProcess): Promise<number> {
  botel.signal('SIGTERM');
  await botel.ended;
  return botel.output().match(/"msg":"backed up"/g)?.length ?? 0;
}

async function furnish(id: string): Promise<void> {
  await world.admin.query(`insert into t_${id}.clients (telegram_id) select generate_series(1, 200)`);
  await world.fill(id, rows);
  await mark(id, 'сначала');
}

/** Says the same in two tables, between which a backup reads others. */
async function mark(id: string, words: string): Promise<void> {
  await world.admin.query(`update t_${id}.clients set name = $1`, [words]);
  await world.admin.query(
    `insert into t_${id}.settings (key, value) values ('mark', to_jsonb($1::text))
     on conflict (key) do update set value = excluded.value`,
    [words],
  );
}

async function markOf(id: string): Promise<string[]> {
  const { rows: found } = await world.admin.query<{ words: string }>(
    `select name as words from t_${id}.clients union select value #>> '{}' from t_${id}.settings where key = 'mark'`,
  );
  return found.map(({ words }) => words);
}

/** The one state that a salon's newest backup holds; the catalogue knows it, and nothing unfinished lies beside it. */
async function newestState(id: string): Promise<[backup: string, words: string]> {
  const [newest] = await world.backups.list(id);
  if (newest === undefined) throw new Error('there is no backup');
  const found = await contentsOf(newest.path, world.key);
  const keys = columnOf(found, 'settings', 'key');
  const marks = columnOf(found, 'settings', 'value').filter((_, index) => keys[index] === 'mark');
  const held = new Set([...columnOf(found, 'clients', 'name').map((name) => JSON.stringify(name)), ...marks]);
  expect([...held]).toHaveLength(1);
  expect(found.get('audit_log')?.lines).toHaveLength(rows);
  const { rows: noted } = await world.admin.query<{ file: string }>(
    'select last_file as file from botel.backups where tenant_id = $1',
    [id],
  );
  expect(noted).toEqual([{ file: newest.id }]);
  expect((await readdir(world.home(id))).filter((file) => !file.endsWith('.botel.age'))).toEqual([]);
  return [newest.id, JSON.parse([...held][0] ?? '""') as string];
}
