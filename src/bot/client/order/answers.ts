import { saveContact } from '../../../commands/save-contact.js';
import { checkComment, commentLength, type CommentCheck } from '../../../domain/comment.js';
import { stripButtons } from '../../present.js';
import type { Reaction } from '../../screen.js';
import { withClient, type Turn } from '../../turn.js';
import { readName, readPhone } from '../contact/answer.js';
import { putKeyboardAway, thankForPhone } from '../contact/keyboard.js';
import type { Answer, Dialogue } from '../dialogue.js';
import {
  parseOrderConversation,
  saveComment,
  withoutQuestion,
  type OrderConversation,
} from './conversation.js';
import { askComment, askName, askPhone } from './questions.js';
import { continueOrder } from './show.js';

type Waiting<Kind extends OrderConversation['kind']> = Extract<OrderConversation, { kind: Kind }>;

/** The questions on the way to a booking. */
export const orderDialogue: Dialogue = {
  question: (state) => {
    const waiting = parseOrderConversation(state);
    if (waiting === null || waiting.kind === 'settled') return null;
    return { without: withoutQuestion(waiting) };
  },
  take: async (turn, state, answer) => {
    const waiting = parseOrderConversation(state);
    if (waiting === null) return null;
    if (waiting.updateId === turn.cause.updateId) return showAgain(turn, waiting);
    switch (waiting.kind) {
      case 'name':
        return takeName(turn, waiting, answer);
      case 'phone':
        return takePhone(turn, waiting, answer);
      case 'comment':
        return takeComment(turn, waiting, answer);
      case 'settled':
        return null;
    }
  },
  drop: async (turn, state) => {
    const waiting = parseOrderConversation(state);
    if (waiting?.kind === 'phone') await putKeyboardAway(turn, waiting.helperId);
  },
};

/** This update was delivered before and acted on: only the screen it led to is shown once more. */
async function showAgain(turn: Turn, waiting: OrderConversation): Promise<Reaction> {
  switch (waiting.kind) {
    case 'name':
      return askName(turn, waiting.order);
    case 'phone':
      return askPhone(turn, waiting.order, { helperId: waiting.helperId });
    case 'comment':
      return askComment(turn, waiting.order, { current: waiting.comment });
    case 'settled':
      return continueOrder(turn, waiting.order);
  }
}

async function takeName(turn: Turn, waiting: Waiting<'name'>, answer: Answer): Promise<Reaction> {
  const { tenant, chatId, cause, client } = turn;
  const name = readName(answer, turn.wording);
  await stripButtons(tenant.sender, chatId, waiting.panelId);
  if (!name.ok) return askName(turn, waiting.order, name.problem);
  const profile = await saveContact(tenant, cause, { clientId: client.id, name: name.value });
  return settle(withClient(turn, profile), waiting);
}

async function takePhone(turn: Turn, waiting: Waiting<'phone'>, answer: Answer): Promise<Reaction> {
  const { tenant, chatId, cause, client } = turn;
  const phone = readPhone(turn, answer);
  await stripButtons(tenant.sender, chatId, waiting.panelId);
  if (!phone.ok) return askPhone(turn, waiting.order, { problem: phone.problem, helperId: waiting.helperId });
  const phoneIsProven = answer.kind === 'contact';
  const contact = { clientId: client.id, phone: phone.value, phoneIsProven };
  const profile = await saveContact(tenant, cause, contact);
  await thankForPhone(turn, waiting.helperId, phone.value);
  return settle(withClient(turn, profile), waiting);
}

async function takeComment(turn: Turn, waiting: Waiting<'comment'>, answer: Answer): Promise<Reaction> {
  const check = answer.kind === 'text' ? checkComment(answer.text) : null;
  await stripButtons(turn.tenant.sender, turn.chatId, waiting.panelId);
  if (check === null || !check.ok) {
    const problem = commentProblem(turn, check);
    return askComment(turn, waiting.order, { current: waiting.comment, problem });
  }
  await saveComment(turn, { order: waiting.order, comment: check.comment });
  return continueOrder(turn, waiting.order);
}

function commentProblem({ wording }: Turn, check: Extract<CommentCheck, { ok: false }> | null): string {
  const { texts } = wording;
  if (check === null) return texts.html('contact.only_text');
  return check.reason === 'empty'
    ? texts.html('comment.empty')
    : texts.html('comment.too_long', { length: check.length, limit: commentLength });
}

/** Remembers the answer's update, then goes on; the next question writes over it. */
async function settle(turn: Turn, { order, comment }: OrderConversation): Promise<Reaction> {
  await saveComment(turn, { order, comment });
  return continueOrder(turn, order);
}
