import type { Knex } from 'knex';

/** The salon's desk: who works here and what each may do, what they changed, and what they keep about clients. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table admins (
      telegram_id bigint primary key check (telegram_id > 0),
      role text not null check (role in ('owner', 'manager', 'staff', 'viewer')),
      staff_id integer references staff,
      name text,
      from_registry boolean not null default false,
      notices jsonb not null default '{}',
      added_by bigint,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      constraint admins_staff_is_somebody check (role <> 'staff' or staff_id is not null)
    );
    comment on column admins.from_registry is 'named by the operator: only as long as tenants.yaml names this id';
    comment on column admins.notices is 'what this person wants to be told; absent keys have the default';

    create table admin_invites (
      id integer generated always as identity primary key,
      token_hash text not null unique,
      role text not null check (role in ('owner', 'manager', 'staff', 'viewer')),
      staff_id integer references staff,
      created_by bigint not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_by bigint,
      used_at timestamptz,
      constraint admin_invites_staff_is_somebody check (role <> 'staff' or staff_id is not null)
    );

    create table admin_pins (
      telegram_id bigint primary key,
      hash text not null,
      failed_attempts integer not null default 0,
      locked_until timestamptz,
      open_until timestamptz,
      session_minutes integer not null default 30 check (session_minutes between 1 and 1440),
      updated_at timestamptz not null
    );
    comment on column admin_pins.open_until is 'the PIN was entered; moves on with use';

    create table audit_log (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      actor text not null,
      actor_name text,
      action text not null,
      subject text not null,
      subject_id text,
      old jsonb,
      new jsonb
    );
    create index audit_log_subject on audit_log (subject, subject_id, id);
    create index audit_log_at on audit_log (at, id);
    comment on table audit_log is 'append-only; names and phones of clients stand in it masked, for they may be erased';

    create table operations (
      id integer generated always as identity primary key,
      kind text not null,
      created_by bigint not null,
      params jsonb not null,
      fingerprint text,
      result jsonb,
      created_at timestamptz not null,
      committed_at timestamptz
    );
    comment on table operations is 'work in two steps: previewed, then committed only if the preview still holds';

    create table text_overrides (
      locale text not null,
      key text not null,
      pattern text not null,
      version integer not null default 1,
      updated_at timestamptz not null,
      primary key (locale, key)
    );

    alter table services add column photo_file_id text;
    alter table staff add column photo_file_id text;
    alter table schedule_exceptions add column source text;
    comment on column schedule_exceptions.source is 'holiday: switched on from the country''s calendar; null: entered by hand';
    alter table time_blocks add column created_by bigint;

    alter table clients
      add column notes text,
      add column blacklisted_at timestamptz,
      add column blacklist_reason text,
      add column prepay_only boolean not null default false,
      add column broadcasts_refused_at timestamptz,
      add column version integer not null default 1;
    create index clients_phone on clients (phone);

    alter table notifications add column details jsonb not null default '{}';
    comment on column notifications.details is 'what the notice tells beside the visit as it stands: what was before';
    create index bookings_status_starts on bookings (status, starts_at);
    create index bookings_staff_starts on bookings (staff_id, starts_at);

    do $$ begin
      execute format('revoke update, delete, truncate on audit_log from %I', 't_' || substr(current_schema(), 3));
    end $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index bookings_staff_starts, bookings_status_starts;
    alter table notifications drop column details;
    drop index clients_phone;
    alter table clients drop column notes, drop column blacklisted_at, drop column blacklist_reason,
      drop column prepay_only, drop column broadcasts_refused_at, drop column version;
    alter table time_blocks drop column created_by;
    alter table schedule_exceptions drop column source;
    alter table staff drop column photo_file_id;
    alter table services drop column photo_file_id;
    drop table text_overrides, operations, audit_log, admin_pins, admin_invites, admins;
  `);
}
