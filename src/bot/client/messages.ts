import { readConversation } from '../../commands/conversation.js';
import type { TextKey } from '../../i18n/texts.js';
import type { Reaction } from '../screen.js';
import type { Turn } from '../turn.js';
import { putKeyboardAway } from './contact/keyboard.js';
import { isOvertaken, keyOf, type Answer } from './dialogue.js';
import { dialogues } from './dialogues.js';
import { menuScreen, noteScreen } from './menu/screens.js';
import { start } from './onboarding/start.js';
import { dropQuestion } from './open-question.js';
import { profileScreen } from './profile/screens.js';
import { showServices } from './services/show.js';
import { showVisits } from './visits/show.js';

const commandNotes: ReadonlyMap<string, TextKey> = new Map([
  ['help', 'menu.help'],
  ['cancel', 'menu.cancelled'],
]);

/** A command ends whatever was being asked. `payload`: what stood behind it. */
export async function takeCommand(turn: Turn, command: string, payload: string): Promise<Reaction> {
  await dropQuestion(turn);
  const { tenant, wording } = turn;
  switch (command) {
    case 'start':
      return start(turn, payload);
    case 'menu':
      return { screen: menuScreen(tenant.name, wording, turn.client.isTeam) };
    case 'book':
      return { screen: await showServices(turn) };
    case 'visits':
      return { screen: await showVisits(turn) };
    case 'profile':
      return { screen: profileScreen(turn.client, wording) };
    default:
      return { screen: noteScreen(commandNotes.get(command) ?? 'menu.hint_command', wording) };
  }
}

/** What was typed or sent: the answer to a question, else something to be gently led back from. */
export async function takeMessage(turn: Turn, answer: Answer): Promise<Reaction> {
  const state = await readConversation(turn.tenant, keyOf(turn));
  // What is older than the question has been answered already, or was meant for another one: nothing is to be said.
  if (isOvertaken(turn, state)) return {};
  if (state !== null) {
    for (const dialogue of dialogues) {
      const reaction = await dialogue.take(turn, state, answer);
      if (reaction !== null) return reaction;
    }
  }
  // A contact nobody asked for came from a keyboard that was left over.
  if (answer.kind === 'contact') await putKeyboardAway(turn, null);
  const isReadable = answer.kind === 'text' || answer.kind === 'contact';
  const note = isReadable ? 'menu.hint' : 'menu.hint_unreadable';
  return { screen: noteScreen(note, turn.wording) };
}
