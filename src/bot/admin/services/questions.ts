import { z } from 'zod';
import { draftService, readServiceDraft } from '../../../commands/desk/create-service.js';
import type { Reaction, Screen } from '../../screen.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import { fieldQuestion } from '../catalogue/field-question.js';
import type { DeskTurn } from '../desk-turn.js';
import { readText, readTypedLength, readTypedPrice, readTypedText } from '../typed-values.js';
import { create } from './create.js';
import { askDraftLengthScreen, askDraftPriceScreen, askNameScreen } from './draft-screens.js';
import { serviceRoom } from './room.js';

const permission = 'services.edit';
const id = z.number().int().positive();

const nothing = z.object({});
const nameQuestion: Question<z.infer<typeof nothing>> = {
  id: 'service_new',
  permission,
  args: nothing,
  ask: async ({ wording }, _, problem) => askNameScreen(problem, wording),
  take: async (turn, _, answer): Promise<Taken> => {
    const read = readText(answer, turn.wording, (typed) => readTypedText('serviceName', typed, turn.wording));
    if ('problem' in read) return read;
    const draft = await draftService(turn.tenant, turn.admin, turn.cause, read.value);
    return askDraftLength(turn, draft);
  },
};

const ofDraft = z.object({ draft: id });
const lengthQuestion: Question<z.infer<typeof ofDraft>> = {
  id: 'service_new_length',
  permission,
  args: ofDraft,
  ask: (turn, { draft }, problem) =>
    drafted(turn, draft, (name) => askDraftLengthScreen({ draft, name }, problem, turn.wording)),
  take: async (turn, { draft }, answer): Promise<Taken> => {
    const read = readText(answer, turn.wording, (typed) => readTypedLength('duration', typed, turn.wording));
    return 'problem' in read ? read : askDraftPrice(turn, { draft, minutes: read.value });
  },
};

const timed = z.object({ draft: id, minutes: z.number().int() });
const priceQuestion: Question<z.infer<typeof timed>> = {
  id: 'service_new_price',
  permission,
  args: timed,
  ask: (turn, args, problem) => {
    const { currency } = turn.tenant;
    return drafted(turn, args.draft, (name) =>
      askDraftPriceScreen({ ...args, name, currency }, problem, turn.wording),
    );
  },
  take: async (turn, { draft, minutes }, answer): Promise<Taken> => {
    const { currency } = turn.tenant;
    const read = readText(answer, turn.wording, (typed) => readTypedPrice(typed, currency, turn.wording));
    if ('problem' in read) return read;
    return create(turn, { draftId: draft, durationMinutes: minutes, priceMinor: read.value });
  },
};

/** The screen about a draft; the list when it is another person's or no more. */
async function drafted(turn: DeskTurn, draft: number, screen: (name: string) => Screen): Promise<Screen> {
  const name = await readServiceDraft(turn.tenant, turn.admin, draft);
  return name === null ? serviceRoom.listScreen(turn) : screen(name);
}

export const serviceFieldQuestion = fieldQuestion(serviceRoom, 'service_field');

export function askName(turn: DeskTurn): Promise<Reaction> {
  return ask(turn, nameQuestion, {});
}

export function askDraftLength(turn: DeskTurn, draft: number): Promise<Reaction> {
  return ask(turn, lengthQuestion, { draft });
}

export function askDraftPrice(turn: DeskTurn, args: z.infer<typeof timed>): Promise<Reaction> {
  return ask(turn, priceQuestion, args);
}

export const serviceQuestions: readonly AnyQuestion[] = [
  question(nameQuestion),
  question(lengthQuestion),
  question(priceQuestion),
  question(serviceFieldQuestion),
];
