import { readdir } from 'node:fs/promises';
import { verifyArchive } from '../../src/backups/archive.js';
import { backupWorld, type BackupWorld } from '../support/backup-world.js';
import { isFullLength, testDice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';

/*
 * The program is killed while it writes a backup, at any moment of it. Its clock is the machine's, so the lease that the
 * dead process holds is made to run out in the row.
 */

const kills = isFullLength ? 12 : 1;
const rows = 150_000;

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld(['anna']);
});
afterAll(() => world.close());

test(
  `killed ${kills}× while it writes: no half backup ever counts, and the next process makes a whole one`,
  async () => {
    const dice = testDice();
    const { backups, key } = world;
    const home = world.home('anna');
    let halves = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = await world.launch();
      if (kill === 0) await world.fill('anna', rows);
      const before = await backups.list('anna');
      const struck = world.changesOf('anna', 1 + dice.below(60));
      await makeDueAfterDeath();
      await struck;
      victim.signal('SIGKILL');
      await victim.ended;
      await world.clear();
      const left = (await readdir(home)).filter((file) => !file.endsWith('.botel.age'));
      halves += left.length;
      // Whatever bears the name of a backup is whole, whether this one was finished in time or not.
      const after = await backups.list('anna');
      expect(after.length - before.length).toBeLessThanOrEqual(1);
      for (const { path } of after) await verifyArchive(path, key);
    }
    const earlier = await backups.list('anna');
    const last = await world.launch();
    await makeDueAfterDeath();
    await last.waitFor(/"tenant":"anna".*"msg":"backed up"/);
    const [newest, ...others] = await backups.list('anna');
    expect(others).toEqual(earlier);
    const manifest = await verifyArchive(newest?.path ?? '', key);
    expect(manifest.tables.find(({ name }) => name === 'audit_log')?.rows).toBe(rows);
    expect((await readdir(home)).every((file) => file.endsWith('.botel.age'))).toBe(true);
    expect(halves).toBeGreaterThan(0);
    noteFaults({
      fault: 'SIGKILL while a backup is written',
      seed: dice.seed,
      faults: kills,
      operations: kills + 1,
      acknowledged: earlier.length + 1,
      lost: 0,
      doubled: 0,
      remark: `${halves} unfinished files were cleared away`,
    });
  },
  isFullLength ? 600_000 : 120_000,
);

async function makeDueAfterDeath(): Promise<void> {
  await world.admin.query("update botel.backups set lease_until = null where tenant_id = 'anna'");
  await world.makeDue('anna');
}
