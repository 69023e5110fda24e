import { z } from 'zod';
import {
  listDeskMasters,
  readMasterCard,
  readMasterOffers,
  type MasterOffers,
} from '../../../commands/desk/masters.js';
import type { MasterEdit } from '../../../commands/desk/edit-master.js';
import type { OwnTerms } from '../../../commands/desk/change-offer.js';
import type { Answer } from '../../client/dialogue.js';
import type { Reaction, Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { readTypedLength, readTypedPrice, readTypedText, type Read } from '../typed-values.js';
import { staffFields, termNames, type StaffField, type TermName } from './data.js';
import { askTermScreen } from './offer-screens.js';
import { changeTyped, findTerms } from './offers.js';
import { create, editTyped, gone } from './react.js';
import { askFieldScreen, askNameScreen, mastersScreen } from './screens.js';

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

const ofField = z.object({ staff: id, version: id, field: z.enum(staffFields) });
const fieldQuestion: Question<z.infer<typeof ofField>> = {
  id: 'staff_field',
  permission,
  args: ofField,
  ask: async (turn, { staff, field }, problem) => {
    const card = await readMasterCard(turn.tenant, staff);
    return card === null ? allMasters(turn) : askFieldScreen(field, card.master, problem, turn.wording);
  },
  take: async (turn, { staff, version, field }, answer): Promise<Taken> => {
    const read = readField(field, answer, turn.wording);
    if ('problem' in read) return read;
    return editTyped(turn, { staffId: staff, expectedVersion: version, values: read.value });
  },
};

function readField(field: StaffField, answer: Answer, wording: Wording): Read<MasterEdit['values']> {
  if (field === 'photo') {
    return answer.kind === 'photo'
      ? { value: { photoFileId: answer.photo.fileId } }
      : { problem: wording.texts.html('d_services.only_photo') };
  }
  const kind = field === 'name' ? 'staffName' : 'about';
  const read = readText(answer, wording, (typed) => readTypedText(kind, typed, wording));
  return 'problem' in read ? read : { value: { [field]: read.value } };
}

const ofTerm = z.object({ staff: id, service: id, version: id, term: z.enum(termNames) });
const termQuestion: Question<z.infer<typeof ofTerm>> = {
  id: 'staff_term',
  permission,
  args: ofTerm,
  ask: async (turn, { staff, service, term }, problem) => {
    const found = await findOffer(turn, staff, service);
    return found === null ? allMasters(turn) : askTermScreen(term, found, problem, turn.wording);
  },
  take: async (turn, { staff, service, version, term }, answer): Promise<Taken> => {
    const found = await findOffer(turn, staff, service);
    if (found === null) return gone(turn);
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

function readText<Value>(
  answer: Answer,
  { texts }: Wording,
  read: (typed: string) => Read<Value>,
): Read<Value> {
  return answer.kind === 'text' ? read(answer.text) : { problem: texts.html('d_services.only_text') };
}

async function allMasters({ tenant, admin, wording }: DeskTurn): Promise<Screen> {
  return mastersScreen(await listDeskMasters(tenant), 0, { role: admin.role, wording });
}

export function askName(turn: DeskTurn): Promise<Reaction> {
  return ask(turn, nameQuestion, {});
}

/** The version is the one on the screen that asks: what changes before the answer is noticed. */
export async function askField(
  turn: DeskTurn,
  { staff, field }: { readonly staff: number; readonly field: StaffField },
): Promise<Reaction> {
  const card = await readMasterCard(turn.tenant, staff);
  if (card === null) return gone(turn);
  return ask(turn, fieldQuestion, { staff, field, version: card.master.version });
}

export async function askTerm(
  turn: DeskTurn,
  { staff, service, term }: { readonly staff: number; readonly service: number; readonly term: TermName },
): Promise<Reaction> {
  const found = await findOffer(turn, staff, service);
  if (found === null) return gone(turn);
  return ask(turn, termQuestion, { staff, service, term, version: found.master.version });
}

export const staffQuestions: readonly AnyQuestion[] = [
  question(nameQuestion),
  question(fieldQuestion),
  question(termQuestion),
];
