import type { Clock } from '../lib/clock.js';
import type { BotAccount } from './bot-account.js';
import type { PressAnswer, Sent, SharedContact } from './face.js';
import { toApiChat, unixSeconds, type Content, type Message } from './message.js';
import { tellPrivate } from './private-words.js';
import type { Room } from './room.js';
import { readText } from './text/message-text.js';

/** The person can't do that, as their own Telegram would tell them. */
export class ImpossibleActionError extends Error {}

/** What a person does in one chat, and the updates the bot gets for it. */
export class PersonSide {
  constructor(
    readonly bot: BotAccount,
    readonly room: Room,
    private readonly clock: Clock,
  ) {}

  sendText(text: string): Sent {
    if (text.trim() === '') throw new ImpossibleActionError('there is nothing to send');
    if (text.length > 4096) throw new ImpossibleActionError('a message has at most 4096 characters');
    tellPrivate('text', text);
    return this.send({
      kind: 'text',
      text: readText({ text, parseMode: undefined, entities: undefined }, 'text'),
    });
  }

  start(payload?: string): Sent {
    if (payload !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(payload)) {
      throw new ImpossibleActionError('a start payload has 1-64 characters of A-Z, a-z, 0-9, _ and -');
    }
    return this.sendText(payload === undefined ? '/start' : `/start ${payload}`);
  }

  shareContact(contact: SharedContact | null): Sent {
    const { details } = this.room.person;
    if (contact !== null) {
      const { phone, userId, firstName } = contact;
      const name = firstName ?? details.firstName;
      tellPrivate('name', name);
      tellPrivate('phone', phone);
      return this.send({
        kind: 'contact',
        phone,
        firstName: name,
        ...(userId === undefined ? {} : { userId }),
      });
    }
    tellPrivate('phone', this.ownPhone);
    return this.send({
      kind: 'contact',
      phone: this.ownPhone,
      firstName: details.firstName,
      ...(details.lastName === undefined ? {} : { lastName: details.lastName }),
      userId: details.id,
    });
  }

  shareForeignContact(): Sent {
    const userId = this.room.person.id + 1_000_000;
    return this.shareContact({ phone: '79005550199', userId, firstName: 'Клара' });
  }

  shareLocation(latitude: number, longitude: number): Sent {
    return this.send({ kind: 'location', latitude, longitude });
  }

  sendFile(kind: 'photo' | 'document', content: Buffer, name: string, caption = ''): Sent {
    const file =
      kind === 'photo'
        ? this.bot.files.addPhoto(content, name)
        : this.bot.files.addDocument(content, name, 'application/octet-stream');
    const text = readText({ text: caption, parseMode: undefined, entities: undefined }, 'caption');
    return this.send({ kind, file, text });
  }

  /** Resolves with the bot's answer, or null when it gave none in time. */
  press(message: Message, data: string): Promise<PressAnswer | null> {
    this.act();
    const { id, answered } = this.bot.queries.ask();
    const query = {
      id,
      from: this.room.person.party,
      message: this.room.toApi(message),
      chat_instance: String(this.bot.id * 1000 + this.room.person.id),
      data,
    };
    this.bot.updates.push({ callback_query: query }, `user:${this.room.person.id}`);
    return answered;
  }

  setBlocked(blocked: boolean): void {
    if (this.room.blocked === blocked) return;
    this.room.actedAt = this.room.revision;
    this.room.setStatus({ blocked });
    const member = { user: this.bot.party, status: 'member' };
    const kicked = { user: this.bot.party, status: 'kicked', until_date: 0 };
    const { party } = this.room.person;
    this.push({
      my_chat_member: {
        chat: toApiChat(party),
        from: party,
        date: unixSeconds(this.clock.now()),
        old_chat_member: blocked ? member : kicked,
        new_chat_member: blocked ? kicked : member,
      },
    });
  }

  private get ownPhone(): string {
    const { phone, id } = this.room.person.details;
    return phone ?? `7999${String(id).slice(-7).padStart(7, '0')}`;
  }

  private act(): void {
    if (this.room.blocked) throw new ImpossibleActionError('the bot is blocked: unblock it first');
    this.room.actedAt = this.room.revision;
  }

  private send(content: Content): Sent {
    this.act();
    if (!this.room.started) this.room.setStatus({ started: true });
    const message = this.room.add({ fromBot: false, content });
    return { messageId: message.id, updateId: this.push({ message: this.room.toApi(message) }) };
  }

  private push(body: Record<string, unknown>): number | null {
    return this.bot.updates.push(body, `chat:${this.room.person.id}`);
  }
}
