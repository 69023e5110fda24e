import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { migrateTenants } from '../src/commands/migrate-tenants.js';
import { openDatabase } from '../src/db/database.js';
import { startEmbeddedPostgres } from '../src/db/embedded-postgres.js';

// How long it takes to make the tables of many new salons, and what eight at a time bring over one at a time. BENCH_TENANTS
// changes how many salons there are.

const count = Number(process.env.BENCH_TENANTS ?? 1_000);
const sample = Math.max(8, Math.round(count / 20));
const log = pino({ level: 'silent' });

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'botel-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: folder, log });
  const database = await openDatabase({ url: server.url, log });
  try {
    const migrate = async (prefix: string, many: number, atOnce: number): Promise<number> => {
      const began = performance.now();
      const { broken } = await migrateTenants({
        ...{ database, atOnce, signal: new AbortController().signal },
        tenantIds: Array.from({ length: many }, (_, index) => `${prefix}_${index}`),
        progress: () => undefined,
      });
      if (broken.length > 0) throw new Error(broken[0]?.reason);
      return performance.now() - began;
    };
    const alone = (await migrate('alone', sample, 1)) / sample;
    const cold = await migrate('salon', count, 8);
    const again = performance.now();
    const states = await database.platform.tenantStates();
    const behind = [...states.values()].filter((state) => database.platform.needsMigration(state));
    const look = performance.now() - again;
    if (behind.length > 0) throw new Error(`${behind.length} are not up to date`);
    const say = (text: string): boolean => process.stdout.write(`${text}\n`);
    say(
      `${count} new salons, 8 at a time: ${(cold / 1000).toFixed(1)} s, ${(cold / count).toFixed(1)} ms each`,
    );
    say(
      `one at a time: ${alone.toFixed(1)} ms each; 8 at a time are ${((alone * count) / cold).toFixed(1)} times as fast`,
    );
    say(`to find that all are up to date: ${look.toFixed(0)} ms, 1/${Math.round(cold / look)} of that`);
  } finally {
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
