import type { Knex } from 'knex';

/** Rows of one person are linked; the salon answers reviews, and the client is told. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table clients add column linked_to integer references clients on delete cascade;
    comment on column clients.linked_to is 'the person turned out to be that client, who has all that was here';

    alter table reviews
      add column replied_at timestamptz,
      add column version integer not null default 1;
    comment on column reviews.version is 'counts what the salon does with it';
  `);
  await allowKinds(knex, (kinds) => [...kinds, 'review_reply']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from notifications where kind = 'review_reply';
    alter table reviews drop column replied_at, drop column version;
    alter table clients drop column linked_to;
  `);
  await allowKinds(knex, (kinds) => kinds.filter((kind) => kind !== 'review_reply'));
}

/** Which kinds other migrations allowed before is asked, not known. */
async function allowKinds(knex: Knex, change: (kinds: string[]) => string[]): Promise<void> {
  const { rows } = await knex.raw<{ rows: { definition: string }[] }>(`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = 'notifications'::regclass and conname = 'notifications_kind_check'
  `);
  const kinds = [...(rows[0]?.definition ?? '').matchAll(/'(\w+)'/g)].map(([, kind]) => kind ?? '');
  const list = change(kinds)
    .map((kind) => `'${kind}'`)
    .join(', ');
  await knex.raw(`
    alter table notifications drop constraint notifications_kind_check,
      add constraint notifications_kind_check check (kind in (${list}))
  `);
}
