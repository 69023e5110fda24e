import type { Dice } from './dice.js';
import type { SeenMessage } from './chat-model.js';
import type { Recorded, RepeatingBot } from './repeated-updates.js';

/** Nobody answers these: they came without being asked for. */
const unasked = /^(?:Открыть запись|📅 Расписание на сегодня)$/;
const stepMs = 1_000;

/** An update, or time that passes. */
export type Moment = Recorded | { readonly at: number };

/** People who chat with one salon's bot in turns, and every update of it written down. */
export class Stage {
  readonly recorded: Moment[] = [];
  private readonly waiting: (() => void)[] = [];
  private playing = 0;
  private updateId = 5_000;

  constructor(
    readonly bot: RepeatingBot,
    private readonly dice: Dice,
    /** Tells the numbers that rows have been given so far. */
    private readonly numbersGiven: () => Promise<string>,
  ) {}

  /** Plays these conversations to their ends, one step of one of them at a time; the dice say whose. */
  async play(scripts: readonly (() => Promise<void>)[]): Promise<void> {
    this.playing += scripts.length;
    await Promise.all(
      scripts.map(async (script) => {
        try {
          await script();
        } finally {
          this.playing -= 1;
          this.next();
        }
      }),
    );
  }

  /** Time goes on to this instant, and everything due by then is sent. */
  async passTo(at: number): Promise<void> {
    this.recorded.push({ at });
    this.bot.salon.clock.setTo(at);
    await this.bot.work();
  }

  /** Hands the update to the bot when it is this person's turn. */
  async step(chatId: number, queue: string, update: object): Promise<void> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      this.next();
    });
    const { clock } = this.bot.salon;
    const at = clock.now() + stepMs;
    clock.setTo(at);
    this.updateId += 1;
    const { updateId } = this;
    const json = JSON.stringify({ update_id: updateId, ...update });
    const before = await this.numbersGiven();
    await this.bot.deliver({ json, chatId }, true);
    const makesRows = (await this.numbersGiven()) !== before;
    this.recorded.push({ updateId, queue, chatId, at, json, makesRows });
  }

  /** A new round when all who are playing wait for their turn. */
  private next(): void {
    if (this.waiting.length === 0 || this.waiting.length < this.playing) return;
    const [chosen] = this.waiting.splice(this.dice.below(this.waiting.length), 1);
    chosen?.();
  }
}

/** Somebody in a chat with the bot. */
export class Guest {
  private messages = 0;

  constructor(
    private readonly stage: Stage,
    readonly id: number,
    readonly firstName: string,
  ) {}

  async say(text: string, more: object = {}): Promise<void> {
    this.messages += 1;
    const message = { message_id: this.messages, date: 1, from: this.user, chat: this.chat, text, ...more };
    await this.stage.step(this.id, `messages of ${this.id}`, { message });
  }

  async shareContact(): Promise<void> {
    const phone = `+7916${String(this.id).padStart(7, '0').slice(-7)}`;
    await this.say('', {
      text: undefined,
      contact: { phone_number: phone, first_name: this.firstName, user_id: this.id },
    });
  }

  async sendPhoto(): Promise<void> {
    await this.say('', { text: undefined, photo: [{ file_id: `photo of ${this.id}`, file_size: 100 }] });
  }

  async block(): Promise<void> {
    const membership = { from: this.user, chat: this.chat, date: 1, new_chat_member: { status: 'kicked' } };
    await this.stage.step(this.id, `messages of ${this.id}`, { my_chat_member: membership });
  }

  /** Presses buttons one after another, each on the newest message that has one: their labels, or parts of them. */
  async press(...labels: readonly (string | RegExp)[]): Promise<void> {
    for (const label of labels) {
      const screen = this.screen();
      const button = screen.buttons.find(({ text }) =>
        typeof label === 'string' ? plain(text).includes(label) : label.test(plain(text)),
      );
      if (button === undefined) throw new Error(`no button ${String(label)} in\n${this.transcript()}`);
      const message = { message_id: screen.messageId, date: 1, chat: this.chat, text: 'screen' };
      const press = { id: 'q', from: this.user, chat_instance: '1', data: button.callback_data, message };
      await this.stage.step(this.id, `presses of ${this.id}`, { callback_query: press });
    }
  }

  /** The text of the newest message with buttons. */
  get text(): string {
    return plain(this.screen().text);
  }

  /** What stands behind `/start` in the link of the newest invitation. */
  get invitation(): string {
    return this.stage.bot.invitation;
  }

  get labels(): string[] {
    return this.screen().buttons.map(({ text }) => plain(text));
  }

  private screen(): SeenMessage {
    const isAsked = ({ buttons }: SeenMessage) => buttons.length > 0 && !unasked.test(buttons[0]?.text ?? '');
    const found = [...(this.stage.bot.chats.get(this.id)?.values() ?? [])].filter(isAsked).at(-1);
    if (found === undefined) throw new Error(`${this.firstName} sees no screen`);
    return found;
  }

  private transcript(): string {
    return [...(this.stage.bot.chats.get(this.id)?.values() ?? [])]
      .slice(-3)
      .map(({ text, buttons }) => `${text}\n[${buttons.map((button) => button.text).join('] [')}]`)
      .join('\n---\n');
  }

  private get user(): object {
    return { id: this.id, is_bot: false, first_name: this.firstName, language_code: 'ru' };
  }

  private get chat(): object {
    return { id: this.id, type: 'private' };
  }
}

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
