import { formatPhone } from '../../../lib/phone.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { profileName } from '../contact/answer.js';
import { bringShareKeyboard, putKeyboardAway } from '../contact/keyboard.js';
import type { Order } from '../wish.js';
import { askCommentScreen, askNameScreen, askPhoneScreen } from './contact-screens.js';
import {
  forgetConversation,
  readOrderConversation,
  saveComment,
  saveOrderConversation,
} from './conversation.js';

/** Asks for the name; the next text is taken for it. */
export function askName(turn: Turn, order: Order, problem: string | null = null): Reaction {
  const question = { order, current: turn.client.name, problem, suggestion: profileName(turn) };
  return {
    screen: askNameScreen(question, turn.wording),
    afterwards: (panelId) =>
      saveOrderConversation(turn, { kind: 'name', order, updateId: turn.cause.updateId, panelId }),
  };
}

/** Asks for the phone; the next text or contact is taken for it. `helperId`: the keyboard is there already. */
export function askPhone(
  turn: Turn,
  order: Order,
  { problem = null, helperId }: { readonly problem?: string | null; readonly helperId?: number } = {},
): Reaction {
  const { client, wording } = turn;
  const current = client.phone === null ? null : formatPhone(client.phone);
  return {
    screen: askPhoneScreen({ order, current, problem }, wording),
    afterwards: async (panelId) => {
      const helper = helperId ?? (await bringShareKeyboard(turn));
      const { updateId } = turn.cause;
      await saveOrderConversation(turn, { kind: 'phone', order, updateId, panelId, helperId: helper });
    },
  };
}

/** Asks for a comment; the next text is taken for it. */
export function askComment(
  turn: Turn,
  order: Order,
  { current, problem = null }: { readonly current: string | null; readonly problem?: string | null },
): Reaction {
  return {
    screen: askCommentScreen({ order, current, problem }, turn.wording),
    afterwards: (panelId) =>
      saveOrderConversation(turn, { kind: 'comment', order, updateId: turn.cause.updateId, panelId }),
  };
}

/** Stops waiting for an answer and clears away what stood in the chat for it; the comment stays for the order. */
export async function stopAsking(turn: Turn, order: Order): Promise<void> {
  const waiting = await readOrderConversation(turn);
  if (waiting === null) return;
  if (waiting.kind === 'phone') await putKeyboardAway(turn, waiting.helperId);
  if (waiting.comment === null) await forgetConversation(turn);
  else await saveComment(turn, { order, comment: waiting.comment });
}

/** As `stopAsking`, and the order with its comment is given up. */
export async function abandonOrder(turn: Turn): Promise<void> {
  const waiting = await readOrderConversation(turn);
  if (waiting === null) return;
  if (waiting.kind === 'phone') await putKeyboardAway(turn, waiting.helperId);
  await forgetConversation(turn);
}
