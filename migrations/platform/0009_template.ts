import type { Knex } from 'knex';

/** So that a template that the file names while nothing runs is noticed at the next start. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table botel.tenants add column template text;
    comment on column botel.tenants.template is 'the template this salon was last offered; furnished only if it was empty';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table botel.tenants drop column template');
}
