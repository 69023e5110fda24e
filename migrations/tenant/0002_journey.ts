import type { Knex } from 'knex';

/** What happens around a visit: what is sent later, whether the client comes, what the client thought of it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table clients
      add column onboarded_at timestamptz,
      add column locale_chosen boolean not null default false,
      add column erased_at timestamptz;
    comment on column clients.locale_chosen is 'the person chose the language; what Telegram says no longer matters';
    comment on column clients.erased_at is 'the person asked to be forgotten; name, phone and Telegram id are gone';

    alter table bookings add column came_confirmed_at timestamptz;
    comment on column bookings.came_confirmed_at is 'the client said "I will come"; does not change the version';

    create table notifications (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('reminder', 'created', 'changed', 'cancelled', 'thanks', 'feedback')),
      booking_id integer not null references bookings,
      booking_version integer not null,
      visit_starts_at timestamptz not null,
      distance_minutes integer not null default 0 check (distance_minutes >= 0),
      client_id integer not null references clients,
      due_at timestamptz not null,
      state text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'skipped', 'failed')),
      attempt integer not null default 0,
      postponed integer not null default 0,
      lease_until timestamptz,
      message_id bigint,
      reason text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint notifications_once unique (booking_id, kind, distance_minutes, booking_version),
      constraint notifications_lease check ((state = 'sending') = (lease_until is not null))
    );
    create index notifications_due on notifications (coalesce(lease_until, due_at))
      where state in ('pending', 'sending');
    create index notifications_client on notifications (client_id);
    comment on column notifications.visit_starts_at is 'the start it was planned for: a visit that starts at another time has moved';

    comment on column notifications.attempt is 'how many copies may have reached the client';
    comment on column notifications.postponed is 'how often Telegram certainly did not take it';

    -- Which tenant is said by the table the trigger stands on, not by the writer, who has no right on the platform.
    create function announce_inserted() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $body$
    declare due timestamptz;
    begin
      select min(due_at) into due from inserted where state = 'pending';
      if due is not null then perform botel.lower_wakeup(substr(tg_table_schema, 3), due); end if;
      return null;
    end $body$;
    create function announce_pending() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $body$
    begin
      perform botel.lower_wakeup(substr(tg_table_schema, 3), new.due_at);
      return null;
    end $body$;
    create trigger notifications_announce_inserted after insert on notifications
      referencing new table as inserted for each statement execute function announce_inserted();
    create trigger notifications_announce_pending after update of state, due_at on notifications
      for each row when (new.state = 'pending') execute function announce_pending();

    create function settle_wakeup() returns boolean
    language plpgsql security definer set search_path = pg_catalog as
      'begin return botel.settle_wakeup(); end';
    comment on function settle_wakeup() is 'the tenant''s door to its row in botel.wakeups';

    create table reviews (
      id integer generated always as identity primary key,
      booking_id integer not null unique references bookings,
      client_id integer not null references clients,
      service_id integer not null references services,
      staff_id integer not null references staff,
      stars smallint not null check (stars between 1 and 5),
      body text check (char_length(body) <= 1000),
      hidden boolean not null default false,
      reply text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index reviews_public on reviews (created_at desc, id desc) where not hidden;
    create index reviews_client on reviews (client_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table reviews, notifications;
    drop function settle_wakeup(), announce_inserted(), announce_pending();
    alter table bookings drop column came_confirmed_at;
    alter table clients drop column onboarded_at, drop column locale_chosen, drop column erased_at;
  `);
}
