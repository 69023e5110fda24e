import { z } from 'zod';
import { readBroadcast } from '../../../commands/desk/broadcasts.js';
import { editBroadcast, type DraftOrder } from '../../../commands/desk/edit-broadcast.js';
import { segmentDays } from '../../../domain/broadcast.js';
import type { Answer } from '../../client/dialogue.js';
import type { Reaction } from '../../screen.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { askDaysScreen, type DaysKind } from './audience-screens.js';
import { askTextScreen } from './screens.js';
import { cardScreen, changeDraft, postPreview, showGone } from './show.js';
import { problemWords } from './words.js';

const needed = 'broadcasts.send';
const which = z.object({ id: z.number().int() });
type Which = z.infer<typeof which>;

const textQuestion: Question<Which> = {
  id: 'broadcast_text',
  permission: needed,
  args: which,
  ask: async ({ wording }, { id }, problem) => askTextScreen(id, problem, wording),
  take: async (turn, { id }, answer): Promise<Taken> => {
    const { tenant, cause, wording } = turn;
    const order = contentOf(answer);
    if (order === null) return { problem: wording.texts.html('d_broadcast.only_text') };
    const edited = await editBroadcast(tenant, cause, id, order);
    if (edited.outcome === 'gone') return showGone(turn);
    if (edited.outcome === 'invalid') return { problem: problemWords(edited.problem, wording) };
    const card = await readBroadcast(tenant, id);
    if (card === null) return showGone(turn);
    if (await postPreview(turn, card.broadcast)) return { screen: cardScreen(card, turn) };
    return { problem: wording.texts.html('d_broadcast.not_accepted') };
  },
};

function contentOf(answer: Answer): DraftOrder | null {
  if (answer.kind === 'text') return { kind: 'content', typed: answer.text };
  if (answer.kind !== 'photo') return null;
  return { kind: 'content', typed: answer.caption, photoFileId: answer.photo.fileId };
}

const about = z.object({ id: z.number().int(), kind: z.enum(['visited', 'sleeping']) });

const daysQuestion: Question<z.infer<typeof about>> = {
  id: 'broadcast_days',
  permission: needed,
  args: about,
  ask: async ({ wording }, { id, kind }, problem) => askDaysScreen(id, kind, problem, wording),
  take: async (turn, { id, kind }, answer): Promise<Taken> => {
    const days = answer.kind === 'text' ? readDays(answer.text) : null;
    if (days === null) {
      return { problem: turn.wording.texts.html('d_broadcast.days_wrong', segmentDays) };
    }
    return changeDraft(turn, id, { kind: 'segment', segment: { kind, days } });
  },
};

/** `45`, `45 дней`, `45 days`. */
function readDays(typed: string): number | null {
  const digits = /^(\d{1,6})(?:\s*\p{L}{1,10}\.?)?$/u.exec(typed.trim())?.[1];
  const days = Number(digits ?? Number.NaN);
  return days >= segmentDays.min && days <= segmentDays.max ? days : null;
}

export function askForText(turn: DeskTurn, id: number): Promise<Reaction> {
  return ask(turn, textQuestion, { id });
}

export function askForDays(turn: DeskTurn, id: number, kind: DaysKind): Promise<Reaction> {
  return ask(turn, daysQuestion, { id, kind });
}

export const broadcastQuestions: readonly AnyQuestion[] = [question(textQuestion), question(daysQuestion)];
