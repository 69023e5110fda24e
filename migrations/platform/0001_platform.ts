import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table botel.tenants (
      id text primary key check (id ~ '^[a-z][a-z0-9_]{1,30}$'),
      schema_version text,
      bot_identity jsonb,
      token_fingerprint text,
      last_error text,
      last_error_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      archived_at timestamptz
    );
    comment on table botel.tenants is 'observed state of tenants; who exists is said by tenants.yaml';
    comment on column botel.tenants.token_fingerprint is 'SHA-256 of the token the identity was read with';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table botel.tenants');
}
