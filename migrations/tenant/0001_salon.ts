import type { Knex } from 'knex';

/** Runs with the search path of one tenant's schema; the schema, its role and default privileges exist already. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table settings (
      key text primary key,
      value jsonb not null,
      version integer not null default 1,
      updated_at timestamptz not null default now()
    );

    create table services (
      id integer generated always as identity primary key,
      name text not null,
      description text,
      category text,
      price_minor bigint not null check (price_minor >= 0),
      currency char(3) not null,
      duration_minutes integer not null check (duration_minutes between 1 and 1440),
      buffer_before_minutes integer not null default 0 check (buffer_before_minutes between 0 and 1440),
      buffer_after_minutes integer not null default 0 check (buffer_after_minutes between 0 and 1440),
      position integer not null default 0,
      active boolean not null default true,
      version integer not null default 1,
      created_at timestamptz not null default now()
    );

    create table staff (
      id integer generated always as identity primary key,
      name text not null,
      about text,
      telegram_id bigint unique,
      position integer not null default 0,
      active boolean not null default true,
      version integer not null default 1,
      created_at timestamptz not null default now()
    );

    create table staff_services (
      staff_id integer not null references staff,
      service_id integer not null references services,
      price_minor bigint check (price_minor >= 0),
      duration_minutes integer check (duration_minutes between 1 and 1440),
      primary key (staff_id, service_id)
    );
    create index staff_services_service on staff_services (service_id);

    create table working_hours (
      id integer generated always as identity primary key,
      staff_id integer references staff,
      weekday smallint not null check (weekday between 1 and 7),
      start_minute integer not null check (start_minute between 0 and 1439),
      end_minute integer not null check (end_minute > start_minute and end_minute <= start_minute + 1440)
    );
    comment on table working_hours is 'staff_id null: the salon''s hours, for masters without their own';

    create table breaks (
      id integer generated always as identity primary key,
      staff_id integer references staff,
      weekday smallint not null check (weekday between 1 and 7),
      start_minute integer not null check (start_minute between 0 and 1439),
      end_minute integer not null check (end_minute > start_minute and end_minute <= start_minute + 1440)
    );

    create table schedule_exceptions (
      id integer generated always as identity primary key,
      staff_id integer references staff,
      from_date date not null,
      to_date date not null check (to_date >= from_date),
      kind text not null check (kind in ('closed', 'special')),
      intervals jsonb not null default '[]',
      reason text
    );
    comment on column schedule_exceptions.intervals is 'special hours: [{"startMinute":540,"endMinute":720}]';

    create table time_blocks (
      id integer generated always as identity primary key,
      staff_id integer references staff,
      during tstzrange not null check (not isempty(during)),
      reason text,
      created_at timestamptz not null default now()
    );
    create index time_blocks_during on time_blocks using gist (during);

    create table clients (
      id integer generated always as identity primary key,
      telegram_id bigint unique,
      name text,
      phone text,
      locale text,
      source text,
      blocked_bot_at timestamptz,
      created_at timestamptz not null default now(),
      seen_at timestamptz not null default now()
    );

    create table bookings (
      id integer generated always as identity primary key,
      client_id integer not null references clients,
      service_id integer not null references services,
      staff_id integer not null references staff,
      status text not null default 'booked' check (status in ('booked', 'completed', 'cancelled', 'no_show')),
      starts_at timestamptz not null,
      ends_at timestamptz not null check (ends_at > starts_at),
      buffer_before_minutes integer not null default 0,
      buffer_after_minutes integer not null default 0,
      during tstzrange not null,
      price_minor bigint not null,
      currency char(3) not null,
      contact_name text not null,
      contact_phone text not null,
      comment text,
      cancelled_by text check (cancelled_by in ('client', 'salon')),
      cancel_reason text,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint bookings_during_covers_visit check (
        lower(during) = starts_at - make_interval(mins => buffer_before_minutes)
        and upper(during) = ends_at + make_interval(mins => buffer_after_minutes)
      ),
      constraint bookings_no_overlap exclude using gist (staff_id with =, during with &&)
        where (status in ('booked', 'completed'))
    );
    create index bookings_client on bookings (client_id, starts_at);
    create index bookings_starts on bookings (starts_at);

    create table booking_events (
      id bigint generated always as identity primary key,
      booking_id integer not null references bookings,
      kind text not null,
      actor text not null,
      data jsonb not null default '{}',
      at timestamptz not null default now()
    );
    create index booking_events_booking on booking_events (booking_id, id);

    create table processed_updates (
      update_id bigint primary key,
      outcome jsonb not null default 'null',
      at timestamptz not null default now()
    );

    create table sessions (
      chat_id bigint not null,
      user_id bigint not null,
      state jsonb not null,
      expires_at timestamptz not null,
      primary key (chat_id, user_id)
    );

    do $$ begin
      execute format('revoke update, delete on booking_events from %I', 't_' || substr(current_schema(), 3));
    end $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table sessions, processed_updates, booking_events, bookings, clients, time_blocks, schedule_exceptions,
      breaks, working_hours, staff_services, staff, services, settings
  `);
}
