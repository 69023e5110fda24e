import type {
  Chat,
  ChatMessage,
  PressAnswer,
  PressTarget,
  ReplyKeyboard,
  Sent,
  SharedContact,
  WaitOptions,
} from './face.js';
import { chatMessage, inlineButton, transcript } from './chat-view.js';
import type { Message } from './message.js';
import type { PersonSide } from './person-side.js';

/** A chat driven by code. */
export class PersonChat implements Chat {
  constructor(private readonly side: PersonSide) {}

  async send(text: string): Promise<Sent> {
    return this.side.sendText(text);
  }

  async start(payload?: string): Promise<Sent> {
    return this.side.start(payload);
  }

  async press(button: string | RegExp | PressTarget): Promise<PressAnswer | null> {
    const { message, data } = this.findButton(button);
    return this.side.press(message, data);
  }

  async shareContact(own: boolean | SharedContact = true): Promise<Sent> {
    if (own === false) return this.side.shareForeignContact();
    return this.side.shareContact(own === true ? null : own);
  }

  async shareLocation(latitude: number, longitude: number): Promise<Sent> {
    return this.side.shareLocation(latitude, longitude);
  }

  async sendPhoto(content: Buffer, caption?: string): Promise<Sent> {
    return this.side.sendFile('photo', content, 'photo', caption);
  }

  async sendDocument(content: Buffer, fileName: string, caption?: string): Promise<Sent> {
    return this.side.sendFile('document', content, fileName, caption);
  }

  deleteMessage(messageId: number): void {
    this.side.room.remove(messageId);
  }

  async block(): Promise<void> {
    this.side.setBlocked(true);
  }

  async unblock(): Promise<void> {
    this.side.setBlocked(false);
  }

  messages(): ChatMessage[] {
    return this.side.room.messages.map(chatMessage);
  }

  last(): ChatMessage {
    const message = this.side.room.messages.at(-1);
    if (message === undefined) throw new Error(`no message yet\n${this.transcript()}`);
    return chatMessage(message);
  }

  replyKeyboard(): ReplyKeyboard | null {
    return this.side.room.replyKeyboard;
  }

  async waitFor(
    predicate: (message: ChatMessage) => boolean,
    label = 'the expected message',
    { timeoutMs = 10_000, anyTime = false }: WaitOptions & { anyTime?: boolean } = {},
  ): Promise<ChatMessage> {
    const { room } = this.side;
    const since = anyTime ? 0 : room.actedAt;
    const recent = room.messages.filter((message) => message.fromBot && message.revision > since);
    for (const message of recent.sort((a, b) => b.revision - a.revision)) {
      const view = chatMessage(message);
      if (predicate(view)) return view;
    }
    return await new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        stopListening();
        settle();
      };
      const timer = setTimeout(
        () =>
          finish(() =>
            reject(new Error(`${label}: did not come within ${timeoutMs} ms\n${this.transcript()}`)),
          ),
        timeoutMs,
      );
      const stopListening = room.listen((_, event) => {
        if (event.type !== 'message' && event.type !== 'edited') return;
        if (!event.message.fromBot) return;
        const view = chatMessage(event.message);
        try {
          if (predicate(view)) finish(() => resolve(view));
        } catch (error) {
          finish(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      });
    });
  }

  update(raw: object): number | null {
    return this.side.bot.updates.push(
      raw as Readonly<Record<string, unknown>>,
      `chat:${this.side.room.person.id}`,
    );
  }

  transcript(): string {
    return transcript(this.side.room);
  }

  private findButton(wanted: string | RegExp | PressTarget): { message: Message; data: string } {
    const fromNewest = this.side.room.messages.filter(({ fromBot }) => fromBot).reverse();
    if (typeof wanted === 'object' && 'data' in wanted) {
      const { messageId } = wanted;
      const message = messageId === undefined ? fromNewest[0] : this.side.room.find(messageId);
      if (message === undefined) throw new Error(`no message to press on\n${this.transcript()}`);
      return { message, data: wanted.data };
    }
    const label = typeof wanted === 'string' || wanted instanceof RegExp ? wanted : wanted.label;
    const id = typeof wanted === 'string' || wanted instanceof RegExp ? null : wanted.messageId;
    for (const message of fromNewest) {
      if (id !== null && message.id !== id) continue;
      const button = message.inline
        ?.flat()
        .map(inlineButton)
        .find(({ text }) => matches(label, text));
      if (button?.data !== undefined) return { message, data: button.data };
      if (button !== undefined)
        throw new Error(`the button ${String(label)} opens a link: it can't be pressed`);
    }
    throw new Error(`there is no button ${String(label)}\n${this.transcript()}`);
  }
}

function matches(label: string | RegExp, text: string): boolean {
  return typeof label === 'string' ? label === text : label.test(text);
}
