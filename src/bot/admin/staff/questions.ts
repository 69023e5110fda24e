import { z } from 'zod';
import type { OwnTerms } from '../../../commands/desk/change-offer.js';
import { createMaster } from '../../../commands/desk/create-master.js';
import { readMasterOffers, type MasterOffers } from '../../../commands/desk/masters.js';
import { catalogueTexts } from '../../../domain/catalogue-text.js';
import type { Answer } from '../../client/dialogue.js';
import { paragraphs, type Reaction, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import { fieldQuestion } from '../catalogue/field-question.js';
import type { DeskTurn } from '../desk-turn.js';
import { backRow } from '../home/screens.js';
import { readText, readTypedLength, readTypedPrice, readTypedText, type Read } from '../typed-values.js';
import { listMasters, termNames, type TermName } from './data.js';
import { askTermScreen } from './offer-screens.js';
import { changeTyped, findTerms } from './offers.js';
import { masterRoom } from './room.js';

const permission = 'staff.edit';
const id = z.number().int().positive();

const nothing = z.object({});
const nameQuestion: Question<z.infer<typeof nothing>> = {
  id: 'staff_new',
  permission,
  args: nothing,
  ask: async ({ wording }, _, problem) => askNameScreen(problem, wording),
  take: async (turn, _, answer): Promise<Taken> => {
    const read = readText(answer, turn.wording, (typed) => readTypedText('staffName', typed, turn.wording));
    return 'problem' in read ? read : create(turn, read.value);
  },
};

function askNameScreen(problem: string | null, wording: Wording): Screen {
  const { min, max } = catalogueTexts.staffName;
  return {
    text: paragraphs(problem, wording.texts.html('d_staff.ask_new', { min, max })),
    keyboard: [backRow(listMasters.data({ page: 0 }), wording)],
  };
}

/** Takes on a master of this name. */
async function create(turn: DeskTurn, name: string): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const result = await createMaster(tenant, admin, cause, name);
  switch (result.outcome) {
    case 'created': {
      const text = wording.texts.plain('d_staff.created');
      return masterRoom.show(turn, result.staffId, { text, isAlert: false });
    }
    case 'invalid':
      return masterRoom.listWith(turn, 'd_services.invalid');
    case 'too_many':
      return masterRoom.listWith(turn, 'd_staff.too_many');
  }
}

export const masterFieldQuestion = fieldQuestion(masterRoom, 'staff_field');

const ofTerm = z.object({ staff: id, service: id, version: id, term: z.enum(termNames) });
const termQuestion: Question<z.infer<typeof ofTerm>> = {
  id: 'staff_term',
  permission,
  args: ofTerm,
  ask: async (turn, { staff, service, term }, problem) => {
    const found = await findOffer(turn, staff, service);
    return found === null ? masterRoom.listScreen(turn) : askTermScreen(term, found, problem, turn.wording);
  },
  take: async (turn, { staff, service, version, term }, answer): Promise<Taken> => {
    const found = await findOffer(turn, staff, service);
    if (found === null) return masterRoom.gone(turn);
    const read = readTerm(term, found.offer.currency, answer, turn.wording);
    if ('problem' in read) return read;
    const terms = read.value;
    return changeTyped(turn, { staffId: staff, serviceId: service, expectedVersion: version, terms });
  },
};

async function findOffer({ tenant }: DeskTurn, staff: number, service: number) {
  const offers: MasterOffers | null = await readMasterOffers(tenant, staff);
  const found = offers === null ? null : findTerms(offers, service);
  return offers === null || found === null ? null : { master: offers.master, offer: found.offer };
}

function readTerm(
  term: TermName,
  currency: string,
  answer: Answer,
  wording: Wording,
): Read<Partial<OwnTerms>> {
  const read = readText(answer, wording, (typed) =>
    term === 'price' ? readTypedPrice(typed, currency, wording) : readTypedLength('duration', typed, wording),
  );
  if ('problem' in read) return read;
  return { value: term === 'price' ? { priceMinor: read.value } : { durationMinutes: read.value } };
}

export function askName(turn: DeskTurn): Promise<Reaction> {
  return ask(turn, nameQuestion, {});
}

export async function askTerm(
  turn: DeskTurn,
  { staff, service, term }: { readonly staff: number; readonly service: number; readonly term: TermName },
): Promise<Reaction> {
  const found = await findOffer(turn, staff, service);
  if (found === null) return masterRoom.gone(turn);
  return ask(turn, termQuestion, { staff, service, term, version: found.master.version });
}

export const staffQuestions: readonly AnyQuestion[] = [
  question(nameQuestion),
  question(masterFieldQuestion),
  question(termQuestion),
];
