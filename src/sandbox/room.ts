import type { Clock } from '../lib/clock.js';
import { badRequest } from './api-error.js';
import type { ReplyKeyboard } from './face.js';
import { toApiMessage, type Content, type Message, type Party, type RawInlineKeyboard } from './message.js';
import type { PersonRecord } from './person-record.js';
import { TokenBucket } from './token-bucket.js';

export type RoomEvent =
  | { readonly type: 'message' | 'edited' | 'deleted'; readonly message: Message }
  | { readonly type: 'keyboard' | 'typing' | 'status' };

export type RoomListener = (room: Room, event: RoomEvent) => void;

export interface NewMessage {
  readonly fromBot: boolean;
  readonly content: Content;
  readonly inline?: RawInlineKeyboard | null;
  readonly replyTo?: number | null;
  readonly forwarded?: boolean;
  readonly mediaGroup?: string | null;
  readonly broughtKeyboard?: ReplyKeyboard | null;
  /** It came with a markup that is not an inline keyboard. */
  readonly fixed?: boolean;
}

/** The bot as its chats know it. */
export interface RoomOwner {
  readonly username: string;
  readonly party: Party;
}

const maxMessages = 1000;
const typingMs = 5000;

/** The private chat of one person with one bot: its messages, oldest first, and what the person sees besides them. */
export class Room {
  private readonly byId = new Map<number, Message>();
  private readonly listeners = new Set<RoomListener>();
  private lastId = 0;
  /** Counts every change. */
  revision = 0;
  /** The revision when the person last did something. */
  actedAt = 0;
  started = false;
  blocked = false;
  pinned: number | null = null;
  replyKeyboard: ReplyKeyboard | null = null;
  readonly flood = new TokenBucket();
  private typingUntil = 0;

  constructor(
    readonly bot: RoomOwner,
    readonly person: PersonRecord,
    private readonly clock: Clock,
    private readonly everyone: RoomListener,
  ) {}

  get messages(): Message[] {
    return [...this.byId.values()];
  }

  get typing(): boolean {
    return this.clock.now() < this.typingUntil;
  }

  find(id: number): Message | undefined {
    return this.byId.get(id);
  }

  add(given: NewMessage): Message {
    const message: Message = {
      id: ++this.lastId,
      fromBot: given.fromBot,
      date: this.clock.now(),
      replyTo: given.replyTo ?? null,
      forwarded: given.forwarded ?? false,
      mediaGroup: given.mediaGroup ?? null,
      broughtKeyboard: given.broughtKeyboard ?? null,
      fixed: given.fixed ?? false,
      content: given.content,
      inline: given.inline ?? null,
      editedAt: null,
      editCount: 0,
      revision: ++this.revision,
    };
    this.byId.set(message.id, message);
    if (this.byId.size > maxMessages) this.forgetOldest();
    if (given.fromBot) this.typingUntil = 0;
    this.emit({ type: 'message', message });
    return message;
  }

  edit(message: Message, change: { content?: Content; inline: RawInlineKeyboard | null }): void {
    if (change.content !== undefined) message.content = change.content;
    message.inline = change.inline;
    message.editedAt = this.clock.now();
    message.editCount++;
    message.revision = ++this.revision;
    this.emit({ type: 'edited', message });
  }

  remove(id: number): void {
    const message = this.byId.get(id);
    if (message === undefined) throw badRequest('message to delete not found');
    this.byId.delete(id);
    if (this.pinned === id) this.pinned = null;
    this.revision++;
    this.emit({ type: 'deleted', message });
  }

  showKeyboard(keyboard: ReplyKeyboard | null): void {
    this.replyKeyboard = keyboard;
    this.emit({ type: 'keyboard' });
  }

  showTyping(): void {
    this.typingUntil = this.clock.now() + typingMs;
    this.emit({ type: 'typing' });
  }

  setStatus(status: { started?: boolean; blocked?: boolean }): void {
    this.started = status.started ?? this.started;
    this.blocked = status.blocked ?? this.blocked;
    this.emit({ type: 'status' });
  }

  toApi(message: Message): Record<string, unknown> {
    const replied = message.replyTo === null ? undefined : this.byId.get(message.replyTo);
    return toApiMessage(message, this.bot.party, this.person.party, replied);
  }

  listen(listener: RoomListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private emit(event: RoomEvent): void {
    for (const listener of [...this.listeners]) listener(this, event);
    this.everyone(this, event);
  }

  private forgetOldest(): void {
    for (const id of this.byId.keys()) {
      this.byId.delete(id);
      return;
    }
  }
}
