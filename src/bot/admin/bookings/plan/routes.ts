import { readCandidate } from '../../../../commands/desk/draft-options.js';
import { desk, type DeskRoute } from '../../desk-route.js';
import type { DeskTurn } from '../../desk-turn.js';
import type { Reaction } from '../../../screen.js';
import {
  askDraftClient,
  askDraftComment,
  askDraftName,
  askDraftPhone,
  bookFor,
  changeWhat,
  changeWhen,
  changeWho,
  commitDraftVisit,
  draftDay,
  draftMasters,
  draftMonth,
  draftServices,
  dropDraftComment,
  newDraftClient,
  openDraft,
  pickDraftClient,
  pickDraftMaster,
  pickDraftService,
  pickDraftTime,
  typeDraftTime,
} from '../data.js';
import { askForClient, askForComment, askForName, askForPhone, askForTime, nextStep } from './questions.js';
import {
  begin,
  beginChange,
  commit,
  draftGone,
  pickMaster,
  pickService,
  set,
  showDraftDay,
  showDraftMonth,
  showMasters,
  showServices,
  showSummary,
} from './react.js';

export const planRoutes: readonly DeskRoute[] = [
  desk(bookFor, 'bookings.edit', (turn, { client }) => begin(turn, client)),
  desk(changeWhen, 'bookings.edit', (turn, { booking }) =>
    beginChange(turn, booking, ({ id, start }) =>
      showDraftMonth(turn, id, turn.wording.formats.localDate(start ?? turn.tenant.clock.now()).slice(0, 7)),
    ),
  ),
  desk(changeWhat, 'bookings.edit', (turn, { booking }) =>
    beginChange(turn, booking, ({ id }) => showServices(turn, id, 0)),
  ),
  desk(changeWho, 'bookings.edit', (turn, { booking }) =>
    beginChange(turn, booking, ({ id }) => showMasters(turn, id, 0)),
  ),
  desk(draftServices, 'bookings.edit', (turn, { draft, page }) => showServices(turn, draft, page)),
  desk(pickDraftService, 'bookings.edit', (turn, { draft, service }) => pickService(turn, draft, service)),
  desk(draftMasters, 'bookings.edit', (turn, { draft, page }) => showMasters(turn, draft, page)),
  desk(pickDraftMaster, 'bookings.edit', (turn, { draft, staff }) => pickMaster(turn, draft, staff)),
  desk(draftMonth, 'bookings.edit', (turn, { draft, month }) => showDraftMonth(turn, draft, month)),
  desk(draftDay, 'bookings.edit', (turn, { draft, date, part }) => showDraftDay(turn, draft, date, part)),
  desk(pickDraftTime, 'bookings.edit', (turn, { draft, start }) =>
    set(turn, draft, { start }, () => nextStep(turn, draft)),
  ),
  desk(typeDraftTime, 'bookings.edit', (turn, { draft, date }) => askForTime(turn, draft, date)),
  desk(askDraftClient, 'bookings.edit', (turn, { draft }) => askForClient(turn, draft)),
  desk(pickDraftClient, 'bookings.edit', (turn, { draft, client }) => pickClient(turn, draft, client)),
  desk(newDraftClient, 'bookings.edit', (turn, { draft }) =>
    set(turn, draft, { clientId: null }, () => nextStep(turn, draft)),
  ),
  desk(askDraftName, 'bookings.edit', (turn, { draft }) => askForName(turn, draft)),
  desk(askDraftPhone, 'bookings.edit', (turn, { draft }) => askForPhone(turn, draft)),
  desk(askDraftComment, 'bookings.edit', (turn, { draft }) => askForComment(turn, draft)),
  desk(dropDraftComment, 'bookings.edit', (turn, { draft }) =>
    set(turn, draft, { comment: null }, () => showSummary(turn, draft)),
  ),
  desk(openDraft, 'bookings.edit', (turn, { draft }) => showSummary(turn, draft)),
  desk(commitDraftVisit, 'bookings.edit', (turn, { draft, anyway }) => commit(turn, draft, anyway === 'yes')),
];

async function pickClient(turn: DeskTurn, draft: number, clientId: number): Promise<Reaction> {
  const client = await readCandidate(turn.tenant, turn.admin, draft, clientId);
  if (client === null) return draftGone(turn);
  const { name, phone } = client;
  return set(turn, draft, { clientId, name, phone }, () => nextStep(turn, draft));
}
