import type { Knex } from 'knex';

const settle = (due: string): string => `
  create or replace function botel.settle_wakeup() returns boolean
  language plpgsql security definer set search_path = pg_catalog as $body$
  declare
    tenant text := substring(current_setting('role') from '^t_([a-z][a-z0-9_]{1,30})$');
    due timestamptz;
  begin
    if tenant is null then raise exception 'only a tenant settles its wake-up' using errcode = '42501'; end if;
    if not pg_try_advisory_xact_lock(botel.wakeup_lock(tenant)) then return false; end if;
    execute format(
      'select min(coalesce(lease_until, due_at)) from %I.notifications where state in (''pending'', ''sending'')',
      't_' || tenant) into due;
    ${due}
    update botel.wakeups set next_due_at = due where tenant_id = tenant and next_due_at is distinct from due;
    return true;
  end $body$`;

/** A tenant is woken for its broadcasts, too. The platform is migrated first: a salon may not have the table yet. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    settle(`
    if to_regclass(format('%I.broadcasts', 't_' || tenant)) is not null then
      execute format('select least($1, min(due_at)) from %I.broadcasts where state = ''sending''', 't_' || tenant)
        into due using due;
    end if;`),
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(settle(''));
}
