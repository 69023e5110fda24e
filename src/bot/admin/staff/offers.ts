import {
  changeAllOffers,
  changeOffer,
  changeTerms,
  type OfferOrder,
  type TermsOrder,
} from '../../../commands/desk/change-offer.js';
import type { EditResult } from '../../../commands/desk/catalogue-change.js';
import { readMasterOffers, type MasterOffers } from '../../../commands/desk/masters.js';
import type { Reaction } from '../../screen.js';
import { aboveScreen, saidOf } from '../catalogue/said.js';
import type { DeskTurn } from '../desk-turn.js';
import { offersScreen, termsListScreen, termsScreen } from './offer-screens.js';
import { masterRoom } from './room.js';

export async function showOffers(turn: DeskTurn, staffId: number, page: number): Promise<Reaction> {
  const offers = await readMasterOffers(turn.tenant, staffId);
  return offers === null ? masterRoom.gone(turn) : { screen: offersScreen(offers, page, turn.wording) };
}

export async function switchOffer(turn: DeskTurn, order: OfferOrder, page: number): Promise<Reaction> {
  const { outcome } = await changeOffer(turn.tenant, turn.admin, turn.cause, order);
  return withWord(turn, outcome, await showOffers(turn, order.staffId, page));
}

export async function switchAll(turn: DeskTurn, order: Omit<OfferOrder, 'serviceId'>): Promise<Reaction> {
  const { outcome } = await changeAllOffers(turn.tenant, turn.admin, turn.cause, order);
  return withWord(turn, outcome, await showOffers(turn, order.staffId, 0));
}

export async function showTermsList(turn: DeskTurn, staffId: number, page: number): Promise<Reaction> {
  const offers = await readMasterOffers(turn.tenant, staffId);
  return offers === null ? masterRoom.gone(turn) : { screen: termsListScreen(offers, page, turn.wording) };
}

/** One service as this master does it; null when this master does not (any more). */
export function findTerms({ offers }: MasterOffers, serviceId: number) {
  const done = offers.filter(({ isOffered }) => isOffered);
  const index = done.findIndex((one) => one.serviceId === serviceId);
  const offer = done[index];
  return offer === undefined ? null : { offer, index };
}

export async function showTerms(
  turn: DeskTurn,
  staffId: number,
  serviceId: number,
  said: string | null = null,
): Promise<Reaction> {
  const offers = await readMasterOffers(turn.tenant, staffId);
  const found = offers === null ? null : findTerms(offers, serviceId);
  if (offers === null || found === null) return masterRoom.gone(turn);
  return { screen: termsScreen(offers.master, found, turn.wording, said) };
}

/** A change that a button asks for. */
export async function changePressed(turn: DeskTurn, order: TermsOrder): Promise<Reaction> {
  const { outcome } = await changeTerms(turn.tenant, turn.admin, turn.cause, order);
  return withWord(turn, outcome, await showTerms(turn, order.staffId, order.serviceId));
}

/** A change that was typed. */
export async function changeTyped(turn: DeskTurn, order: TermsOrder): Promise<Reaction> {
  const { outcome } = await changeTerms(turn.tenant, turn.admin, turn.cause, order);
  return showTerms(turn, order.staffId, order.serviceId, aboveScreen(saidOf(turn, outcome)));
}

function withWord(turn: DeskTurn, outcome: EditResult['outcome'], reaction: Reaction): Reaction {
  const { text, isAlert } = saidOf(turn, outcome);
  return { ...reaction, notice: { text, alert: isAlert } };
}
