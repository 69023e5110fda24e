import { DateTime } from 'luxon';
import type { Chat, Sandbox } from '../../src/sandbox/face.js';
import { all, nextPersonId, type Salon } from './builders.js';

/** Somebody who books a haircut at a time of their own. */
export interface Client {
  readonly salon: Salon;
  readonly chat: Chat;
  readonly id: number;
  readonly start: number;
  /** How long they wait for an answer before they first begin again. */
  readonly patienceMs: number;
  tries: number;
}

const mostSteps = 120;
export const longPatienceMs = 60_000;

/** New people of a salon, with times of their own in five days, ten a day at most. */
export function people(sandbox: Sandbox, salon: Salon, count: number, patience = longPatienceMs): Client[] {
  const day = DateTime.fromMillis(Date.now(), { zone: salon.ctx.zone }).plus({ days: 5 }).toISODate() ?? '';
  return Array.from({ length: count }, (_, index) => {
    const id = nextPersonId();
    const person = sandbox.person({ id, firstName: 'Вера', languageCode: 'ru', phone: `+7916${id}` });
    const start = salon.at(`${day}T${10 + (index % 10)}:00`);
    return { salon, id, start, chat: person.chat(`${salon.ctx.id}_bot`), patienceMs: patience, tries: 0 };
  });
}

const isToldOfBooking = ({ chat }: Client): boolean =>
  chat.messages().some(({ fromBot, text = '' }) => fromBot && /вы записаны|уже записаны/i.test(text));

/** Does what a person does: goes on where something answers, and begins again where nothing does, until told of the booking. */
export async function book(client: Client): Promise<void> {
  let isAnswered = false;
  let unanswered = 0;
  for (let step = 0; step < mostSteps; step += 1) {
    if (isAnswered) await goOn(client);
    else {
      client.tries += 1;
      await client.chat.start();
    }
    // Whoever is not answered waits longer each time: what is asked over and over only makes the queue longer.
    isAnswered = await hears(
      { ...client, patienceMs: Math.min(client.patienceMs * 2 ** unanswered, longPatienceMs) },
      ({ inlineKeyboard }) => inlineKeyboard !== undefined || isToldOfBooking(client),
    );
    unanswered = isAnswered ? 0 : unanswered + 1;
    if (isToldOfBooking(client)) return;
  }
  throw new Error(`somebody could not book:\n${client.chat.transcript()}`);
}

/** Whatever the newest screen asks for; messages and presses reach a webhook in no common order, so nothing is done ahead. */
async function goOn({ chat, start }: Client): Promise<void> {
  const order = `1:0:${Math.round(start / 60_000).toString(36)}`;
  const screen = chat.messages().findLast(({ fromBot, inlineKeyboard }) => fromBot && inlineKeyboard);
  const confirm = screen?.inlineKeyboard?.flat().find(({ data }) => data === `1ok:${order}`);
  if (confirm !== undefined) await chat.press({ data: `1ok:${order}` });
  else if (screen?.text?.includes('номер телефона') === true) await chat.shareContact();
  else await chat.press({ data: `1ou:${order}` });
}

/** What is looked for. */
type Sight = Parameters<Chat['waitFor']>[0];

export async function hears({ chat, patienceMs: timeoutMs }: Client, sight: Sight): Promise<boolean> {
  try {
    await chat.waitFor((message) => message.fromBot && sight(message), 'an answer', { timeoutMs });
    return true;
  } catch {
    return false;
  }
}

/** Asks for the visits that lie ahead, once, and waits for the list: what was asked before may be answered first. */
export async function readVisits({ chat }: Client): Promise<void> {
  await chat.send('/visits');
  await chat.waitFor(({ fromBot, inlineKeyboard }) => fromBot && isVisitIn(inlineKeyboard), 'the visits', {
    timeoutMs: 60_000,
  });
}

type Keyboard = ReturnType<Chat['messages']>[number]['inlineKeyboard'];

const visitsIn = (keyboard: Keyboard): number =>
  (keyboard ?? []).flat().filter(({ text }) => text.includes('Стрижка')).length;
const isVisitIn = (keyboard: Keyboard): boolean => visitsIn(keyboard) > 0;

/** How many bookings this person has at the wished time. */
export async function bookingsOf({ salon, start, id }: Client): Promise<number> {
  const [clients, bookings] = await Promise.all([
    all<{ id: number; telegram_id: string | number }>(salon.ctx, 'clients'),
    all<{ client_id: number; status: string; starts_at: Date }>(salon.ctx, 'bookings'),
  ]);
  const client = clients.find((row) => Number(row.telegram_id) === id);
  return bookings.filter(
    (row) => row.client_id === client?.id && row.status === 'booked' && row.starts_at.getTime() === start,
  ).length;
}

/** Buttons of visits in the newest message that lists them. */
export function visitsShown({ chat }: Client): number {
  const list = chat
    .messages()
    .findLast(({ fromBot, inlineKeyboard }) => fromBot && isVisitIn(inlineKeyboard));
  return visitsIn(list?.inlineKeyboard);
}
