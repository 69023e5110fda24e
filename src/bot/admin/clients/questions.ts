import { z } from 'zod';
import { editClient, notesLength, type EditClientResult } from '../../../commands/desk/edit-client.js';
import { flagClient, reasonLength } from '../../../commands/desk/flag-client.js';
import { keepSearch, searchOf } from '../../../commands/desk/list-clients.js';
import { readClient } from '../../../commands/desk/read-client.js';
import type { TextKey } from '../../../i18n/texts.js';
import { examplePhone } from '../../client/contact/example-phone.js';
import { paragraphs } from '../../screen.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { askBlacklistScreen, askFieldScreen, clientScreen } from './card-screens.js';
import { importQuestion } from './import/questions.js';
import { askSearchScreen } from './list-screens.js';
import { clientGone, showFound } from './show.js';
import { flagged } from './flags.js';

const nothing = z.object({});
type Nothing = z.infer<typeof nothing>;

const searchQuestion: Question<Nothing> = {
  id: 'clients_search',
  permission: 'clients.view',
  args: nothing,
  ask: async ({ wording }, _, problem) => askSearchScreen(problem, wording),
  take: async (turn, _, answer): Promise<Taken> => {
    const { tenant, admin, cause, wording } = turn;
    // A shared contact is as good as its number.
    const typed = answer.kind === 'contact' ? `+${answer.contact.phone.replace(/^\+/, '')}` : textOf(answer);
    if (typed === null) return { problem: wording.texts.html('d_clients.only_text') };
    const { words, digits } = searchOf(typed, tenant.country);
    if (digits.length === 0 && words.join('').length < 2) {
      return { problem: wording.texts.html('d_clients.too_short') };
    }
    return showFound(turn, await keepSearch(tenant, admin, cause, typed), 0);
  },
};

const aboutField = z.object({
  client: z.number().int(),
  version: z.number().int(),
  field: z.enum(['name', 'phone', 'notes']),
});
type AboutField = z.infer<typeof aboutField>;

const fieldQuestion: Question<AboutField> = {
  id: 'clients_field',
  permission: 'clients.edit',
  args: aboutField,
  ask: async (turn, { client, field }, problem) => {
    const card = await readClient(turn.tenant, client);
    if (card === null) return (await clientGone(turn)).screen ?? askSearchScreen(null, turn.wording);
    return askFieldScreen(card, field, { problem, most: notesLength }, turn.wording);
  },
  take: async (turn, { client, version, field }, answer): Promise<Taken> => {
    const { tenant, admin, cause, wording } = turn;
    const typed = textOf(answer);
    if (typed === null) return { problem: wording.texts.html('d_clients.only_text') };
    const order = { clientId: client, expectedVersion: version, edit: { field, typed } };
    return edited(turn, await editClient(tenant, admin, cause, order));
  },
};

const problems = {
  too_short: 'contact.name_too_short',
  too_long: 'contact.name_too_long',
  not_a_name: 'contact.not_a_name',
  empty: 'd_clients.empty',
} as const satisfies Record<string, TextKey>;

/** What is shown when a field was to be changed. */
export async function edited(turn: DeskTurn, result: EditClientResult): Promise<Taken> {
  const { texts } = turn.wording;
  switch (result.outcome) {
    case 'saved':
      return { screen: clientScreen(turn, result.client) };
    case 'changed': {
      const { text, keyboard } = clientScreen(turn, result.client);
      return { screen: { text: paragraphs(texts.html('desk.changed_meanwhile'), text), keyboard } };
    }
    case 'not_found':
      return clientGone(turn);
    case 'not_a_phone':
      return {
        problem: texts.html('d_clients.not_a_phone', { example: examplePhone(turn.tenant.country) }),
      };
    case 'notes_too_long':
      return {
        problem: texts.html('d_clients.notes_too_long', { length: result.length, most: notesLength }),
      };
    default:
      return { problem: texts.html(problems[result.outcome]) };
  }
}

const aboutClient = z.object({ client: z.number().int() });
type AboutClient = z.infer<typeof aboutClient>;

const reasonQuestion: Question<AboutClient> = {
  id: 'clients_reason',
  permission: 'clients.edit',
  args: aboutClient,
  ask: async (turn, { client }, problem) => {
    const card = await readClient(turn.tenant, client);
    if (card === null) return (await clientGone(turn)).screen ?? askSearchScreen(null, turn.wording);
    return askBlacklistScreen(card, problem, turn.wording);
  },
  take: async (turn, { client }, answer): Promise<Taken> => {
    const { tenant, admin, cause, wording } = turn;
    const reason = textOf(answer);
    if (reason === null) return { problem: wording.texts.html('d_clients.only_text') };
    const flag = { kind: 'blacklist', on: true, reason } as const;
    const result = await flagClient(tenant, admin, cause, { clientId: client, flag });
    if (result.outcome !== 'reason_too_long') return flagged(turn, flag, result);
    const lengths = { length: result.length, most: reasonLength };
    return { problem: wording.texts.html('d_clients.reason_too_long', lengths) };
  },
};

function textOf(answer: { readonly kind: string; readonly text?: string }): string | null {
  return answer.kind === 'text' ? (answer.text ?? null) : null;
}

export const askSearch = (turn: DeskTurn) => ask(turn, searchQuestion, {});
export const askField = (turn: DeskTurn, about: AboutField) => ask(turn, fieldQuestion, about);
export const askReason = (turn: DeskTurn, about: AboutClient) => ask(turn, reasonQuestion, about);

export const clientQuestions: readonly AnyQuestion[] = [
  question(searchQuestion),
  question(fieldQuestion),
  question(reasonQuestion),
  question(importQuestion),
];
