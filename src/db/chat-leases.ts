import { randomUUID } from 'node:crypto';
import { extended, type ConnectionPool } from './pool.js';

/** A lease that is not renewed for so long belongs to nobody: what a frozen process costs a chat at most. */
export const leaseMs = 15_000;

/**
 * One holder's leases on the chats of one tenant: while it holds a chat's, no other holder does. The database's clock
 * decides. All calls reject with `DatabaseUnavailableError` while the database is away.
 */
export interface ChatLeases {
  /** Takes the lease for 15 seconds; false: somebody else has it. */
  take(chat: string): Promise<boolean>;
  /** Makes it last for another 15 seconds; false: it ran out and was taken by somebody else. */
  renew(chat: string): Promise<boolean>;
  /** Gives it back; does nothing when it was lost. */
  release(chat: string): Promise<void>;
}

/**
 * A new holder. Leases are taken in the tenant's share of the pool, so that its flood is its own; they are kept and given back
 * past it, for a chat must not be lost to another process because its salon is busy.
 */
export function chatLeases(
  pool: ConnectionPool,
  share: Pick<ConnectionPool, 'use'>,
  tenantId: string,
): ChatLeases {
  const holder = randomUUID();
  const end = `clock_timestamp() + interval '${leaseMs} ms'`;
  const taking = `
    insert into botel.chat_leases as l (tenant_id, chat, holder, until) values ($1, $2, $3, ${end})
    on conflict (tenant_id, chat) do update set holder = excluded.holder, until = excluded.until
      where l.until < clock_timestamp() or l.holder = excluded.holder`;
  return {
    take: (chat) =>
      share.use(async (connection) => {
        const { rowCount } = await connection.query(extended(taking, [tenantId, chat, holder]));
        return rowCount === 1;
      }),
    renew: async (chat) => {
      const renewed = await pool.query(
        `update botel.chat_leases set until = ${end}
         where tenant_id = $1 and chat = $2 and holder = $3 returning chat`,
        [tenantId, chat, holder],
      );
      return renewed.length > 0;
    },
    release: async (chat) => {
      await pool.query('delete from botel.chat_leases where tenant_id = $1 and chat = $2 and holder = $3', [
        tenantId,
        chat,
        holder,
      ]);
    },
  };
}
