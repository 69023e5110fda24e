import { Client } from 'pg';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { all, buildSalon } from '../support/builders.js';
import { fillSalon, seeded } from '../support/busy-salon.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { isFullLength, testDice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import { registryText } from '../support/host.js';
import { startBotel, type BotelProcess } from '../support/process.js';
import { backupRoom, type BackupRoom } from '../support/restores.js';

const steps = [
  'verifying',
  'loading',
  'comparing',
  'migrating',
  'prepared',
  'closed',
  'replacing',
  'done',
] as const;
/** From here on the salon is told to wait, until the restorer is gone. */
const closing: readonly string[] = ['closed', 'replacing'];
/** What the operator's command says on its way; it is killed up to so many milliseconds after one of these. */
const words = [
  ...[/^Checking the file/, /^Loading /, /^Loading bookings/, /^Comparing/, /^Bringing it to/],
  ...[/^Ready; /, /"back in a moment"/, /^Exchanging/],
];
const mostMsAfterWords = 150;
const commandKills = isFullLength ? 40 : 1;
const dice = testDice();

let db: TestDatabase;
let room: BackupRoom;
let admin: Client;

beforeAll(async () => {
  db = await testDatabase({ poolSize: 6 });
  room = await backupRoom();
  admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await room.clear();
  await db.close();
});

async function contents(schema: string): Promise<string> {
  const { rows } = await admin.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = $1 and tablename !~ '^migrations' order by 1`,
    [schema],
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rows: hashes } = await admin.query<{ content: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), '') as content
       from "${schema}"."${name}" t`,
    );
    found.push(`${name} ${hashes[0]?.content}`);
  }
  return found.join('\n');
}

/** The server learns of the death of a process by itself, a moment after it. */
async function restorersGone(): Promise<void> {
  for (let left = 1; left > 0;) {
    const { rows } = await admin.query<{ left: number }>(
      `select count(*)::int as left from pg_stat_activity
       where application_name = 'botel-restore' and datname = current_database()`,
    );
    left = rows[0]?.left ?? 0;
  }
}

interface BackedUp {
  readonly ctx: TenantContext;
  /** What the backup holds, and what the salon has now. */
  readonly backup: string;
  readonly live: string;
}

async function backedUpSalon(): Promise<BackedUp> {
  const salon = await buildSalon(db.database);
  await fillSalon(salon, {
    random: seeded(dice.below(1_000)),
    from: '2026-01-05',
    to: '2026-01-09',
    clients: 20,
  });
  const { ctx } = salon;
  await room.take(db, ctx.id);
  const backup = await contents(`t_${ctx.id}`);
  await admin.query(`update t_${ctx.id}.bookings set comment = 'later'`);
  return { ctx, backup, live: await contents(`t_${ctx.id}`) };
}

/** Kills a restore at a step and gives what the salon has afterwards. */
async function killAt(step: string): Promise<'old' | 'new' | 'neither'> {
  const { ctx, backup, live } = await backedUpSalon();
  const restorer = await startBotel(
    null,
    { DATABASE_URL: db.url, BACKUP_DIR: room.backups.dir, TENANT: ctx.id, STOP_AT: step },
    'test/support/restore-process.ts',
  );
  try {
    await restorer.waitFor(new RegExp(`^step ${step}$`));
    if (closing.includes(step)) {
      await expect(all(ctx, 'bookings')).rejects.toMatchObject({ code: 'tenant_in_maintenance' });
    }
    restorer.signal('SIGKILL');
    await restorer.ended;
  } finally {
    await restorer.clear();
  }
  await restorersGone();
  // The salon works, without anybody having done anything about it.
  expect(await all(ctx, 'bookings')).not.toHaveLength(0);
  const left = await contents(`t_${ctx.id}`);
  await room.restore(db, { tenantId: ctx.id });
  expect(await contents(`t_${ctx.id}`)).toBe(backup);
  const kept = (await db.database.setAside()).filter(({ tenantId }) => tenantId === ctx.id);
  expect(kept.every(({ at }) => at !== null)).toBe(true);
  if (left === live) return 'old';
  return left === backup ? 'new' : 'neither';
}

test('a restore that is killed leaves the salon as it was or as it is to be, and never locked out', async () => {
  const chosen = isFullLength ? dice.shuffled(steps) : ['closed', 'replacing'];
  const rounds = isFullLength ? 3 : 1;
  let halves = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (let from = 0; from < chosen.length; from += 2) {
      const pair = chosen.slice(from, from + 2);
      const left = await Promise.all(pair.map(killAt));
      halves += left.filter((one) => one === 'neither').length;
      expect(left).toEqual(pair.map((step) => (step === 'done' ? 'new' : 'old')));
    }
  }
  const faults = rounds * chosen.length;
  noteFaults({
    fault: 'SIGKILL of a restore',
    seed: dice.seed,
    faults,
    operations: faults,
    acknowledged: rounds * chosen.filter((step) => step === 'done').length,
    lost: halves,
    doubled: 0,
    remark: `killed at ${[...new Set(chosen)].join(', ')}`,
  });
}, 300_000);

/** The operator's program for this salon. */
function botel(id: string, ...args: string[]): Promise<BotelProcess> {
  const variables = { DATABASE_URL: db.url, BACKUP_DIR: room.backups.dir };
  return startBotel(registryText({ [id]: {} }), variables, 'src/cli/botel/main.ts', args);
}

async function said(id: string, ...args: string[]): Promise<string> {
  const command = await botel(id, ...args);
  try {
    expect(await command.ended).toBe(0);
    return command.output();
  } finally {
    await command.clear();
  }
}

/** Kills `botel restore` on its way, and gives what it left: which contents, and which schemas beside. */
async function killCommand({ ctx: { id, db: door }, backup, live }: BackedUp): Promise<'old' | 'new'> {
  const restore = await botel(id, 'restore', id, '--yes');
  try {
    await restore.waitFor(words[dice.below(words.length)] ?? /^/);
    // The moment is the fault: somewhere on the way to the next word, or after the last.
    await new Promise((resolve) => setTimeout(resolve, dice.below(mostMsAfterWords)));
    restore.signal('SIGKILL');
    await restore.ended;
  } finally {
    await restore.clear();
  }
  await restorersGone();
  // What a chat would ask for is there, whoever died.
  expect(await door.read((tx) => tx.rows(tx.sql('bookings').select('id').limit(1)))).toHaveLength(1);
  const left = await contents(`t_${id}`);
  expect([live, backup]).toContain(left);
  const isNew = left === backup;
  const beside = JSON.parse(await said(id, 'restored', id, '--json')) as {
    schema: string;
    at: number | null;
  }[];
  expect(beside.every(({ at }) => (at !== null) === isNew)).toBe(true);
  expect(beside.length).toBeLessThanOrEqual(1);
  if (isNew) expect(await contents(beside[0]?.schema ?? '')).toBe(live);
  await said(id, 'purge', id, '--yes');
  const { rows } = await admin.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname = $1 or nspname ^@ $2`,
    [`r_${id}`, `o_${id}_`],
  );
  expect(rows).toEqual([]);
  return isNew ? 'new' : 'old';
}

test(
  `"botel restore" killed ${commandKills}× at any moment: old or new, and what is left is told and cleared`,
  async () => {
    const salon = await backedUpSalon();
    const left: ('old' | 'new')[] = [];
    for (let kill = 0; kill < commandKills; kill += 1) {
      await admin.query(`update t_${salon.ctx.id}.bookings set comment = $1`, [`later by ${kill}`]);
      left.push(await killCommand({ ...salon, live: await contents(`t_${salon.ctx.id}`) }));
    }
    await said(salon.ctx.id, 'restore', salon.ctx.id, '--yes');
    expect(await contents(`t_${salon.ctx.id}`)).toBe(salon.backup);
    const done = left.filter((one) => one === 'new').length;
    noteFaults({
      fault: 'SIGKILL of "botel restore" at any moment',
      seed: dice.seed,
      ...{ faults: commandKills, operations: commandKills + 1, acknowledged: done + 1, lost: 0, doubled: 0 },
      remark: `${left.length - done} left the salon as it was, ${done} as in the backup`,
    });
  },
  30_000 + commandKills * 20_000,
);
