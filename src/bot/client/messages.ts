import type { TextKey } from '../../i18n/texts.js';
import type { Reaction } from '../screen.js';
import type { Turn } from '../turn.js';
import { greetingScreen, menuScreen, noteScreen } from './menu/screens.js';
import { takeAnswer, type Answer } from './order/answers.js';
import { dropQuestion, putKeyboardAway } from './order/questions.js';

const commandNotes: Readonly<Record<string, TextKey>> = { help: 'menu.help', cancel: 'menu.cancelled' };

/** A command ends whatever was being asked. */
export async function takeCommand(turn: Turn, command: string): Promise<Reaction> {
  await dropQuestion(turn);
  const { tenant, wording } = turn;
  if (command === 'start') return { screen: greetingScreen(tenant.name, wording) };
  if (command === 'menu') return { screen: menuScreen(tenant.name, wording) };
  return { screen: noteScreen(commandNotes[command] ?? 'menu.hint_command', wording) };
}

/** What was typed or sent: the answer to a question, else something to be gently led back from. */
export async function takeMessage(turn: Turn, answer: Answer): Promise<Reaction> {
  const reaction = await takeAnswer(turn, answer);
  if (reaction !== null) return reaction;
  // A contact nobody asked for came from a keyboard that was left over.
  if (answer.kind === 'contact') await putKeyboardAway(turn, null);
  const note = answer.kind === 'unreadable' ? 'menu.hint_unreadable' : 'menu.hint';
  return { screen: noteScreen(note, turn.wording) };
}
