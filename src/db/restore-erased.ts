import type { Knex } from 'knex';
import { eraseClientData } from './client-data.js';
import { extended } from './pool.js';
import type { Scene } from './restore-scene.js';
import type { WriteTx } from './tenant-db.js';
import { builder } from './transaction.js';

interface Forgotten {
  readonly id: number;
  readonly telegramId: number | null;
  readonly name: string | null;
  readonly phone: string | null;
  /** No row of this person is left: nobody who never booked is kept. */
  readonly withoutTrace: boolean;
}

/** Forgets once more whoever asked for that since the backup; tells how many. */
export async function eraseAgain(scene: Scene): Promise<number> {
  const { trx, mine, at, shared } = scene;
  if (!shared('clients').has('erased_at')) return 0;
  const forgotten = await readForgotten(scene);
  const tx = transactionOf(scene);
  await trx.raw(`set local search_path to "${mine}"`);
  for (const person of forgotten) {
    await eraseClientData(tx, person, at.getTime());
    if (!person.withoutTrace) await cancelVisits(scene, person.id);
  }
  const left = forgotten.filter(({ withoutTrace }) => withoutTrace).map(({ id }) => id);
  await trx.raw('delete from clients where id = any(cast(? as int[]))', [left]);
  await trx.raw('set local search_path to pg_catalog');
  return forgotten.length;
}

/** Those who are forgotten in the replaced tables, or gone from them without having had a visit, and are not here. */
async function readForgotten({ trx, mine, theirs }: Scene): Promise<Forgotten[]> {
  const { rows } = await trx.raw<{ rows: Forgotten[] }>(`
    select n.id, n.telegram_id as "telegramId", n.name, n.phone, l.id is null as "withoutTrace"
    from "${mine}".clients n left join "${theirs}".clients l on l.id = n.id and l.created_at = n.created_at
    where n.erased_at is null and (l.erased_at is not null
      or l.id is null and n.telegram_id is not null
        and not exists (select from "${mine}".bookings b where b.client_id = n.id)
        and not exists (select from "${mine}".notifications m where m.client_id = n.id))`);
  return rows;
}

/** Visits that were called off when the person was forgotten. */
async function cancelVisits({ trx, theirs, at }: Scene, clientId: number): Promise<void> {
  await trx.raw(
    `with cancelled as (
       update bookings n set status = 'cancelled', cancelled_by = 'client', version = l.version, updated_at = :at
       from "${theirs}".bookings l
       where n.client_id = :clientId and n.status = 'booked' and l.id = n.id and l.status = 'cancelled'
       returning n.id, n.version)
     insert into booking_events (booking_id, kind, actor, data, at)
     select id, 'cancelled', 'client:' || :clientId, jsonb_build_object('version', version), :at from cancelled`,
    { clientId, at },
  );
}

/** The schema that is made ready, as the statements of tenants' transactions take it: by its search path. */
function transactionOf({ client, tenantId }: Scene): WriteTx {
  return {
    tenantId,
    writable: true,
    sql: builder,
    rows: async <Row>(statement: Knex.QueryBuilder | Knex.Raw) => {
      const { sql, bindings } = statement.toSQL().toNative();
      return (await client.query(extended(sql, bindings))).rows as Row[];
    },
  };
}
