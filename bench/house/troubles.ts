import { Client } from 'pg';
import { makeExport } from '../../src/bot/admin/exports/data.js';
import type { OtherProcess } from './channel.js';
import { idOf, personOf, usernameOf } from './salons.js';
import type { TelegramOrders } from './telegram.js';

/** Something bad that happens to one salon, again and again. */
export interface Trouble {
  readonly name: string;
  /** One chat's trouble: the others of its own bot may not notice it either. */
  readonly isOfOneChat?: true;
  begin(round: number): Promise<void>;
  end(): Promise<void>;
}

interface Scene {
  readonly telegram: OtherProcess<TelegramOrders>;
  readonly admin: Client;
  readonly databaseUrl: string;
  readonly noisy: number;
  /** Somebody of the noisy salon whom nothing else happens to. */
  readonly silenced: number;
  readonly doomed: readonly number[];
}

const none = (): Promise<void> => Promise.resolve();

export function troublesOf(scene: Scene): readonly Trouble[] {
  const { telegram, noisy: salon } = scene;
  return [
    { name: 'nothing', begin: none, end: none },
    {
      name: 'flood',
      begin: () => telegram.ask('flood', { salon, people: 900, perSecond: 300 }),
      end: () => telegram.ask('flood', null),
    },
    broadcast(scene),
    lockedTables(scene),
    {
      name: 'revoked-token',
      begin: async (round) => {
        const victim = scene.doomed[round] ?? salon;
        await telegram.ask('sayAll', { salon: victim, people: 3, text: 'привет' });
        await telegram.ask('revoke', { salon: victim });
      },
      end: none,
    },
    {
      name: 'chat-always-429',
      isOfOneChat: true,
      begin: async () => {
        const fault = { kind: 'flood', retryAfter: 2 } as const;
        const chatId = personOf(salon, scene.silenced);
        await telegram.ask('spoil', { fault, bot: usernameOf(salon), chatId });
        // What is left of them is answered between two rounds, a message a second.
        await telegram.ask('repeat', { salon, index: scene.silenced, times: 10, text: 'привет' });
      },
      end: () => telegram.ask('spoil', null),
    },
    {
      name: 'bot-always-429',
      begin: async () => {
        await telegram.ask('spoil', { fault: { kind: 'flood', retryAfter: 2 }, bot: usernameOf(salon) });
        await telegram.ask('sayAll', { salon, people: 60, text: 'привет' });
        await remind(scene);
      },
      end: async () => {
        await telegram.ask('spoil', null);
        await forget(scene);
      },
    },
    {
      name: 'poison',
      begin: () => telegram.ask('sayAll', { salon, people: 60, text: 'poison' }),
      end: none,
    },
    exporting(scene, 'exports', none),
    exporting(scene, 'backup-and-exports', () => backUp(scene)),
    { name: '500-reminders', begin: () => remind(scene), end: () => forget(scene) },
  ];
}

function broadcast({ admin, noisy }: Scene): Trouble {
  const schema = `t_${idOf(noisy)}`;
  return {
    name: 'broadcast-100000',
    begin: async () => {
      await admin.query(
        `insert into ${schema}.broadcasts (state, body, created_by, created_at, started_at, total, until_client_id, due_at)
         select 'sending', 'News', 1, now(), now(), count(*), max(id), now() from ${schema}.clients`,
      );
      await admin.query('select botel.lower_wakeup($1, now())', [idOf(noisy)]);
    },
    end: async () => {
      await admin.query(
        `update ${schema}.broadcasts set state = 'stopped', due_at = null, ended_at = now() where state = 'sending'`,
      );
    },
  };
}

/** Somebody outside, a long migration perhaps, holds what every transaction of the salon needs. */
function lockedTables({ telegram, databaseUrl, noisy: salon }: Scene): Trouble {
  let outside: Client | null = null;
  return {
    name: 'locked-tables',
    begin: async () => {
      outside = new Client({ connectionString: databaseUrl });
      await outside.connect();
      await outside.query(`begin; lock table t_${idOf(salon)}.clients in access exclusive mode`);
      await telegram.ask('sayAll', { salon, people: 100, text: 'привет' });
    },
    end: async () => {
      await outside?.end();
    },
  };
}

function exporting({ telegram, noisy: salon }: Scene, name: string, besides: () => Promise<void>): Trouble {
  let timer: NodeJS.Timeout | undefined;
  const data = makeExport.data({ kind: 'clients', format: 'xlsx', from: '2020-01-01', to: '2030-01-01' });
  const press = (): void => void telegram.ask('pressAll', { salon, people: 1, data });
  return {
    name,
    begin: async () => {
      await besides();
      press();
      timer = setInterval(press, 1_500);
    },
    end: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}

async function backUp({ admin, noisy }: Scene): Promise<void> {
  await admin.query(
    `insert into botel.backups (tenant_id, next_due_at) values ($1, now())
     on conflict (tenant_id) do update set next_due_at = now()`,
    [idOf(noisy)],
  );
}

async function remind({ admin, noisy }: Scene): Promise<void> {
  await admin.query(
    `update t_${idOf(noisy)}.notifications set state = 'pending', due_at = now(), lease_until = null, attempt = 0, postponed = 0
     where kind = 'reminder'`,
  );
}

async function forget({ admin, noisy }: Scene): Promise<void> {
  await admin.query(
    `update t_${idOf(noisy)}.notifications set state = 'skipped', lease_until = null where state in ('pending', 'sending')`,
  );
}
