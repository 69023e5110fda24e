import { eraseClientRow, type ClientRow } from './clients.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Stands where a name or a phone stood that had to go; the columns are never empty. */
const nobody = '—';

/** A person's rows as plain JSON, whatever columns they have. */
export type StoredRow = Readonly<Record<string, unknown>>;

export interface StoredClientData {
  readonly profile: StoredRow;
  /** Each with its `events`, oldest first. */
  readonly bookings: readonly StoredRow[];
  readonly reviews: readonly StoredRow[];
  readonly notifications: readonly StoredRow[];
}

/** All that is stored about one person, in one statement; null when there is no such client. */
export async function readClientData(tx: ReadTx, clientId: number): Promise<StoredClientData | null> {
  const [row] = await tx.rows<{ data: StoredClientData }>(tx.sql.raw(exportSql, { clientId }));
  return row?.data ?? null;
}

const exportSql = `
  select json_build_object(
    'profile', to_jsonb(c),
    'bookings', coalesce((
      select jsonb_agg(to_jsonb(b) - 'during' || jsonb_build_object('service', s.name, 'master', m.name,
        'events', coalesce((
          select jsonb_agg(jsonb_build_object('kind', e.kind, 'actor', e.actor, 'data', e.data, 'at', e.at) order by e.id)
          from booking_events e where e.booking_id = b.id), '[]')) order by b.starts_at, b.id)
      from bookings b
      join services s on s.id = b.service_id
      join staff m on m.id = b.staff_id
      where b.client_id = c.id), '[]'),
    'reviews', coalesce((
      select jsonb_agg(to_jsonb(r) order by r.id) from reviews r where r.client_id = c.id), '[]'),
    'notifications', coalesce((
      select jsonb_agg(jsonb_build_object('kind', n.kind, 'booking_id', n.booking_id, 'due_at', n.due_at,
        'state', n.state) order by n.due_at, n.id)
      from notifications n where n.client_id = c.id), '[]')
  ) as data
  from clients c where c.id = :clientId`;

/**
 * Takes a person out of everything a salon stores: the client's row, the contact details, comments and reasons of
 * bookings, the words of reviews, the conversation, what the desk typed
 * about the person in searches and unfinished bookings, and what still waits to be sent. Bookings, stars and the history stay
 * for statistics. `now` is epoch milliseconds.
 */
export async function eraseClientData(
  tx: WriteTx,
  client: Pick<ClientRow, 'id' | 'telegramId' | 'name' | 'phone'>,
  now: number,
): Promise<void> {
  const { id, telegramId } = client;
  const at = new Date(now);
  await forgetTyped(tx, client);
  await eraseClientRow(tx, id, now);
  await tx.rows(
    tx.sql('bookings').where({ client_id: id }).update({
      contact_name: nobody,
      contact_phone: nobody,
      comment: null,
      cancel_reason: null,
      updated_at: at,
    }),
  );
  await tx.rows(
    tx.sql('reviews').where({ client_id: id }).update({ body: null, reply: null, updated_at: at }),
  );
  await tx.rows(
    tx
      .sql('notifications')
      .where({ client_id: id })
      .whereIn('state', ['pending', 'sending'])
      .update({ state: 'skipped', reason: 'erased', lease_until: null, updated_at: at }),
  );
  if (telegramId !== null) await tx.rows(tx.sql('sessions').where({ user_id: telegramId }).delete());
}

/** Kept between two presses at the desk; whoever has it open begins again. A phone is found in whatever way it was typed. */
async function forgetTyped(
  tx: WriteTx,
  { id, name, phone }: Pick<ClientRow, 'id' | 'name' | 'phone'>,
): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `delete from operations
       where kind in ('clients.search', 'bookings.draft', 'bookings.filter')
         and (params @> jsonb_build_object('clientId', cast(:id as integer))
           or exists (
             select from jsonb_each_text(params) typed
             where length(:name) > 0 and strpos(lower(typed.value), lower(:name)) > 0
               or length(:digits) > 0 and strpos(regexp_replace(typed.value, '\\D', '', 'g'), :digits) > 0))`,
      { id, name: name ?? '', digits: (phone ?? '').replace(/\D/g, '').slice(-nationalDigits) },
    ),
  );
}

/** Without the country's prefix, which is typed in many ways. */
const nationalDigits = 9;
