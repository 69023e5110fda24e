import type { Knex } from 'knex';

/** Whoever has read the list of services knows by a number whether it is still right. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function count_catalogue_change() returns trigger
    language plpgsql set search_path = pg_catalog as $body$
    begin
      execute format(
        'insert into %I.settings as s (key, value) values (''catalogue'', ''null'')
         on conflict (key) do update set version = s.version + 1, updated_at = excluded.updated_at',
        tg_table_schema);
      return null;
    end $body$;
    comment on function count_catalogue_change() is
      'the version of the row "catalogue" in settings grows with every change of what can be booked';

    create trigger services_count_change after insert or update or delete on services
      for each statement execute function count_catalogue_change();
    create trigger staff_count_change after insert or update or delete on staff
      for each statement execute function count_catalogue_change();
    create trigger staff_services_count_change after insert or update or delete on staff_services
      for each statement execute function count_catalogue_change();
  `);
}

/** The count stays: one that began anew could be taken for one that was read before. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger services_count_change on services;
    drop trigger staff_count_change on staff;
    drop trigger staff_services_count_change on staff_services;
    drop function count_catalogue_change();
  `);
}
