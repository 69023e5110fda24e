import { bookSlot } from '../../src/commands/book-slot.js';
import type { TenantContext } from '../../src/commands/tenant-context.js';
import type { RenderNotice } from '../../src/jobs/notifications.js';
import type { Sender, SendOptions } from '../../src/telegram/sender.js';
import { all, newClient, nextUpdateId, type Salon } from './builders.js';

/** A Telegram that writes down what it is given; `answer` may refuse, wait, or die. */
export class Mailbox implements Sender {
  readonly delivered: { chatId: number; text: string }[] = [];
  /** Runs while a message waits for its turn. */
  queued: (text: string) => Promise<void> | void = () => undefined;
  /** Runs when the message has left, before it counts as delivered. */
  before: (text: string) => Promise<void> | void = () => undefined;
  /** Runs after it was delivered, before the sender learns of it. */
  after: (text: string) => Promise<void> | void = () => undefined;
  private messages = 0;

  async call<Result>(
    method: string,
    payload: Readonly<Record<string, unknown>>,
    options: SendOptions = {},
  ): Promise<Result> {
    if (method !== 'sendMessage') throw new Error(`unexpected ${method}`);
    const text = String(payload['text']);
    await this.queued(text);
    await options.beforeSend?.();
    await this.before(text);
    this.delivered.push({ chatId: Number(payload['chat_id']), text });
    await this.after(text);
    return { message_id: (this.messages += 1) } as Result;
  }

  texts(): string[] {
    return this.delivered.map(({ text }) => text);
  }
}

/** Says which notification it is, so that a test can count copies. */
export const plainly: RenderNotice = (_, { kind, booking }) => ({
  text: `${kind} of ${booking === null ? 'a day' : booking.id}`,
  keyboard: [],
});

export interface StoredNotification {
  readonly id: number;
  readonly kind: string;
  readonly state: string;
  readonly booking_id: number;
  readonly booking_version: number;
  readonly distance_minutes: number;
  readonly due_at: Date;
  readonly claims: number;
  readonly attempt: number;
  readonly postponed: number;
  readonly message_id: number | null;
  readonly reason: string | null;
}

export function notificationsOf(ctx: TenantContext): Promise<StoredNotification[]> {
  return all<StoredNotification>(ctx, 'notifications');
}

export interface Booked {
  readonly clientId: number;
  readonly telegramId: number;
  readonly bookingId: number;
}

/** A new client books the salon's first service. */
export async function book(salon: Salon, wallTime: string): Promise<Booked> {
  const client = await newClient(salon.ctx);
  const order = {
    clientId: client.id,
    serviceId: salon.services[0] ?? 0,
    staffId: null,
    start: salon.at(wallTime),
  };
  const result = await bookSlot(salon.ctx, { updateId: nextUpdateId() }, order);
  if (result.outcome !== 'booked') throw new Error(`not booked: ${result.outcome}`);
  return { clientId: client.id, telegramId: client.telegramId, bookingId: result.booking.id };
}
