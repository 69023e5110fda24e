import {
  listBroadcasts as readList,
  readBroadcast,
  type BroadcastCard,
  type BroadcastView,
} from '../../../commands/desk/broadcasts.js';
import { editBroadcast, type DraftOrder } from '../../../commands/desk/edit-broadcast.js';
import { unwatchBroadcasts, watchBroadcast } from '../../../commands/desk/send-broadcast.js';
import { TelegramRejectedError } from '../../../telegram/errors.js';
import { broadcastPosting } from '../../client/broadcasts/screens.js';
import { deleteMessage, sendScreen } from '../../present.js';
import type { Notice, Reaction, Screen } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { progressScreen } from './progress-screens.js';
import { broadcastsScreen, draftScreen } from './screens.js';

/** The list; a message that showed how far a broadcast is shows the list from now on. */
export async function showList(turn: DeskTurn, page: number, notice?: Notice): Promise<Reaction> {
  const { tenant, chatId, messageId, wording } = turn;
  if (messageId !== null) await unwatchBroadcasts(tenant, { chatId, messageId });
  const screen = broadcastsScreen(await readList(tenant, page), wording);
  return notice === undefined ? { screen } : { screen, notice };
}

/** What the broadcast has come to: a draft, or how far it is. */
export function cardScreen(
  { broadcast, audience }: BroadcastCard,
  { wording }: DeskTurn,
  note?: string,
): Screen {
  if (broadcast.state === 'draft') return draftScreen({ broadcast, audience }, wording, note);
  return progressScreen(broadcast, wording);
}

/** One broadcast. While it is being sent its message is kept up to date. */
export async function showCard(turn: DeskTurn, id: number, notice?: Notice): Promise<Reaction> {
  const card = await readBroadcast(turn.tenant, id);
  if (card === null) return showGone(turn);
  const shown = { screen: cardScreen(card, turn), ...watching(turn, card.broadcast) };
  return notice === undefined ? shown : { ...shown, notice };
}

function watching(turn: DeskTurn, { id, state }: BroadcastView): Pick<Reaction, 'afterwards'> {
  if (state !== 'sending') return {};
  const { tenant, chatId, wording } = turn;
  const { locale } = wording.texts;
  return { afterwards: (messageId) => watchBroadcast(tenant, id, { chatId, messageId, locale }) };
}

export function showGone(turn: DeskTurn): Promise<Reaction> {
  return showList(turn, 0, { text: turn.wording.texts.plain('desk.gone'), alert: true });
}

/** Does something with a draft that is one still. */
export async function withDraft(
  turn: DeskTurn,
  id: number,
  react: (card: BroadcastCard) => Reaction | Promise<Reaction>,
): Promise<Reaction> {
  const card = await readBroadcast(turn.tenant, id);
  if (card === null) return showGone(turn);
  return card.broadcast.state === 'draft' ? react(card) : showCard(turn, id);
}

/** Changes a draft by a button, and shows it. */
export async function changeDraft(turn: DeskTurn, id: number, order: DraftOrder): Promise<Reaction> {
  const { outcome } = await editBroadcast(turn.tenant, turn.cause, id, order);
  return outcome === 'gone' ? showGone(turn) : showCard(turn, id);
}

/** Sends the message as clients get it into this chat; false when Telegram does not take it. */
export async function postPreview(turn: DeskTurn, broadcast: BroadcastView): Promise<boolean> {
  const { method, payload } = broadcastPosting(broadcast, turn.wording.texts);
  try {
    await turn.tenant.sender.call(method, { chat_id: turn.chatId, ...payload });
    return true;
  } catch (error) {
    if (error instanceof TelegramRejectedError) return false;
    throw error;
  }
}

/** The message as clients get it, and what can be done with it below: the pressed message makes room. */
export async function showPreview(turn: DeskTurn, id: number): Promise<Reaction> {
  const { tenant, chatId, messageId, wording } = turn;
  const card = await readBroadcast(tenant, id);
  if (card === null) return showGone(turn);
  const { body, photoFileId } = card.broadcast;
  if (body === '' && photoFileId === null) {
    return showCard(turn, id, { text: wording.texts.plain('d_broadcast.empty'), alert: true });
  }
  if (!(await postPreview(turn, card.broadcast))) {
    return showCard(turn, id, { text: wording.texts.plain('d_broadcast.not_accepted'), alert: true });
  }
  await sendScreen(tenant.sender, chatId, cardScreen(card, turn));
  if (messageId !== null) await deleteMessage(tenant.sender, chatId, messageId);
  return {};
}
