import { Context, Telegram } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import pino from 'pino';
import { apologiseFor } from '../../src/bot/apology.js';
import { buildComposer } from '../../src/bot/composer.js';
import { buildPausedComposer } from '../../src/bot/paused.js';
import type { BotContext } from '../../src/bot/context.js';
import { databaseSessions } from '../../src/commands/database-sessions.js';
import { Sessions } from '../../src/commands/sessions.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { defaultSettings } from '../../src/domain/settings.js';
import { FixedClock } from '../../src/lib/clock.js';
import { TransientError } from '../../src/lib/errors.js';
import { idleWorkshop } from '../support/idle-workshop.js';
import {
  ChatUnreachableError,
  TelegramRejectedError,
  TelegramUnavailableError,
} from '../../src/telegram/errors.js';
import { derivedSecret } from '../../src/telegram/webhook-secret.js';

interface Call {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface Bench {
  readonly tenant: TenantContext;
  readonly calls: Call[];
  readonly logged: string[];
}

/** A tenant whose database and Telegram fail as told. */
function bench(databaseError: Error, refuse: (call: Call) => Error | null = () => null): Bench {
  const calls: Call[] = [];
  const logged: string[] = [];
  const fail = () => Promise.reject(databaseError);
  const db = { tenantId: 'anna', read: fail, transact: fail };
  const clock = new FixedClock(Date.parse('2026-03-02T08:00:00Z'));
  const tenant: TenantContext = {
    id: 'anna',
    name: 'Салон <Анна>',
    zone: 'Europe/Moscow',
    locale: 'ru',
    country: 'RU',
    currency: 'RUB',
    owners: [],
    starting: { zone: 'Europe/Moscow', locale: 'ru', currency: 'RUB' },
    settings: { ...defaultSettings, phone: '+74951234567' },
    db,
    clock,
    sender: {
      call: async <Result>(method: string, payload: Readonly<Record<string, unknown>>) => {
        const call = { method, payload };
        calls.push(call);
        const error = refuse(call);
        if (error !== null) throw error;
        return { message_id: 1 } as Result;
      },
    },
    log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
    files: { download: () => Promise.reject(new Error('no files here')) },
    limits: { count: () => Promise.resolve('allowed') },
    sessions: new Sessions(clock, pino({ level: 'silent' })).of(
      'anna',
      databaseSessions(db, clock, 'default'),
    ),
    workshop: idleWorkshop,
    wake: () => undefined,
    secret: (purpose) => derivedSecret('1:token', purpose, 'anna'),
    profileChanged: () => Promise.resolve(),
  };
  return { tenant, calls, logged };
}

const from = { id: 7, is_bot: false, first_name: 'Ann', language_code: 'en' };
const chat = { id: 7, type: 'private' as const, first_name: 'Ann' };
const press = () => ({
  update_id: 1,
  callback_query: {
    id: 'q',
    from,
    chat_instance: '1',
    data: '1mn',
    message: { message_id: 5, date: 1, chat, text: 'screen' },
  },
});
const message = () => ({ update_id: 2, message: { message_id: 6, date: 1, from, chat, text: '/start' } });

async function deliver(
  composer: ReturnType<typeof buildComposer>,
  tenant: TenantContext,
  update: object,
): Promise<void> {
  const context = new Context(update as never, new Telegram('1:x'), {} as UserFromGetMe);
  const own: BotContext = Object.assign(context, { tenant });
  await composer.middleware()(own, async () => undefined);
}

const outage = new TransientError('database_unavailable', 'the database is away');
const defect = new Error('secret detail of the code');
const methods = ({ calls }: Bench): string[] => calls.map(({ method }) => method);

test('while the database is away a press is asked for patience once, and the update comes again', async () => {
  const away = bench(outage);
  const composer = buildComposer();
  const update = press();
  for (let attempt = 0; attempt < 3; attempt++) {
    await expect(deliver(composer, away.tenant, update)).rejects.toBe(outage);
  }
  expect(away.calls).toEqual([
    { method: 'answerCallbackQuery', payload: { callback_query_id: 'q', text: 'One moment, please…' } },
  ]);
  await expect(deliver(composer, away.tenant, message())).rejects.toBe(outage);
  expect(away.logged).toEqual([]);
});

test('a defect is the affair of the intake, which tries again; a press is asked for patience once', async () => {
  const broken = bench(defect);
  const composer = buildComposer();
  const update = press();
  for (let attempt = 0; attempt < 3; attempt++) {
    await expect(deliver(composer, broken.tenant, update)).rejects.toBe(defect);
  }
  await expect(deliver(composer, broken.tenant, message())).rejects.toBe(defect);
  expect(broken.calls).toEqual([
    { method: 'answerCallbackQuery', payload: { callback_query_id: 'q', text: 'One moment, please…' } },
  ]);
});

test('a press whose answer fails is no less a defect', async () => {
  const broken = bench(defect, ({ method }) => new TelegramUnavailableError(method, 'away', 'not_sent'));
  await expect(deliver(buildComposer(), broken.tenant, press())).rejects.toBe(defect);
});

test('when an update is given up the person hears something human with a way on', async () => {
  const broken = bench(defect);
  await apologiseFor(broken.tenant, press());
  await apologiseFor(broken.tenant, message());
  expect(methods(broken)).toEqual(['sendMessage', 'sendMessage']);
  const said = JSON.stringify(broken.calls);
  expect(said).toContain('Sorry, that did not work');
  expect(said).toContain('1sl:0');
  for (const nobody of [{ update_id: 3 }, { update_id: 4, callback_query: { id: 'q' } }, null]) {
    await apologiseFor(broken.tenant, nobody);
  }
  expect(broken.calls).toHaveLength(2);
});

test('somebody who blocked the bot is no error', async () => {
  const blocked = bench(
    defect,
    ({ method }) => new ChatUnreachableError(method, 7, 403, 'Forbidden: bot was blocked'),
  );
  await deliver(buildPausedComposer(), blocked.tenant, message());
  await deliver(buildPausedComposer(), blocked.tenant, press());
  expect(blocked.logged.filter((line) => !line.includes('"level":20'))).toEqual([]);
});

test('a press that expired, or was made in a group, is no error', async () => {
  const old = bench(defect, ({ method }) =>
    method === 'answerCallbackQuery'
      ? new TelegramRejectedError(method, 400, 'Bad Request: query is too old and response timeout expired')
      : null,
  );
  await deliver(buildPausedComposer(), old.tenant, press());
  const group = {
    callback_query: { id: 'g', from, message: { message_id: 1, date: 1, chat: { id: -5, type: 'group' } } },
  };
  await deliver(buildComposer(), old.tenant, { update_id: 3, ...group });
  expect(methods(old)).toEqual(['answerCallbackQuery', 'answerCallbackQuery']);
  expect(old.logged).toEqual([]);
});

describe('a suspended bot', () => {
  test('says that it is paused, in the person’s language, without the database', async () => {
    const paused = bench(defect);
    await deliver(buildPausedComposer(), paused.tenant, message());
    await deliver(buildPausedComposer(), paused.tenant, press());
    expect(paused.calls[0]?.payload['text']).toContain('<b>Салон &lt;Анна&gt;</b>');
    expect(paused.calls[0]?.payload['text']).toContain('paused for now');
    expect(paused.calls[0]?.payload['text']).toContain('+7 495 123 45 67');
    expect(paused.calls[1]).toEqual({
      method: 'answerCallbackQuery',
      payload: { callback_query_id: 'q', text: 'Booking is paused for now', show_alert: true },
    });
  });

  test('lets an update come again when Telegram is away', async () => {
    const away = bench(defect, ({ method }) => new TelegramUnavailableError(method, 'away', 'not_sent'));
    await expect(deliver(buildPausedComposer(), away.tenant, message())).rejects.toThrow(
      TelegramUnavailableError,
    );
  });
});
