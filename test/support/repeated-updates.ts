import { AsyncLocalStorage } from 'node:async_hooks';
import { Context, Telegram } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import { renderBroadcast } from '../../src/bot/client/broadcasts/screens.js';
import { renderDeskNotice } from '../../src/bot/admin/notices/notice.js';
import { showProgress } from '../../src/bot/admin/broadcast/progress.js';
import { renderNotice } from '../../src/bot/client/notices/screens.js';
import { buildComposer } from '../../src/bot/composer.js';
import type { BotContext } from '../../src/bot/context.js';
import { isForDesk, type Due } from '../../src/commands/claim-notifications.js';
import { databaseSessions } from '../../src/commands/database-sessions.js';
import { Sessions } from '../../src/commands/sessions.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { processBroadcasts } from '../../src/jobs/broadcasts.js';
import { processTenant } from '../../src/jobs/notifications.js';
import { isPressable, type SeenMessage } from './chat-model.js';
import type { Salon } from './builders.js';

/** One update as Telegram gave it to the bot. */
export interface Recorded {
  readonly updateId: number;
  /** Updates of one queue keep their order: the messages of a chat, the presses of a person. */
  readonly queue: string;
  readonly chatId: number;
  /** The whole update. */
  readonly json: string;
  /** Epoch milliseconds at which it was handled first. */
  readonly at: number;
  /** It made rows, whose numbers later updates may hold. */
  readonly makesRows: boolean;
}

interface Delivery {
  readonly chatId: number;
  readonly isFirst: boolean;
}

/** What was sent to whom: `unasked` when it was nobody's answer. */
export interface Delivered {
  readonly chatId: number;
  readonly text: string;
  readonly unasked: boolean;
}

const invitations = /\binv_[\w-]+/;

/** Ids of messages that only a repeated update brought: they take no number from the others. */
const repeatedIds = 1_000_000;

/**
 * One salon's bot without Telegram between. Updates go straight to what answers them, as often as wished; the numbers of
 * messages are the same whatever was repeated.
 */
export class RepeatingBot {
  readonly delivered: Delivered[] = [];
  readonly chats = new Map<number, Map<number, SeenMessage>>();
  readonly tenant: TenantContext;
  /** What stands behind `/start` in the link of the newest invitation: no two salons have the same. */
  invitation = '';
  private readonly current = new AsyncLocalStorage<Delivery>();
  private readonly counts = new Map<number, { first: number; repeated: number }>();
  private sessions: Sessions;
  private middleware = buildComposer().middleware();

  constructor(readonly salon: Salon) {
    const { ctx, clock } = salon;
    this.sessions = new Sessions(clock, ctx.log);
    this.tenant = {
      ...ctx,
      sender: {
        call: async <Result>(
          method: string,
          payload: Readonly<Record<string, unknown>>,
          options: { beforeSend?: () => Promise<void> } = {},
        ) => {
          await options.beforeSend?.();
          return this.take(method, payload) as Result;
        },
      },
    };
    this.restart();
  }

  /** What the process kept in memory is gone. */
  restart(): void {
    const { ctx, clock } = this.salon;
    this.sessions = new Sessions(clock, ctx.log);
    Object.assign(this.tenant, {
      sessions: this.sessions.of(ctx.id, databaseSessions(ctx.db, clock, 'default')),
    });
    this.middleware = buildComposer().middleware();
  }

  async deliver({ json, chatId }: Pick<Recorded, 'json' | 'chatId'>, isFirst: boolean): Promise<void> {
    const update: unknown = JSON.parse(json.replace(invitations, this.invitation));
    const context = new Context(update as never, new Telegram('1:x'), {} as UserFromGetMe);
    const own: BotContext = Object.assign(context, { tenant: this.tenant });
    await this.current.run({ chatId, isFirst }, async () => {
      await this.middleware(own, async () => undefined);
    });
  }

  /** Sends all that is due at the salon's time. */
  async work(): Promise<void> {
    const { tenant } = this;
    const screens = { message: renderBroadcast, progress: showProgress };
    for (let more = true; more;) ({ more } = await processTenant(tenant, renderDue));
    for (let more = true; more;) ({ more } = await processBroadcasts(tenant, screens));
  }

  private take(method: string, payload: Readonly<Record<string, unknown>>): unknown {
    if (method === 'getMe') return { username: 'anna_bot' };
    const chatId = Number(payload.chat_id);
    this.invitation = invitations.exec(JSON.stringify(payload))?.[0] ?? this.invitation;
    const chat = this.chats.get(chatId) ?? new Map<number, SeenMessage>();
    this.chats.set(chatId, chat);
    if (/^send(?!ChatAction)/.test(method)) return this.post(chatId, chat, payload);
    const messageId = Number(payload.message_id);
    const known = chat.get(messageId);
    if (method === 'editMessageText') chat.set(messageId, seen(messageId, payload));
    if (method === 'editMessageReplyMarkup' && known !== undefined)
      chat.set(messageId, { ...known, buttons: [] });
    if (method === 'deleteMessage') chat.delete(messageId);
    return method === 'editMessageText' ? { message_id: messageId } : true;
  }

  private post(
    chatId: number,
    chat: Map<number, SeenMessage>,
    payload: Readonly<Record<string, unknown>>,
  ): object {
    const delivery = this.current.getStore();
    const kind = delivery?.isFirst === false ? 'repeated' : 'first';
    const counts = this.counts.get(chatId) ?? { first: 100, repeated: repeatedIds };
    this.counts.set(chatId, counts);
    counts[kind] += 1;
    const messageId = counts[kind];
    const message = seen(messageId, payload);
    chat.set(messageId, message);
    this.delivered.push({ chatId, text: message.text, unasked: delivery?.chatId !== chatId });
    return { message_id: messageId, photo: [{ file_id: 'photo' }] };
  }
}

const renderDue = (ctx: TenantContext, due: Due) =>
  isForDesk(due) ? renderDeskNotice(ctx, due) : renderNotice(ctx, due);

function seen(messageId: number, payload: Readonly<Record<string, unknown>>): SeenMessage {
  const markup = payload.reply_markup as { inline_keyboard?: unknown[][] } | undefined;
  return {
    messageId,
    text: [payload.text, payload.caption].find((one) => typeof one === 'string') ?? '',
    buttons: (markup?.inline_keyboard ?? []).flat().filter(isPressable),
  };
}
