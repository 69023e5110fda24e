import type { Knex } from 'knex';

const kinds = ['desk_created', 'desk_changed', 'desk_cancelled', 'desk_rating', 'desk_digest'];

/** What people of the salon are told goes out as clients' notifications do. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table notifications
      alter column booking_id drop not null,
      alter column client_id drop not null,
      add column recipient bigint check (recipient > 0),
      drop constraint notifications_once,
      add constraint notifications_once
        unique nulls not distinct (booking_id, kind, distance_minutes, booking_version, recipient),
      add constraint notifications_reader check ((recipient is null) = (client_id is not null)),
      add constraint notifications_subject check (booking_id is not null or kind = 'desk_digest');
    comment on column notifications.recipient is 'the Telegram id of somebody of the salon; null: it is for the client';
    comment on column notifications.booking_version is
      'the version of the visit that caused it; of a digest, the day it tells of, counted from 1970-01-01';
    create index notifications_recipient on notifications (recipient, kind) where recipient is not null;
  `);
  await allowKinds(knex, (known) => [...known, ...kinds]);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from notifications where recipient is not null;
    drop index notifications_recipient;
    alter table notifications
      drop constraint notifications_reader,
      drop constraint notifications_subject,
      drop constraint notifications_once,
      add constraint notifications_once unique (booking_id, kind, distance_minutes, booking_version),
      drop column recipient,
      alter column booking_id set not null,
      alter column client_id set not null;
    comment on column notifications.booking_version is null;
  `);
  await allowKinds(knex, (known) => known.filter((kind) => !kinds.includes(kind)));
}

/** Which kinds other migrations allowed before is asked, not known. */
async function allowKinds(knex: Knex, change: (known: string[]) => string[]): Promise<void> {
  const { rows } = await knex.raw<{ rows: { definition: string }[] }>(`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = 'notifications'::regclass and conname = 'notifications_kind_check'
  `);
  const known = [...(rows[0]?.definition ?? '').matchAll(/'(\w+)'/g)].map(([, kind]) => kind ?? '');
  const list = change(known)
    .map((kind) => `'${kind}'`)
    .join(', ');
  await knex.raw(`
    alter table notifications drop constraint notifications_kind_check,
      add constraint notifications_kind_check check (kind in (${list}))
  `);
}
