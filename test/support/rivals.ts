import pino from 'pino';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { openDatabase, type Database } from '../../src/db/database.js';
import { newClient, throughPool, type Salon } from './builders.js';
import { testDatabase } from './database.js';

/** One database through several pools: several processes, as far as it can tell. */
export interface TestPools {
  /** The first one owns the database. */
  readonly pools: readonly [Database, ...Database[]];
  close(): Promise<void>;
}

export async function testPools(count: number, poolSize: number): Promise<TestPools> {
  const test = await testDatabase({ poolSize });
  const more = await Promise.all(
    Array.from({ length: count - 1 }, () =>
      openDatabase({
        ...{ url: test.url, log: pino({ level: 'silent' }) },
        ...{ poolSize, tenantConnections: poolSize },
      }),
    ),
  );
  return {
    pools: [test.database, ...more],
    close: async () => {
      await Promise.all(more.map((pool) => pool.close()));
      await test.close();
    },
  };
}

/** Somebody who presses at the same moment as others. */
export interface Rival {
  readonly ctx: TenantContext;
  readonly clientId: number;
}

/** Clients of the salon, spread over the pools. */
export async function rivalsIn(salon: Salon, { pools }: TestPools, count: number): Promise<Rival[]> {
  const contexts = pools.map((pool) => throughPool(salon, pool));
  const rivals: Rival[] = [];
  for (let index = 0; index < count; index++) {
    const ctx = contexts[index % contexts.length] ?? salon.ctx;
    rivals.push({ ctx, clientId: (await newClient(ctx)).id });
  }
  return rivals;
}
