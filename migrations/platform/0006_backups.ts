import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table botel.backups (
      tenant_id text primary key references botel.tenants on delete cascade,
      next_due_at timestamptz,
      lease_until timestamptz,
      claims integer not null default 0,
      last_good_at timestamptz,
      last_file text,
      last_bytes bigint,
      last_rows bigint,
      failures integer not null default 0,
      last_error text,
      offsite_due_at timestamptz,
      offsite_at timestamptz,
      offsite_error text
    );
    comment on table botel.backups is 'when each tenant is backed up next, and how the last one went';
    comment on column botel.backups.next_due_at is 'null: not planned yet';
    comment on column botel.backups.lease_until is 'a process is writing a backup until then, unless it says so again';
    comment on column botel.backups.claims is 'the number of the newest claim; only that one may say how it went';
    comment on column botel.backups.last_good_at is 'when the newest backup was taken that was read back after writing';
    comment on column botel.backups.offsite_due_at is 'when the copy of last_file is tried; null: there is nothing to copy';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table botel.backups');
}
