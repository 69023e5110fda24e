import type { Knex } from 'knex';

/** A claim is not a copy: both are counted. `attempt` counts copies only from here on. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table notifications add column claims integer not null default 0;
    comment on column notifications.claims is
      'how often a process took the row to send it; the newest claim alone may count a copy and mark the row';
    comment on column notifications.attempt is
      'how many copies may have reached the client: counted right before one is handed to Telegram';
  `);
}

/** A row that is being sent keeps its copies: one that has none yet counts as the first, as every claim did before. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update notifications set attempt = 1 where state = 'sending' and attempt = 0;
    alter table notifications drop column claims;
    comment on column notifications.attempt is 'how many copies may have reached the client';
  `);
}
