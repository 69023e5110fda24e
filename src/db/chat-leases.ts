import { randomUUID } from 'node:crypto';
import { DatabaseUnavailableError } from './errors.js';
import type { ConnectionPool } from './pool.js';

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

const end = `clock_timestamp() + interval '${leaseMs} ms'`;
const asked = 'unnest($1::text[], $2::text[], $3::uuid[]) as asked (tenant_id, chat, holder)';
// Rows are locked in the same order by everybody who locks several.
const takeSql = `
  insert into botel.chat_leases as l (tenant_id, chat, holder, until)
    select tenant_id, chat, holder, ${end} from ${asked} order by tenant_id, chat
  on conflict (tenant_id, chat) do update set holder = excluded.holder, until = excluded.until
    where l.until < clock_timestamp() or l.holder = excluded.holder
  returning tenant_id as "tenantId", chat`;
const releaseSql = `
  with own as (
    select l.tenant_id, l.chat from botel.chat_leases l join ${asked} using (tenant_id, chat, holder)
    order by l.tenant_id, l.chat for update of l)
  delete from botel.chat_leases l using own where (l.tenant_id, l.chat) = (own.tenant_id, own.chat)
  returning l.tenant_id as "tenantId", l.chat`;

/** In one statement; what comes meanwhile waits for the next. */
const mostTogether = 100;
const mostWaiting = 5_000;

interface Spot {
  readonly tenantId: string;
  readonly chat: string;
}

interface Wish extends Spot {
  readonly holder: string;
  readonly resolve: (isGranted: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Wishes of all tenants about leases, in one statement at a time: however many updates come for one salon, they take one
 * connection, and those of the others are in the same statement or the next.
 */
class Wishes {
  private readonly waiting = new Set<Wish>();
  private isBusy = false;

  constructor(
    private readonly pool: ConnectionPool,
    private readonly sql: string,
  ) {}

  ask(spot: Spot, holder: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (this.waiting.size >= mostWaiting) {
        reject(new DatabaseUnavailableError(`${this.waiting.size} updates wait for the turn of their chats`));
        return;
      }
      this.waiting.add({ ...spot, holder, resolve, reject });
      this.begin();
    });
  }

  private begin(): void {
    if (this.isBusy || this.waiting.size === 0) return;
    this.isBusy = true;
    setImmediate(() => void this.grant(this.next()));
  }

  /** A statement has one wish for each chat. */
  private next(): ReadonlyMap<string, Wish> {
    const taken = new Map<string, Wish>();
    for (const wish of this.waiting) {
      if (taken.size >= mostTogether) break;
      if (taken.has(nameOf(wish))) continue;
      taken.set(nameOf(wish), wish);
      this.waiting.delete(wish);
    }
    return taken;
  }

  private async grant(wishes: ReadonlyMap<string, Wish>): Promise<void> {
    const all = [...wishes.values()];
    try {
      const columns = [all.map((w) => w.tenantId), all.map((w) => w.chat), all.map((w) => w.holder)];
      const granted = new Set((await this.pool.query<Spot>(this.sql, columns)).map(nameOf));
      for (const [name, { resolve }] of wishes) resolve(granted.has(name));
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
    this.isBusy = false;
    this.begin();
  }
}

const nameOf = ({ tenantId, chat }: Spot): string => `${tenantId} ${chat}`;

/**
 * Makes holders of leases, each for one tenant. Leases are kept apart from taking and giving them back: a chat must not be
 * lost to another process because many chats are busy.
 */
export function leaseDesk(pool: ConnectionPool): (tenantId: string) => ChatLeases {
  const taking = new Wishes(pool, takeSql);
  const releasing = new Wishes(pool, releaseSql);
  return (tenantId) => {
    const holder = randomUUID();
    return {
      take: (chat) => taking.ask({ tenantId, chat }, holder),
      renew: async (chat) => {
        const renewed = await pool.query(
          `update botel.chat_leases set until = ${end}
           where tenant_id = $1 and chat = $2 and holder = $3 returning chat`,
          [tenantId, chat, holder],
        );
        return renewed.length > 0;
      },
      release: async (chat) => {
        await releasing.ask({ tenantId, chat }, holder);
      },
    };
  };
}
