import { formatPhone } from '../../../lib/phone.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { profileName } from '../contact/answer.js';
import { bringShareKeyboard, putKeyboardAway } from '../contact/keyboard.js';
import {
  forgetProfileConversation,
  readProfileConversation,
  saveProfileConversation,
} from './conversation.js';
import { askProfileNameScreen, askProfilePhoneScreen } from './screens.js';

/** Asks for the name; the next text is taken for it. */
export function askProfileName(turn: Turn, problem: string | null = null): Reaction {
  const question = { current: turn.client.name, problem, suggestion: profileName(turn) };
  return {
    screen: askProfileNameScreen(question, turn.wording),
    afterwards: (panelId) =>
      saveProfileConversation(turn, { kind: 'profile_name', updateId: turn.cause.updateId, panelId }),
  };
}

/** Asks for the phone; the next text or contact is taken for it. `helperId`: the keyboard is there already. */
export function askProfilePhone(
  turn: Turn,
  { problem = null, helperId }: { readonly problem?: string | null; readonly helperId?: number } = {},
): Reaction {
  const { client, wording, cause } = turn;
  const current = client.phone === null ? null : formatPhone(client.phone);
  return {
    screen: askProfilePhoneScreen({ current, problem }, wording),
    afterwards: async (panelId) => {
      const helper = helperId ?? (await bringShareKeyboard(turn));
      const { updateId } = cause;
      await saveProfileConversation(turn, { kind: 'profile_phone', updateId, panelId, helperId: helper });
    },
  };
}

/** Stops waiting for an answer and clears away what stood in the chat for it. */
export async function stopAskingProfile(turn: Turn): Promise<void> {
  const waiting = await readProfileConversation(turn);
  if (waiting === null) return;
  if (waiting.kind === 'profile_phone') await putKeyboardAway(turn, waiting.helperId);
  await forgetProfileConversation(turn);
}
