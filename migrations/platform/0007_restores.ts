import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table botel.tenants add column maintenance timestamptz, add column restored_at timestamptz;
    comment on column botel.tenants.maintenance is
      'since when its tables are out of reach while a backup takes their place; whoever restores holds a lock meanwhile';
    comment on column botel.tenants.restored_at is 'when a backup last took the place of its tables';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table botel.tenants drop column restored_at, drop column maintenance');
}
