import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table botel.wakeups (
      tenant_id text primary key references botel.tenants on delete cascade,
      next_due_at timestamptz
    );
    create index wakeups_next_due on botel.wakeups (next_due_at) where next_due_at is not null;
    comment on table botel.wakeups is 'when a tenant next has something to send; never later than the truth in its notifications';

    -- Rows of a transaction that has not committed are invisible to whoever raises the instant, so both sides take this
    -- lock: writers share it until they commit, raising needs it alone.
    create function botel.wakeup_lock(tenant text) returns bigint
    language sql immutable set search_path = pg_catalog
    return hashtextextended('botel:' || tenant || ':wakeup', 0);

    create function botel.lower_wakeup(tenant text, due timestamptz) returns void
    language plpgsql set search_path = pg_catalog as $body$
    begin
      perform pg_advisory_xact_lock_shared(botel.wakeup_lock(tenant));
      -- Without the look first, every booking of a salon would wait for the one before it to commit.
      if exists (select from botel.wakeups where tenant_id = tenant and next_due_at <= due) then return; end if;
      insert into botel.wakeups as w (tenant_id, next_due_at) values (tenant, due)
      on conflict (tenant_id) do update set next_due_at = least(w.next_due_at, excluded.next_due_at);
    end $body$;

    -- Tells when the tenant whose role the transaction has taken next has something to send; false: somebody is
    -- writing, the instant stays. Each statement sees what was committed before it, so the order matters.
    create function botel.settle_wakeup() returns boolean
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
      update botel.wakeups set next_due_at = due where tenant_id = tenant and next_due_at is distinct from due;
      return true;
    end $body$;

    revoke execute on function botel.wakeup_lock(text), botel.lower_wakeup(text, timestamptz),
      botel.settle_wakeup() from public;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function botel.settle_wakeup(), botel.lower_wakeup(text, timestamptz), botel.wakeup_lock(text);
    drop table botel.wakeups;
  `);
}
