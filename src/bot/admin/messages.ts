import { escapeHtml } from '../../i18n/html.js';
import { isOvertaken, type Answer } from '../client/dialogue.js';
import { stripButtons } from '../present.js';
import { paragraphs, type Reaction } from '../screen.js';
import type { Turn } from '../turn.js';
import { readWaiting, settle, type AnyQuestion } from './ask.js';
import { enter } from './enter.js';
import { homeReaction } from './home/show.js';
import { questions } from './questions.js';
import { doorQuestion } from './team/pin/questions.js';

const byId = new Map<string, AnyQuestion>();
for (const question of questions) {
  if (byId.has(question.id)) throw new RangeError(`two questions are called ${question.id}`);
  byId.set(question.id, question);
}

/** `/admin`. */
export async function openDesk(turn: Turn): Promise<Reaction> {
  const entry = await enter(turn, 'desk.open');
  return entry.allowed ? homeReaction(entry.turn) : entry.reaction;
}

/** Only a press can be alerted: whoever typed reads the same above the screen. */
function aloud(reaction: Reaction): Reaction {
  const { screen, notice } = reaction;
  if (screen === undefined || notice?.alert !== true) return reaction;
  return {
    ...reaction,
    screen: { ...screen, text: paragraphs(`⚠️ ${escapeHtml(notice.text)}`, screen.text) },
  };
}

/** What was typed or sent as the answer to a question of the desk; null when the desk asked nothing. */
export async function takeDeskMessage(turn: Turn, answer: Answer): Promise<Reaction | null> {
  if (!turn.client.isTeam) return null;
  const asked = await readWaiting(turn);
  const question = asked === null ? undefined : byId.get(asked.question);
  if (asked === null || question === undefined) return null;
  if (isOvertaken(turn, asked)) return {};
  const { updateId } = turn.cause;
  if (asked.answeredBy !== null && asked.answeredBy !== updateId) return null;
  const entry = await enter(turn, question.permission, question.id === doorQuestion.id);
  if (!entry.allowed) return aloud(entry.reaction);
  // The wrong answer that led to this very question came a second time.
  if (asked.askedBy === updateId) return question.repeat(entry.turn, asked.args);
  const taken = await question.take(entry.turn, asked.args, answer);
  if (taken === null) return null;
  await stripButtons(turn.tenant.sender, turn.chatId, asked.panelId);
  // A reaction with something to do afterwards has asked again; else what was answered is remembered.
  if (taken.afterwards === undefined) await settle(turn, asked);
  return aloud(taken);
}
