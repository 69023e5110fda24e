import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table botel.tenants add column profile_hash text;
    comment on column botel.tenants.profile_hash is 'SHA-256 of what the bot was last told to say about itself';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table botel.tenants drop column profile_hash');
}
