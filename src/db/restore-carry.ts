import type { Knex } from 'knex';
import type { Client } from 'pg';
import { sqlStateOf } from './errors.js';
import { restoringOf } from './names.js';
import { carryRefusals, carryTextsVersion, keepDeskClosed } from './restore-desk.js';
import { eraseAgain } from './restore-erased.js';
import {
  carryNotifications,
  carryUpdates,
  endSentDrafts,
  skipOverdue,
  stopBroadcasts,
} from './restore-sent.js';
import type { Scene } from './restore-scene.js';
import type { CarriedOver } from './restore-types.js';

/*
 * A backup brings back what a salon had. What has happened in the world since then does not unhappen, and goes over from
 * the tables that are replaced:
 *   processed_updates  an update that was confirmed to Telegram is not done a second time
 *   notifications      what was sent, failed or is under way stays so; what was due before now and is not known there
 *                      may have been sent by anybody, and is skipped; what was taken back for a visit that is to come
 *                      is planned again, as the visit is
 *   broadcasts         none goes on by itself; somebody of the salon sees how far it got and decides
 *   clients            whoever asked to be forgotten stays forgotten; whoever wants no news gets none
 *   admins             whoever lost the desk does not get it back; invitations that were used stay used; PINs hold
 *   sequences          no number is given twice: a button under an old message must not mean somebody else's visit
 *   texts              the count of changes goes on, by which processes notice that the salon's words changed
 * Conversations are dropped: what they speak of may be gone. Without replaced tables numbers leave a gap, for the same
 * reason as above.
 */

interface Carrying {
  readonly tenantId: string;
  /** The schema that is replaced; null when there is none. */
  readonly from: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Given out again by a schema of which nothing is left, numbers would mean something else than before. */
const gap = 1_000;

/** Brings r_<id> up to what has happened since the backup, inside the transaction that replaces the tenant's tables. */
export async function carryOver(
  trx: Knex.Transaction,
  client: Client,
  { tenantId, from, now }: Carrying,
): Promise<CarriedOver> {
  const mine = restoringOf(tenantId);
  const theirs = from ?? mine;
  const columns = await columnsOf(trx, mine, from);
  const scene: Scene = {
    ...{ trx, client, tenantId, mine, theirs, at: new Date(now) },
    shared: (table) => columns.get(table) ?? new Set(),
  };
  const missed: string[] = [];
  const piece = async (name: string, work: (scene: Scene) => Promise<number>): Promise<number> => {
    if (from === null) return 0;
    try {
      return await trx.transaction((inner) => work({ ...scene, trx: inner }));
    } catch (error) {
      if (!isOfTheData(error)) throw error;
      missed.push(name);
      return 0;
    }
  };
  const carried = {
    updates: await piece('processed_updates', carryUpdates),
    notifications: await piece('notifications', carryNotifications),
    skipped: await skipOverdue(scene, from !== null),
    broadcasts: (await stopBroadcasts(scene)) + (await piece('broadcasts', endSentDrafts)),
    erased: await piece('clients', eraseAgain),
    admins: await piece('admins', keepDeskClosed),
  };
  await piece('refusals', carryRefusals);
  await piece('texts', carryTextsVersion);
  await carrySequences(scene, from);
  await trx.raw(`delete from "${mine}".sessions`);
  return { ...carried, missed };
}

/** The replaced tables may be what is broken; whatever else goes wrong ends the attempt. */
function isOfTheData(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state !== null && /^(?:22|23|42|XX)/.test(state);
}

async function columnsOf(
  trx: Knex.Transaction,
  mine: string,
  from: string | null,
): Promise<Map<string, Set<string>>> {
  const { rows } = await trx.raw<{ rows: { table: string; column: string }[] }>(
    `select c.relname as "table", a.attname as "column"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and n.nspname in (?, ?)
     group by 1, 2 having count(*) = 2`,
    [mine, from ?? mine],
  );
  const columns = new Map<string, Set<string>>();
  for (const { table, column } of rows) columns.set(table, (columns.get(table) ?? new Set()).add(column));
  return columns;
}

async function carrySequences({ trx, mine }: Scene, from: string | null): Promise<void> {
  const { rows } = await trx.raw<{ rows: { name: string; theirs: boolean }[] }>(
    `select m.sequencename as name, exists (select from pg_sequences t
       where t.schemaname = ? and t.sequencename = m.sequencename) as theirs
     from pg_sequences m where m.schemaname = ? and m.sequencename !~ '^migrations'`,
    [from, mine],
  );
  for (const { name, theirs } of rows) {
    const own = `"${mine}"."${name}"`;
    const least =
      theirs && from !== null ? `(select last_value from "${from}"."${name}")` : `last_value + ${gap}`;
    await trx.raw(`select setval('${own}'::regclass, greatest(last_value, ${least})) from ${own}`);
  }
}
