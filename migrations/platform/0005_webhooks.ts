import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table botel.tenants add column webhook_hash text;
    comment on column botel.tenants.webhook_hash is 'SHA-256 of the webhook Telegram was last given; null: none of ours';

    -- What it says is worth nothing after a crash: whoever held a lease had a connection that is gone, too.
    create unlogged table botel.chat_leases (
      tenant_id text not null,
      chat text not null,
      holder uuid not null,
      until timestamptz not null,
      primary key (tenant_id, chat)
    );
    comment on table botel.chat_leases is 'which of several processes is handling an update of a chat just now';

    create table botel.failed_updates (
      tenant_id text not null references botel.tenants on delete cascade,
      update_id bigint not null,
      kind text not null,
      attempts integer not null,
      last_error text not null check (length(last_error) <= 300),
      first_at timestamptz not null,
      last_at timestamptz not null,
      given_up_at timestamptz,
      primary key (tenant_id, update_id)
    );
    create index failed_updates_last on botel.failed_updates (last_at);
    comment on table botel.failed_updates is 'updates whose handler failed, counted over all processes';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table botel.failed_updates;
    drop table botel.chat_leases;
    alter table botel.tenants drop column webhook_hash;
  `);
}
