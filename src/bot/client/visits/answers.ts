import { editBookingContact, type EditContactResult } from '../../../commands/edit-booking-contact.js';
import { stripButtons } from '../../present.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { readName, readPhone } from '../contact/answer.js';
import { putKeyboardAway, thankForPhone } from '../contact/keyboard.js';
import type { Answer, Dialogue } from '../dialogue.js';
import { cancelWith } from './cancel.js';
import { keepForNextScreen } from './contact-screens.js';
import { parseVisitConversation, saveVisitConversation, type VisitConversation } from './conversation.js';
import { askReason, askVisitName, askVisitPhone } from './questions.js';
import { readReason } from './reason.js';
import { showVisit, visitGone, withVisit } from './show.js';

type Waiting<Kind extends VisitConversation['kind']> = Extract<VisitConversation, { kind: Kind }>;

/** What is typed about a booking: why it is cancelled, whom the salon is to expect. */
export const visitDialogue: Dialogue = {
  question: (state) => {
    const waiting = parseVisitConversation(state);
    if (waiting === null || waiting.kind === 'visit_settled') return null;
    return { without: null };
  },
  take: async (turn, kept, answer) => {
    const waiting = parseVisitConversation(kept);
    if (waiting === null) return null;
    if (waiting.updateId === turn.cause.updateId) return showAgain(turn, waiting);
    switch (waiting.kind) {
      case 'visit_reason':
        return takeReason(turn, waiting, answer);
      case 'visit_name':
        return takeName(turn, waiting, answer);
      case 'visit_phone':
        return takePhone(turn, waiting, answer);
      case 'visit_settled':
        return null;
    }
  },
  drop: async (turn, kept) => {
    const waiting = parseVisitConversation(kept);
    if (waiting?.kind === 'visit_phone') await putKeyboardAway(turn, waiting.helperId);
  },
};

/** This update was delivered before and acted on: only the screen it led to is shown once more. */
function showAgain(turn: Turn, waiting: VisitConversation): Promise<Reaction> {
  return withVisit(turn, waiting.bookingId, async (booking) => {
    switch (waiting.kind) {
      case 'visit_reason':
        return askReason(turn, booking.id);
      case 'visit_name':
        return askVisitName(turn, booking);
      case 'visit_phone':
        return askVisitPhone(turn, booking, { helperId: waiting.helperId });
      case 'visit_settled':
        return { screen: await showVisit(turn, booking) };
    }
  });
}

async function takeReason(
  turn: Turn,
  { bookingId, panelId }: Waiting<'visit_reason'>,
  answer: Answer,
): Promise<Reaction> {
  const reason = readReason(answer, turn.wording);
  await stripButtons(turn.tenant.sender, turn.chatId, panelId);
  if (!reason.ok) return askReason(turn, bookingId, reason.problem);
  const reaction = await cancelWith(turn, bookingId, { code: 'other', text: reason.value });
  await settle(turn, bookingId);
  return reaction;
}

async function takeName(
  turn: Turn,
  { bookingId, panelId }: Waiting<'visit_name'>,
  answer: Answer,
): Promise<Reaction> {
  const name = readName(answer, turn.wording);
  await stripButtons(turn.tenant.sender, turn.chatId, panelId);
  if (!name.ok) {
    return withVisit(turn, bookingId, async (booking) => askVisitName(turn, booking, name.problem));
  }
  return saveName(turn, bookingId, name.value);
}

/** Puts a checked name into the booking. */
export async function saveName(turn: Turn, bookingId: number, name: string): Promise<Reaction> {
  const { tenant, cause, client } = turn;
  const result = await editBookingContact(tenant, cause, { clientId: client.id, bookingId, name });
  await settle(turn, bookingId);
  return afterEdit(turn, result, 'name');
}

async function takePhone(
  turn: Turn,
  { bookingId, panelId, helperId }: Waiting<'visit_phone'>,
  answer: Answer,
): Promise<Reaction> {
  const { tenant, cause, client, chatId } = turn;
  const phone = readPhone(turn, answer);
  await stripButtons(tenant.sender, chatId, panelId);
  if (!phone.ok) {
    const { problem } = phone;
    return withVisit(turn, bookingId, async (booking) => askVisitPhone(turn, booking, { problem, helperId }));
  }
  const result = await editBookingContact(tenant, cause, {
    clientId: client.id,
    bookingId,
    phone: phone.value,
  });
  await thankForPhone(turn, helperId, phone.value);
  await settle(turn, bookingId);
  return afterEdit(turn, result, 'phone');
}

async function afterEdit(turn: Turn, result: EditContactResult, field: 'name' | 'phone'): Promise<Reaction> {
  if (result.outcome === 'not_found') return visitGone(turn);
  const { client, wording } = turn;
  const { booking } = result;
  if (result.outcome === 'closed') {
    const notice = { text: wording.texts.plain('visit.closed') };
    return { screen: await showVisit(turn, booking), notice };
  }
  const same = field === 'name' ? booking.contactName === client.name : booking.contactPhone === client.phone;
  return { screen: same ? await showVisit(turn, booking) : keepForNextScreen(booking, field, wording) };
}

/** Remembers the answer's update, so that it is known when it comes again. */
async function settle(turn: Turn, bookingId: number): Promise<void> {
  await saveVisitConversation(turn, { kind: 'visit_settled', bookingId, updateId: turn.cause.updateId });
}
