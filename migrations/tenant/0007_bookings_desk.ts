import type { Knex } from 'knex';

/** What somebody of the desk has begun is looked up by whom and what, on every search of bookings. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('create index operations_kind_by on operations (kind, created_by, id)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index operations_kind_by');
}
