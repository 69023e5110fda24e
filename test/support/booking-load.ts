import { DateTime } from 'luxon';
import { openCalendar, openDay, openMonth } from '../../src/bot/client/calendar/data.js';
import { openMenu } from '../../src/bot/client/menu/data.js';
import { endTour } from '../../src/bot/client/onboarding/data.js';
import { confirmOrder, openSummary } from '../../src/bot/client/order/data.js';
import { listServices, openService } from '../../src/bot/client/services/data.js';
import {
  askCancel,
  cancelVisit,
  confirmMove,
  listVisits,
  moveCalendar,
  moveDay,
  moveSummary,
  moveVisit,
  openVisit,
} from '../../src/bot/client/visits/data.js';
import { splitData, type Action } from '../../src/bot/callback-data.js';
import type { Chat, ChatMessage, Sandbox } from '../../src/sandbox/face.js';
import { botOf, busySalons, type KnownClient } from './booking-salons.js';
import { diceOf, isFullLength, type Dice } from './dice.js';

/** What a person confirmed with the last button of a way; `at`: epoch milliseconds. */
export type Wanted =
  | { readonly kind: 'book'; readonly service: number; readonly staff: number | null; readonly start: number }
  | { readonly kind: 'move'; readonly booking: number; readonly staff: number | null; readonly start: number }
  | { readonly kind: 'cancel'; readonly booking: number };
export type Asked = Wanted & { readonly salon: string; readonly person: number; readonly at: number };

export interface BookingLoad {
  /** Everything people have confirmed so far, in their order. */
  readonly asked: readonly Asked[];
  readonly chats: readonly { readonly salon: string; readonly person: number; readonly chat: Chat }[];
  /** Resolves when bots have answered so many more times, with false when they have not after `mostMs`. */
  answers(count: number, mostMs: number): Promise<boolean>;
  /** People act no more; resolves when the bots have dealt with everything they did. */
  end(): Promise<void>;
  /** People act no more, whatever becomes of what they did. */
  abandon(): Promise<void>;
}

type Aim = 'book' | 'move' | 'cancel';

/** The buttons that lead on, the nearest to the end first. */
const ways: Readonly<Record<Aim, readonly { readonly id: string }[]>> = {
  book: [
    confirmOrder,
    openSummary,
    openDay,
    openMonth,
    openCalendar,
    openService,
    listServices,
    endTour,
    openMenu,
  ],
  move: [
    confirmMove,
    moveSummary,
    moveDay,
    moveCalendar,
    moveVisit,
    openVisit,
    listVisits,
    endTour,
    openMenu,
  ],
  cancel: [cancelVisit, askCancel, openVisit, listVisits, endTour, openMenu],
};

/** From this day on, all reminders of a visit are still to come while the test lasts; few days, so that people meet. */
const [firstDay, days] = [3, 3];
const mostSteps = 14;
/** Whoever soon asks again gives a busy machine still more to do; where a host was killed, the next one answers. */
const patienceMs = isFullLength ? 10_000 : 2_000;
const settleMs = 60_000;

/** These people book, move and cancel through the buttons of their salons' bots, each as fast as the bot answers. */
export function startBookingLoad(sandbox: Sandbox, people: readonly KnownClient[], dice: Dice): BookingLoad {
  const asked: Asked[] = [];
  const watchers = new Set<() => void>();
  const load = { asked, isOver: false, answered: () => [...watchers].forEach((watcher) => watcher()) };
  const clients = people.map((known) => clientOf(sandbox, known, dice));
  const lives = clients.map((client) => live(client, load));
  const abandon = async (): Promise<void> => {
    load.isOver = true;
    await Promise.all(lives);
  };
  return {
    asked,
    chats: clients,
    answers: (count, mostMs) =>
      new Promise((resolve) => {
        let left = count;
        const end = (areThere: boolean): void => {
          clearTimeout(timer);
          watchers.delete(watcher);
          resolve(areThere);
        };
        const watcher = (): void => {
          left -= 1;
          if (left <= 0) end(true);
        };
        const timer = setTimeout(() => end(false), mostMs);
        watchers.add(watcher);
      }),
    abandon,
    end: async () => {
      await abandon();
      await Promise.all(clients.map((client) => settled(sandbox, client)));
    },
  };
}

interface Client {
  readonly salon: string;
  readonly zone: string;
  readonly person: number;
  readonly chat: Chat;
  readonly dice: Dice;
}

interface Load {
  readonly asked: Asked[];
  isOver: boolean;
  answered(): void;
}

function clientOf(sandbox: Sandbox, { salon, person }: KnownClient, dice: Dice): Client {
  const zone = busySalons.find(({ id }) => id === salon)?.zone ?? 'UTC';
  const chat = sandbox.person({ id: person, firstName: 'Гость', languageCode: 'ru' }).chat(botOf(salon));
  return { salon, zone, person, chat, dice: diceOf(dice.seed + person) };
}

/** An update that nobody answers, behind all others of this chat: once it is confirmed, so are they. */
async function settled(sandbox: Sandbox, { salon, person, chat }: Client): Promise<void> {
  const last = chat.update({ message: { message_id: 0, date: 1, chat: { id: person, type: 'private' } } });
  if (last === null) throw new Error('the bot does not listen to messages');
  await sandbox.confirmed(botOf(salon), last, { timeoutMs: settleMs });
}

async function live(client: Client, load: Load): Promise<void> {
  while (!load.isOver) {
    const hasBooked = load.asked.some(({ person }) => person === client.person);
    const aims: readonly Aim[] = hasBooked ? ['book', 'book', 'book', 'move', 'cancel'] : ['book'];
    await follow(client, load, aims[client.dice.below(aims.length)] ?? 'book');
  }
}

/** Goes for it until it is done, cannot be, or takes too long; whoever gets no answer tries again or starts over. */
async function follow(client: Client, load: Load, aim: Aim): Promise<void> {
  const { chat, dice } = client;
  for (let step = 0; step < mostSteps && !load.isOver; step += 1) {
    const screen = newestScreen(chat);
    const data = screen === null ? null : choose(client, screen, aim);
    let isDone = false;
    if (screen === null || data === null || dice.below(40) === 0)
      await chat.start(aim === 'book' ? 'svc_1' : undefined);
    else isDone = press(client, load, screen, data);
    await answer(client, load);
    if (isDone && dice.below(6) > 0) return;
  }
}

function newestScreen(chat: Chat): ChatMessage | null {
  return (
    chat.messages().findLast(({ fromBot, inlineKeyboard }) => fromBot && inlineKeyboard !== undefined) ?? null
  );
}

/** Waits for the bot, at least for a while. */
async function answer({ chat, dice }: Client, load: Load): Promise<void> {
  do {
    const isThere = await chat
      .waitFor(() => true, 'an answer', { timeoutMs: patienceMs })
      .then(
        () => true,
        () => false,
      );
    if (isThere) {
      load.answered();
      return;
    }
  } while (!load.isOver && dice.below(3) > 0);
}

function choose(client: Client, screen: ChatMessage, aim: Aim): string | null {
  const buttons = (screen.inlineKeyboard ?? []).flat().flatMap(({ data }) => data ?? []);
  for (const action of ways[aim]) {
    const fitting = buttons.filter((data) => splitData(data)?.id === action.id && isNear(client, data));
    if (fitting.length > 0) return fitting[client.dice.below(fitting.length)] ?? null;
  }
  return null;
}

/** Of days and times only those in which everybody is interested. */
function isNear({ zone }: Client, data: string): boolean {
  const start = read(openSummary, data)?.start ?? read(moveSummary, data)?.start;
  const date = read(openDay, data)?.date ?? read(moveDay, data)?.date;
  if (start === undefined && date === undefined) return true;
  const day =
    start === undefined ? DateTime.fromISO(date ?? '', { zone }) : DateTime.fromMillis(start, { zone });
  const ahead = day.startOf('day').diff(DateTime.now().setZone(zone).startOf('day'), 'days').days;
  return ahead >= firstDay && ahead < firstDay + days;
}

function read<Values>(action: Action<Values>, data: string): Values | null {
  const parts = splitData(data);
  return parts?.id === action.id ? action.read(parts.parts) : null;
}

/** True when that was the last button of a way; what it asks for is noted before it is pressed. */
function press(
  { salon, person, chat }: Client,
  load: Load,
  { messageId }: ChatMessage,
  data: string,
): boolean {
  const wanted = wantedBy(data);
  if (wanted !== null) load.asked.push({ ...wanted, salon, person, at: Date.now() });
  // Nobody waits for the little sign on the button; the answer is the screen.
  chat.press({ data, messageId }).catch(() => undefined);
  return wanted !== null;
}

function wantedBy(data: string): Wanted | null {
  const order = read(confirmOrder, data);
  if (order !== null) return { kind: 'book', ...order };
  const move = read(confirmMove, data);
  if (move !== null) return { kind: 'move', ...move };
  const cancel = read(cancelVisit, data);
  return cancel === null ? null : { kind: 'cancel', ...cancel };
}
