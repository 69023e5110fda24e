import { z } from 'zod';
import { draftService, readServiceDraft } from '../../../commands/desk/create-service.js';
import { listDeskServices, readServiceCard, type DeskService } from '../../../commands/desk/services.js';
import type { ServiceEdit } from '../../../commands/desk/edit-service.js';
import type { Answer } from '../../client/dialogue.js';
import type { Reaction, Screen } from '../../screen.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { askDraftLengthScreen, askDraftPriceScreen, askFieldScreen, askNameScreen } from './ask-screens.js';
import { serviceFields, type ServiceField } from './data.js';
import { create, editTyped, gone } from './react.js';
import { servicesScreen } from './screens.js';
import { readTypedLength, readTypedPrice, readTypedText, type Read } from '../typed-values.js';

const permission = 'services.edit';
const id = z.number().int().positive();

const nothing = z.object({});
const nameQuestion: Question<z.infer<typeof nothing>> = {
  id: 'service_new',
  permission,
  args: nothing,
  ask: async ({ wording }, _, problem) => askNameScreen(problem, wording),
  take: async (turn, _, answer): Promise<Taken> => {
    const read = readText(turn, answer, (typed) => readTypedText('serviceName', typed, turn.wording));
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
    const read = readText(turn, answer, (typed) => readTypedLength('duration', typed, turn.wording));
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
    const read = readText(turn, answer, (typed) => readTypedPrice(typed, currency, turn.wording));
    if ('problem' in read) return read;
    return create(turn, { draftId: draft, durationMinutes: minutes, priceMinor: read.value });
  },
};

/** The screen about a draft; the list when it is another person's or no more. */
async function drafted(turn: DeskTurn, draft: number, screen: (name: string) => Screen): Promise<Screen> {
  const { tenant, admin, wording } = turn;
  const name = await readServiceDraft(tenant, admin, draft);
  if (name !== null) return screen(name);
  return servicesScreen(await listDeskServices(tenant), 0, { role: admin.role, canFill: false, wording });
}

const ofField = z.object({ service: id, version: id, field: z.enum(serviceFields) });
const fieldQuestion: Question<z.infer<typeof ofField>> = {
  id: 'service_field',
  permission,
  args: ofField,
  ask: async ({ tenant, admin, wording }, { service, field }, problem) => {
    const others = await listDeskServices(tenant);
    const found = others.find((one) => one.id === service);
    return found === undefined
      ? servicesScreen(others, 0, { role: admin.role, canFill: false, wording })
      : askFieldScreen(field, { service: found, others }, problem, wording);
  },
  take: async (turn, { service, version, field }, answer): Promise<Taken> => {
    const card = await readServiceCard(turn.tenant, service);
    if (card === null) return gone(turn);
    const read = readField(turn, field, card.service, answer);
    if ('problem' in read) return read;
    return editTyped(turn, { serviceId: service, expectedVersion: version, values: read.value });
  },
};

function readField(
  turn: DeskTurn,
  field: ServiceField,
  { currency }: DeskService,
  answer: Answer,
): Read<ServiceEdit['values']> {
  const { wording } = turn;
  const into = <Value>(read: Read<Value>, values: (value: Value) => ServiceEdit['values']) =>
    'problem' in read ? read : { value: values(read.value) };
  const typed = <Value>(
    reader: (text: string) => Read<Value>,
    values: (value: Value) => ServiceEdit['values'],
  ) => into(readText(turn, answer, reader), values);
  switch (field) {
    case 'name':
      return typed(
        (text) => readTypedText('serviceName', text, wording),
        (name) => ({ name }),
      );
    case 'description':
      return typed(
        (text) => readTypedText('description', text, wording),
        (description) => ({ description }),
      );
    case 'category':
      return typed(
        (text) => readTypedText('category', text, wording),
        (category) => ({ category }),
      );
    case 'price':
      return typed(
        (text) => readTypedPrice(text, currency, wording),
        (priceMinor) => ({ priceMinor }),
      );
    case 'duration':
      return typed(
        (text) => readTypedLength('duration', text, wording),
        (durationMinutes) => ({ durationMinutes }),
      );
    case 'before':
      return typed(
        (text) => readTypedLength('buffer', text, wording),
        (bufferBeforeMinutes) => ({ bufferBeforeMinutes }),
      );
    case 'after':
      return typed(
        (text) => readTypedLength('buffer', text, wording),
        (bufferAfterMinutes) => ({ bufferAfterMinutes }),
      );
    case 'photo':
      return answer.kind === 'photo'
        ? { value: { photoFileId: answer.photo.fileId } }
        : { problem: wording.texts.html('d_services.only_photo') };
  }
}

function readText<Value>(
  { wording }: DeskTurn,
  answer: Answer,
  read: (typed: string) => Read<Value>,
): Read<Value> {
  return answer.kind === 'text' ? read(answer.text) : { problem: wording.texts.html('d_services.only_text') };
}

export function askName(turn: DeskTurn): Promise<Reaction> {
  return ask(turn, nameQuestion, {});
}

export function askDraftLength(turn: DeskTurn, draft: number): Promise<Reaction> {
  return ask(turn, lengthQuestion, { draft });
}

export function askDraftPrice(turn: DeskTurn, args: z.infer<typeof timed>): Promise<Reaction> {
  return ask(turn, priceQuestion, args);
}

/** The version is the one on the screen that asks: what changes before the answer is noticed. */
export async function askField(
  turn: DeskTurn,
  { service, field }: { readonly service: number; readonly field: ServiceField },
): Promise<Reaction> {
  const card = await readServiceCard(turn.tenant, service);
  if (card === null) return gone(turn);
  return ask(turn, fieldQuestion, { service, field, version: card.service.version });
}

export const serviceQuestions: readonly AnyQuestion[] = [
  question(nameQuestion),
  question(lengthQuestion),
  question(priceQuestion),
  question(fieldQuestion),
];
