import type { Knex } from 'knex';

/** What a salon writes to many of its clients at once. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table broadcasts (
      id integer generated always as identity primary key,
      state text not null default 'draft' check (state in ('draft', 'sending', 'stopped', 'done')),
      segment jsonb not null default '{"kind":"all"}',
      body text not null default '',
      photo_file_id text,
      book_button boolean not null default true,
      version integer not null default 1,
      created_by bigint not null,
      created_at timestamptz not null,
      started_at timestamptz,
      ended_at timestamptz,
      total integer not null default 0,
      last_client_id integer not null default 0,
      until_client_id integer not null default 0,
      again integer[] not null default '{}',
      claims integer not null default 0,
      in_flight integer not null default 0,
      postponed integer not null default 0,
      due_at timestamptz,
      sent integer not null default 0,
      blocked integer not null default 0,
      failed integer not null default 0,
      unknown integer not null default 0,
      panel_chat_id bigint,
      panel_message_id bigint,
      panel_locale text,
      painted_at timestamptz,
      constraint broadcasts_due check ((state = 'sending') = (due_at is not null))
    );
    create index broadcasts_due_at on broadcasts (due_at) where state = 'sending';
    comment on column broadcasts.last_client_id is
      'the cursor: whoever is not beyond it was taken, and that is committed before anything is sent to them';
    comment on column broadcasts.until_client_id is 'the newest client when it began';
    comment on column broadcasts.again is 'clients that were taken but certainly got nothing: taken once more';
    comment on column broadcasts.claims is 'the number of the newest batch; only that one is still under way';
    comment on column broadcasts.due_at is 'when the next batch goes; while one is under way, when it counts as lost';
    comment on column broadcasts.unknown is 'nobody knows whether they got it; they do not get it again';
    comment on column broadcasts.panel_message_id is 'the message at the desk that shows how far it is';

    create trigger broadcasts_announce after insert or update of due_at on broadcasts
      for each row when (new.due_at is not null) execute function announce_pending();

    create index clients_source on clients (source) where source is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index clients_source;
    drop table broadcasts;
  `);
}
