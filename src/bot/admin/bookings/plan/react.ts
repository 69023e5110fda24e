import { commitVisit } from '../../../../commands/desk/commit-visit.js';
import {
  quoteDraft,
  readDraftDay,
  readDraftMasters,
  readDraftMonth,
  readDraftServices,
} from '../../../../commands/desk/draft-options.js';
import {
  changeDraft,
  startBooking,
  startChange,
  type StoredDraft,
  type VisitDraft,
} from '../../../../commands/desk/visit-draft.js';
import type { LocalDate } from '../../../../domain/availability-types.js';
import type { Reaction } from '../../../screen.js';
import type { DeskTurn } from '../../desk-turn.js';
import { alert, toast } from '../card/actions.js';
import { changedMeanwhile, showBooking } from '../card/show.js';
import { showDay, todayOf } from '../schedule/show.js';
import { mastersScreen, servicesScreen } from './choice-screens.js';
import { summaryScreen } from './summary-screen.js';
import { draftDayScreen, draftMonthScreen } from './when-screens.js';

/** For drafts that were committed, dropped, or are somebody else's. */
export async function draftGone(turn: DeskTurn): Promise<Reaction> {
  const shown = await showDay(turn, todayOf(turn), null);
  return { ...shown, notice: toast(turn, 'd_bookings.draft_gone') };
}

/** Begins a new booking. */
export async function begin(turn: DeskTurn, clientId: number | null): Promise<Reaction> {
  const draft = await startBooking(turn.tenant, turn.admin, turn.cause, clientId);
  return draft === null ? draftGone(turn) : showServices(turn, draft.id, 0);
}

/** Begins to change a booking, with the step that was asked for. */
export async function beginChange(
  turn: DeskTurn,
  bookingId: number,
  step: (draft: StoredDraft) => Promise<Reaction>,
): Promise<Reaction> {
  const draft = await startChange(turn.tenant, turn.admin, turn.cause, bookingId);
  return draft === null ? changedMeanwhile(turn, bookingId) : step(draft);
}

export async function showServices(turn: DeskTurn, draftId: number, page: number): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const found = await readDraftServices(tenant, admin, draftId);
  if (found === null) return draftGone(turn);
  return { screen: servicesScreen(found, { page, now: tenant.clock.now() }, wording) };
}

export async function showMasters(turn: DeskTurn, draftId: number, page: number): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const found = await readDraftMasters(tenant, admin, draftId);
  if (found === null) return draftGone(turn);
  if (typeof found === 'string') return offerGone(turn, draftId);
  return { screen: mastersScreen(found, { page, now: tenant.clock.now() }, wording) };
}

/** The service is hidden, or nobody here does it: another one has to be chosen. */
async function offerGone(turn: DeskTurn, draftId: number): Promise<Reaction> {
  return { ...(await showServices(turn, draftId, 0)), notice: alert(turn, 'd_bookings.offer_gone') };
}

export async function showDraftMonth(turn: DeskTurn, draftId: number, month: string): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const found = await readDraftMonth(tenant, admin, draftId, month);
  if (found === null) return draftGone(turn);
  if (found === 'staff_gone') return showMasters(turn, draftId, 0);
  if (found === 'service_gone') return offerGone(turn, draftId);
  return { screen: draftMonthScreen(found, tenant.clock.now(), wording) };
}

export async function showDraftDay(
  turn: DeskTurn,
  draftId: number,
  date: LocalDate,
  part: number,
): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const found = await readDraftDay(tenant, admin, draftId, date);
  if (found === null) return draftGone(turn);
  if (found === 'staff_gone') return showMasters(turn, draftId, 0);
  if (found === 'service_gone') return offerGone(turn, draftId);
  return { screen: draftDayScreen(found, part, tenant.clock.now(), wording) };
}

/** What a draft comes to; the step that is missing when something is. */
export async function showSummary(turn: DeskTurn, draftId: number): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const quote = await quoteDraft(tenant, admin, draftId);
  if (quote === null) return draftGone(turn);
  if (quote === 'incomplete') return showServices(turn, draftId, 0);
  if (quote === 'staff_gone') return showMasters(turn, draftId, 0);
  if (quote === 'service_gone') return offerGone(turn, draftId);
  return { screen: summaryScreen(quote, tenant.clock.now(), wording) };
}

/** Sets something in the draft and goes on with it. */
export async function set(
  turn: DeskTurn,
  draftId: number,
  change: Partial<Omit<VisitDraft, 'booking'>>,
  next: (draft: StoredDraft) => Promise<Reaction>,
): Promise<Reaction> {
  const draft = await changeDraft(turn.tenant, turn.admin, draftId, change);
  return draft === null ? draftGone(turn) : next(draft);
}

/** After the service: the master where that is a question, else the day. */
export async function pickService(turn: DeskTurn, draftId: number, serviceId: number): Promise<Reaction> {
  return set(turn, draftId, { serviceId }, async (draft) => {
    const found = await readDraftMasters(turn.tenant, turn.admin, draftId);
    if (found === null) return draftGone(turn);
    if (typeof found === 'string') return offerGone(turn, draftId);
    const { masters } = found.offer;
    const stays = draft.booking !== null && masters.some(({ id }) => id === draft.staffId);
    if (stays) return showSummary(turn, draftId);
    const [only] = masters;
    if (masters.length === 1 && only !== undefined) return pickMaster(turn, draftId, only.id);
    return showMasters(turn, draftId, 0);
  });
}

/** After the master: the day, unless a time was chosen before. */
export function pickMaster(turn: DeskTurn, draftId: number, staffId: number | null): Promise<Reaction> {
  return set(turn, draftId, { staffId }, async ({ start }) =>
    start === null ? showDraftMonth(turn, draftId, todayOf(turn).slice(0, 7)) : showSummary(turn, draftId),
  );
}

/** Books or changes what was put together, and says how it went. */
export async function commit(turn: DeskTurn, draftId: number, anyway: boolean): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const result = await commitVisit(tenant, admin, cause, { draftId, anyway });
  switch (result.outcome) {
    case 'done':
      return showBooking(turn, result.bookingId, toast(turn, 'desk.saved'));
    case 'unchanged':
      return showBooking(turn, result.bookingId, toast(turn, 'd_bookings.unchanged'));
    case 'changed':
      return changedMeanwhile(turn, result.bookingId);
    case 'warned':
      return showSummary(turn, draftId);
    case 'refused': {
      const notice = alert(turn, `d_bookings.alert_${result.obstacle}`);
      return { ...(await showSummary(turn, draftId)), notice };
    }
    case 'gone':
    case 'incomplete':
      return showSummary(turn, draftId);
    case 'not_found':
      return draftGone(turn);
  }
}
