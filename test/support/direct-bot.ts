import { Context, Telegram } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import { buildComposer } from '../../src/bot/composer.js';
import type { BotContext } from '../../src/bot/context.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import { nextUpdateId } from './builders.js';

export interface Called {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Guest {
  readonly id: number;
  readonly firstName: string;
  readonly languageCode?: string;
}

/** What the bot did about one update. */
export interface Answered {
  /** What a press was answered with; null: nothing was said. */
  readonly notice: { readonly text: string; readonly alert: boolean } | null;
  /** The text of the last screen sent or put in place; null: none. */
  readonly text: string | null;
  readonly labels: readonly string[];
  /** Everything sent, as one text. */
  readonly all: string;
}

/** One salon's bot without Telegram between: updates go straight to the composer, and what it calls is kept. */
export class DirectBot {
  readonly tenant: TenantContext;
  private readonly middleware = buildComposer().middleware();
  private calls: Called[] = [];
  private messages = 100;

  constructor(tenant: TenantContext) {
    this.tenant = {
      ...tenant,
      sender: {
        call: async <Result>(method: string, payload: Called['payload']) =>
          this.take(method, payload) as Result,
      },
    };
  }

  press(from: Guest, data: string): Promise<Answered> {
    const message = { message_id: 50, date: 1, chat: { id: from.id, type: 'private' }, text: 'screen' };
    return this.deliver({
      callback_query: { id: 'q', from: userOf(from), chat_instance: '1', data, message },
    });
  }

  say(from: Guest, text: string, more: object = {}): Promise<Answered> {
    const chat = { id: from.id, type: 'private' };
    const message = { message_id: 60, date: 1, from: userOf(from), chat, text, ...more };
    return this.deliver({ message });
  }

  private async deliver(update: object): Promise<Answered> {
    this.calls = [];
    const whole = { update_id: nextUpdateId(), ...update };
    const context = new Context(whole as never, new Telegram('1:x'), {} as UserFromGetMe);
    const own: BotContext = Object.assign(context, { tenant: this.tenant });
    await this.middleware(own, async () => undefined);
    return answeredBy(this.calls);
  }

  private take(method: string, payload: Called['payload']): object {
    this.calls.push({ method, payload });
    if (method === 'getMe') return { username: 'anna_bot' };
    this.messages += 1;
    return { message_id: this.messages };
  }
}

function userOf({ id, firstName, languageCode = 'ru' }: Guest): object {
  return { id, is_bot: false, first_name: firstName, language_code: languageCode };
}

function answeredBy(calls: readonly Called[]): Answered {
  const press = calls.find(({ method }) => method === 'answerCallbackQuery')?.payload;
  const shown = calls.filter(({ method }) => method === 'sendMessage' || method === 'editMessageText').at(-1);
  const markup = shown?.payload.reply_markup as { inline_keyboard?: { text: string }[][] } | undefined;
  return {
    notice: typeof press?.text === 'string' ? { text: press.text, alert: press.show_alert === true } : null,
    text: shown === undefined ? null : String(shown.payload.text),
    labels: markup?.inline_keyboard?.flat().map(({ text }) => text) ?? [],
    all: JSON.stringify(calls),
  };
}
