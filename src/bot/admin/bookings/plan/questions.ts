import { z } from 'zod';
import { findCandidates } from '../../../../commands/desk/draft-options.js';
import { readDraft, type VisitDraft } from '../../../../commands/desk/visit-draft.js';
import { commentLength } from '../../../../domain/comment.js';
import { readTypedMoment } from '../../../../domain/typed-moment.js';
import { readName } from '../../../client/contact/answer.js';
import type { Answer } from '../../../client/dialogue.js';
import { button, paragraphs, type Keyboard, type Reaction } from '../../../screen.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../../ask.js';
import type { DeskTurn } from '../../desk-turn.js';
import { backRow } from '../../home/screens.js';
import { notAPhone, readAnyPhone, readComment } from '../card/questions.js';
import { draftDay, dropDraftComment, openDraft } from '../data.js';
import { dateOrderOf } from '../date-order.js';
import { todayOf } from '../schedule/show.js';
import { candidatesScreen } from './candidates-screen.js';
import { draftGone, set, showSummary } from './react.js';

const draftArgs = z.object({ draft: z.number().int() });
type DraftArgs = z.infer<typeof draftArgs>;
const timeArgs = draftArgs.extend({ date: z.string() });

/** When, as the day's buttons do not offer it. */
const timeQuestion: Question<z.infer<typeof timeArgs>> = {
  id: 'd_bookings_time',
  permission: 'bookings.edit',
  args: timeArgs,
  ask: async ({ wording, tenant }, { draft, date }, problem) => ({
    text: paragraphs(
      problem,
      wording.texts.html('d_bookings.time_ask', { date: wording.formats.date(date, tenant.clock.now()) }),
    ),
    keyboard: [backRow(draftDay.data({ draft, date, part: 0 }), wording)],
  }),
  take: async (turn, { draft, date }, answer): Promise<Taken> => {
    const { zone } = turn.tenant;
    const around = { today: todayOf(turn), day: date, zone, order: dateOrderOf(turn) };
    const start = answer.kind === 'text' ? readTypedMoment(answer.text, around) : null;
    if (start === null) return { problem: turn.wording.texts.html('d_bookings.not_a_time') };
    return set(turn, draft, { start }, () => nextStep(turn, draft));
  },
};

/** For whom: a name or a phone, of somebody known or new. */
const clientQuestion: Question<DraftArgs> = {
  id: 'd_bookings_client',
  permission: 'bookings.edit',
  args: draftArgs,
  ask: async ({ wording }, { draft }, problem) => ({
    text: paragraphs(problem, wording.texts.html('d_bookings.client_ask')),
    keyboard: [backRow(openDraft.data({ draft }), wording)],
  }),
  take: (turn, { draft }, answer) => takeClient(turn, draft, answer),
};

async function takeClient(turn: DeskTurn, draft: number, answer: Answer): Promise<Taken> {
  const { tenant, wording } = turn;
  const phone = readAnyPhone(turn, answer);
  if (phone === null && (answer.kind !== 'text' || /^[\d\s()+-]+$/.test(answer.text))) {
    return { problem: notAPhone(turn) };
  }
  const name = phone === null ? readName(answer, wording) : null;
  if (name?.ok === false) return { problem: name.problem };
  const typed: Partial<VisitDraft> =
    phone !== null
      ? { clientId: null, name: null, phone }
      : { clientId: null, name: name?.value ?? null, phone: null };
  const wanted = phone === null ? { name: name?.value ?? '' } : { phone };
  const clients = await findCandidates(tenant, turn.admin, wanted);
  return set(turn, draft, typed, async () =>
    clients.length === 0
      ? nextStep(turn, draft)
      : { screen: candidatesScreen({ draft, clients, typed: phone ?? name?.value ?? '' }, wording) },
  );
}

/** The name of somebody new, or as this visit is to be kept. */
const nameQuestion: Question<DraftArgs> = {
  id: 'd_bookings_name',
  permission: 'bookings.edit',
  args: draftArgs,
  ask: async ({ wording }, { draft }, problem) => ({
    text: paragraphs(problem, wording.texts.html('d_bookings.name_ask')),
    keyboard: [backRow(openDraft.data({ draft }), wording)],
  }),
  take: async (turn, { draft }, answer): Promise<Taken> => {
    const name = readName(answer, turn.wording);
    if (!name.ok) return { problem: name.problem };
    return set(turn, draft, { name: name.value }, () => nextStep(turn, draft));
  },
};

const phoneQuestion: Question<DraftArgs> = {
  id: 'd_bookings_phone',
  permission: 'bookings.edit',
  args: draftArgs,
  ask: async ({ wording }, { draft }, problem) => ({
    text: paragraphs(problem, wording.texts.html('d_bookings.phone_ask')),
    keyboard: [backRow(openDraft.data({ draft }), wording)],
  }),
  take: async (turn, { draft }, answer): Promise<Taken> => {
    const phone = readAnyPhone(turn, answer);
    if (phone === null) return { problem: notAPhone(turn) };
    const kept = await readDraft(turn.tenant, turn.admin, draft);
    if (kept === null) return draftGone(turn);
    // Somebody new by name may be known by this number.
    const clients = kept.clientId === null ? await findCandidates(turn.tenant, turn.admin, { phone }) : [];
    return set(turn, draft, { phone }, async () =>
      clients.length > 0
        ? { screen: candidatesScreen({ draft, clients, typed: phone }, turn.wording) }
        : nextStep(turn, draft),
    );
  },
};

const commentQuestion: Question<DraftArgs> = {
  id: 'd_bookings_comment',
  permission: 'bookings.edit',
  args: draftArgs,
  ask: async (turn, { draft }, problem) => {
    const { texts } = turn.wording;
    const kept = await readDraft(turn.tenant, turn.admin, draft);
    const drop: Keyboard =
      kept?.comment == null ? [] : [[button(texts.plain('comment.drop'), dropDraftComment.data({ draft }))]];
    return {
      text: paragraphs(problem, texts.html('d_bookings.comment_ask', { limit: commentLength })),
      keyboard: [...drop, backRow(openDraft.data({ draft }), turn.wording)],
    };
  },
  take: async (turn, { draft }, answer): Promise<Taken> => {
    const read = readComment(turn, answer);
    return 'problem' in read
      ? read
      : set(turn, draft, { comment: read.comment }, () => showSummary(turn, draft));
  },
};

/** What is still missing of whom the visit is for, else the summary. */
export async function nextStep(turn: DeskTurn, draftId: number): Promise<Reaction> {
  const draft = await readDraft(turn.tenant, turn.admin, draftId);
  if (draft === null) return draftGone(turn);
  if (draft.booking !== null || draft.start === null) return showSummary(turn, draftId);
  if (draft.name === null && draft.phone === null) return askForClient(turn, draftId);
  if (draft.name === null) return askForName(turn, draftId);
  return draft.phone === null ? askForPhone(turn, draftId) : showSummary(turn, draftId);
}

export function askForTime(turn: DeskTurn, draft: number, date: string): Promise<Reaction> {
  return ask(turn, timeQuestion, { draft, date });
}

export function askForClient(turn: DeskTurn, draft: number): Promise<Reaction> {
  return ask(turn, clientQuestion, { draft });
}

export function askForName(turn: DeskTurn, draft: number): Promise<Reaction> {
  return ask(turn, nameQuestion, { draft });
}

export function askForPhone(turn: DeskTurn, draft: number): Promise<Reaction> {
  return ask(turn, phoneQuestion, { draft });
}

export function askForComment(turn: DeskTurn, draft: number): Promise<Reaction> {
  return ask(turn, commentQuestion, { draft });
}

export const planQuestions: readonly AnyQuestion[] = [
  question(timeQuestion),
  question(clientQuestion),
  question(nameQuestion),
  question(phoneQuestion),
  question(commentQuestion),
];
