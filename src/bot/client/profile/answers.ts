import { saveContact } from '../../../commands/save-contact.js';
import { stripButtons } from '../../present.js';
import type { Reaction } from '../../screen.js';
import { withClient, type Turn } from '../../turn.js';
import { readName, readPhone } from '../contact/answer.js';
import { putKeyboardAway, thankForPhone } from '../contact/keyboard.js';
import type { Answer, Dialogue } from '../dialogue.js';
import {
  parseProfileConversation,
  saveProfileConversation,
  type ProfileConversation,
} from './conversation.js';
import { askProfileName, askProfilePhone } from './questions.js';
import { profileScreen } from './screens.js';

type Waiting<Kind extends ProfileConversation['kind']> = Extract<ProfileConversation, { kind: Kind }>;

/** The questions of the profile. */
export const profileDialogue: Dialogue = {
  question: (state) => {
    const waiting = parseProfileConversation(state);
    if (waiting === null || waiting.kind === 'profile_settled') return null;
    return { without: null };
  },
  take: async (turn, state, answer) => {
    const waiting = parseProfileConversation(state);
    if (waiting === null) return null;
    if (waiting.updateId === turn.cause.updateId) return showAgain(turn, waiting);
    switch (waiting.kind) {
      case 'profile_name':
        return takeName(turn, waiting, answer);
      case 'profile_phone':
        return takePhone(turn, waiting, answer);
      case 'profile_settled':
        return null;
    }
  },
  drop: async (turn, state) => {
    const waiting = parseProfileConversation(state);
    if (waiting?.kind === 'profile_phone') await putKeyboardAway(turn, waiting.helperId);
  },
};

/** This update was delivered before and acted on: only the screen it led to is shown once more. */
function showAgain(turn: Turn, waiting: ProfileConversation): Reaction {
  switch (waiting.kind) {
    case 'profile_name':
      return askProfileName(turn);
    case 'profile_phone':
      return askProfilePhone(turn, { helperId: waiting.helperId });
    case 'profile_settled':
      return { screen: profileScreen(turn.client, turn.wording) };
  }
}

async function takeName(turn: Turn, waiting: Waiting<'profile_name'>, answer: Answer): Promise<Reaction> {
  const name = readName(answer, turn.wording);
  await stripButtons(turn.tenant.sender, turn.chatId, waiting.panelId);
  if (!name.ok) return askProfileName(turn, name.problem);
  return keep(turn, { name: name.value });
}

async function takePhone(turn: Turn, waiting: Waiting<'profile_phone'>, answer: Answer): Promise<Reaction> {
  const phone = readPhone(turn, answer);
  await stripButtons(turn.tenant.sender, turn.chatId, waiting.panelId);
  if (!phone.ok) return askProfilePhone(turn, { problem: phone.problem, helperId: waiting.helperId });
  const kept = await keep(turn, { phone: phone.value, phoneIsProven: answer.kind === 'contact' });
  await thankForPhone(turn, waiting.helperId, phone.value);
  return kept;
}

async function keep(
  turn: Turn,
  contact: { readonly name: string } | { readonly phone: string; readonly phoneIsProven: boolean },
): Promise<Reaction> {
  const { tenant, cause, client } = turn;
  const profile = await saveContact(tenant, cause, { clientId: client.id, ...contact });
  await saveProfileConversation(turn, { kind: 'profile_settled', updateId: cause.updateId });
  return { screen: profileScreen(profile, withClient(turn, profile).wording) };
}
