import type { Logger } from '../lib/logger.js';
import type { ChatId } from './classify.js';

const REMEMBERED = 1000;

/** Tells once of every chat that cannot be written to, and again only after a message got through in between. */
export class BlockedChats {
  private told: Set<ChatId> | null = null;

  constructor(
    private readonly onBlocked: (chatId: number) => Promise<void> | void,
    private readonly log: Logger,
  ) {}

  async note(chat: ChatId): Promise<void> {
    this.told ??= new Set();
    if (this.told.has(chat)) return;
    this.told.add(chat);
    const [oldest] = this.told;
    if (this.told.size > REMEMBERED && oldest !== undefined) this.told.delete(oldest);
    const chatId = Number(chat);
    if (!Number.isSafeInteger(chatId)) return;
    try {
      await this.onBlocked(chatId);
    } catch (err) {
      // The caller learns of the block by the error of its call; the next refusal may be noted again.
      this.told.delete(chat);
      this.log.error({ err }, 'could not note that a client blocked the bot');
    }
  }

  reached(chat: ChatId): void {
    this.told?.delete(chat);
  }
}
