import type { Knex } from 'knex';

/** What people do has an order that late and repeated updates cannot turn round. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table sessions add column version bigint not null default 0;
    comment on column sessions.version is 'grows with what the person does; an older one never replaces a newer one';

    alter table admin_pins add column closed_by bigint;
    comment on column admin_pins.closed_by is 'the update that closed the desk last; a PIN opens it only when it was asked for since';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table sessions drop column version;
    alter table admin_pins drop column closed_by;
  `);
}
