import type { BookingView } from '../../../commands/read-booking.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { profileName } from '../contact/answer.js';
import { bringShareKeyboard, putKeyboardAway } from '../contact/keyboard.js';
import { askReasonScreen } from './cancel-screens.js';
import { askVisitNameScreen, askVisitPhoneScreen } from './contact-screens.js';
import { forgetVisitConversation, readVisitConversation, saveVisitConversation } from './conversation.js';

/** Asks why; the next text is taken for the reason. */
export function askReason(turn: Turn, bookingId: number, problem: string | null = null): Reaction {
  const { updateId } = turn.cause;
  return {
    screen: askReasonScreen(bookingId, problem, turn.wording),
    afterwards: (panelId) =>
      saveVisitConversation(turn, { kind: 'visit_reason', bookingId, updateId, panelId }),
  };
}

/** Asks for the name in this booking; the next text is taken for it. */
export function askVisitName(turn: Turn, booking: BookingView, problem: string | null = null): Reaction {
  const question = { booking, problem, suggestion: profileName(turn) };
  const { updateId } = turn.cause;
  return {
    screen: askVisitNameScreen(question, turn.wording),
    afterwards: (panelId) =>
      saveVisitConversation(turn, { kind: 'visit_name', bookingId: booking.id, updateId, panelId }),
  };
}

/** Asks for the number in this booking; the next text or contact is taken for it. `helperId`: its keyboard is there. */
export function askVisitPhone(
  turn: Turn,
  booking: BookingView,
  { problem = null, helperId }: { readonly problem?: string | null; readonly helperId?: number } = {},
): Reaction {
  const { updateId } = turn.cause;
  return {
    screen: askVisitPhoneScreen({ booking, problem }, turn.wording),
    afterwards: async (panelId) => {
      const helper = helperId ?? (await bringShareKeyboard(turn));
      const state = {
        kind: 'visit_phone',
        bookingId: booking.id,
        updateId,
        panelId,
        helperId: helper,
      } as const;
      await saveVisitConversation(turn, state);
    },
  };
}

/** Forgets a question about a booking and clears away what stood in the chat for it; other subjects' stay. */
export async function dropVisitQuestion(turn: Turn): Promise<void> {
  const conversation = await readVisitConversation(turn);
  if (conversation === null) return;
  if (conversation.kind === 'visit_phone') await putKeyboardAway(turn, conversation.helperId);
  await forgetVisitConversation(turn);
}
