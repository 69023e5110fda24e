import { setTimeout as delay } from 'node:timers/promises';
import type { Chat } from '../../src/sandbox/face.js';

export interface CrowdOrder {
  readonly salons: readonly number[];
  readonly peopleEach: number;
  /** The first of them; 0 when absent. */
  readonly from?: number;
  /** Presses of all together. */
  readonly perSecond: number;
}

type ChatWith = (salon: number, index: number) => Chat;

/** The way of a person through the bot: whichever of these is farthest on the screen is pressed, at the end the menu. */
const way = ['1ok', '1os', '1cd', '1ca', '1so', '1sc', '1sl', '1mn'];

/** People who go through menus, services and calendars of their salons and book, one press after another at an even pace. */
export class Crowd {
  private readonly chats: readonly Chat[];
  private turn = 0;

  constructor(
    private readonly order: CrowdOrder,
    chatWith: ChatWith,
  ) {
    const { salons, peopleEach, from = 0 } = order;
    // Neighbours in the list are in different salons.
    this.chats = Array.from({ length: peopleEach }, (_, index) =>
      salons.map((salon) => chatWith(salon, from + index)),
    ).flat();
  }

  /** Everybody gets a first screen. */
  async greet(): Promise<void> {
    for (const chat of this.chats) await chat.send('/start');
    await Promise.all(
      this.chats.map((chat) => chat.waitFor(({ inlineKeyboard }) => inlineKeyboard !== undefined, 'a menu')),
    );
  }

  async measure(ms: number): Promise<number[]> {
    const taken: number[] = [];
    const pressing: Promise<void>[] = [];
    const from = performance.now();
    const gapMs = 1000 / this.order.perSecond;
    for (let count = 0; count * gapMs < ms; count += 1) {
      await delay(Math.max(0, from + count * gapMs - performance.now()));
      const chat = this.chats[this.turn++ % this.chats.length];
      if (chat !== undefined) pressing.push(pressOnce(chat, this.turn, taken));
    }
    await Promise.all(pressing);
    return taken;
  }
}

async function pressOnce(chat: Chat, turn: number, taken: number[]): Promise<void> {
  const screen = chat
    .messages()
    .findLast(({ fromBot, inlineKeyboard }) => fromBot && inlineKeyboard !== undefined);
  const buttons = screen?.inlineKeyboard?.flat() ?? [];
  const next = way
    .map((id) => buttons.filter(({ data }) => data?.startsWith(`${id}:`) === true || data === id))
    .find((found) => found.length > 0);
  const button = next?.[turn % next.length];
  if (screen === undefined || button?.data === undefined) return;
  const from = performance.now();
  // A press that nobody answers counts for as long as it was waited for.
  await chat.press({ data: button.data, messageId: screen.messageId });
  taken.push(performance.now() - from);
}
