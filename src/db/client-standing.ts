import { lockClient } from './clients.js';
import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Whether a client may book alone. */
export type Standing = 'welcome' | 'prepay_only' | 'blacklisted';

/**
 * What the salon has decided about a client, or about another of its clients with the same phone. Ask after
 * `lockClient`, in a statement of its own, so that a decision that was waited for is seen.
 */
export async function standingOf(tx: ReadTx, clientId: number): Promise<Standing> {
  if (!isRowId(clientId)) return 'welcome';
  const [row] = await tx.rows<{ blacklisted: boolean | null; prepay: boolean | null }>(
    tx.sql.raw(
      `select bool_or(c.blacklisted_at is not null) as blacklisted, bool_or(c.prepay_only) as prepay
       from clients me
         join clients c on (c.id = me.id or c.phone = me.phone) and c.linked_to is null and c.erased_at is null
       where me.id = ?`,
      [clientId],
    ),
  );
  if (row?.blacklisted === true) return 'blacklisted';
  return row?.prepay === true ? 'prepay_only' : 'welcome';
}

/** Lets the bookings under way of everybody who answers to this client's phone end, and holds the next ones up. */
export async function lockBookingsOfPhone(tx: WriteTx, clientId: number): Promise<void> {
  if (!isRowId(clientId)) return;
  const rows = await tx.rows<{ id: number }>(
    tx.sql.raw(
      `select c.id from clients me join clients c on c.id = me.id or c.phone = me.phone
       where me.id = ? and c.erased_at is null order by c.id limit 20`,
      [clientId],
    ),
  );
  for (const { id } of rows) await lockClient(tx, id);
}
