import type { PrepareMassResult, OrderProblem } from '../../../commands/desk/prepare-mass.js';
import { listNewServices, readMassChoices } from '../../../commands/desk/mass-choices.js';
import { longestPeriodDays } from '../../../commands/desk/mass-order.js';
import { previewMass, readMassChoice } from '../../../commands/desk/preview-mass.js';
import type { TextKey } from '../../../i18n/texts.js';
import type { Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { choosePeriod, kindOf, openMass, type Change } from './data.js';
import { pickScreen } from './cancel-screens.js';
import { doneScreen, previewScreen } from './preview-screens.js';
import {
  massScreen,
  mastersScreen,
  newServicesScreen,
  servicesScreen,
  stuckScreen,
  type Whose,
} from './screens.js';

export async function showMass({ wording }: DeskTurn): Promise<Reaction> {
  return { screen: massScreen(wording) };
}

/** The masters with visits on these days; with one master only, the next step. `askShift` asks by how much. */
export async function showMasters(
  turn: DeskTurn,
  change: Change,
  days: { readonly from: string; readonly to: string; readonly page: number },
  askShift: (turn: DeskTurn, whose: Whose) => Promise<Reaction>,
): Promise<Reaction> {
  const { tenant, wording } = turn;
  const choices = await readMassChoices(tenant, { ...days, staffId: null, serviceId: null });
  if (choices.visits === 0) return stuck(turn, change, wording.texts.html('d_mass.empty'));
  if (choices.masters.length > 1) return { screen: mastersScreen(change, days, choices, wording) };
  const whose = { from: days.from, to: days.to, staff: null };
  return change === 'shift' ? askShift(turn, whose) : showServices(turn, change, { ...whose, page: 0 });
}

export async function showServices(
  turn: DeskTurn,
  change: 'service' | 'cancel',
  whose: Whose & { readonly page: number },
): Promise<Reaction> {
  const { tenant, wording } = turn;
  const { from, to, staff: staffId } = whose;
  const choices = await readMassChoices(tenant, { from, to, staffId, serviceId: null });
  return choices.visits === 0
    ? stuck(turn, change, wording.texts.html('d_mass.empty'))
    : { screen: servicesScreen(change, whose, choices, wording) };
}

export async function showNewServices(
  turn: DeskTurn,
  asked: Whose & { readonly service: number; readonly page: number },
): Promise<Reaction> {
  const { tenant, wording } = turn;
  const { from, to, staff: staffId, service } = asked;
  const { services } = await readMassChoices(tenant, { from, to, staffId, serviceId: service });
  const name = services[0]?.name;
  if (name === undefined) return stuck(turn, 'service', wording.texts.html('d_mass.empty'));
  return { screen: newServicesScreen(asked, name, await listNewServices(tenant, service), wording) };
}

/** The visits of a cancellation, to choose from. */
export async function showChoice(turn: DeskTurn, operationId: number, page: number): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const choice = await readMassChoice(tenant, admin, { kind: kindOf('cancel'), operationId });
  return choice === null ? gone(turn) : { screen: pickScreen(choice, page, wording) };
}

/** What a change would do, or what it did. */
export async function showPreview(
  turn: DeskTurn,
  change: Change,
  operationId: number,
  page = 0,
): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const { texts } = wording;
  const result = await previewMass(tenant, admin, { kind: kindOf(change), operationId });
  switch (result.outcome) {
    case 'preview':
      return { screen: previewScreen(result.preview, change, page, wording) };
    case 'done': {
      const text = texts.html(`d_mass.done_${change}`, { count: result.done.visits });
      return { screen: doneScreen(text, result.done, openMass.data({}), wording) };
    }
    case 'too_many':
      return stuck(turn, change, texts.html('d_mass.too_many', { most: result.most }));
    case 'service_gone':
      return stuck(turn, change, texts.html('d_mass.service_gone'));
    case 'not_found':
      return gone(turn);
  }
}

/** The preview of an operation that was just begun, or why it was not. */
export async function showPrepared(
  turn: DeskTurn,
  change: Change,
  result: PrepareMassResult,
): Promise<Reaction> {
  if (result.outcome === 'prepared') {
    return change === 'cancel'
      ? showChoice(turn, result.operationId, 0)
      : showPreview(turn, change, result.operationId);
  }
  return stuck(turn, change, problemText(turn, result.problem));
}

/** What is wrong with an order, as HTML. */
export function problemText({ wording: { texts } }: DeskTurn, problem: OrderProblem): string {
  switch (problem) {
    case 'over':
      return texts.html('d_mass.over');
    case 'too_long':
      return texts.html('d_mass.too_long', { days: longestPeriodDays });
    case 'bad_shift':
      return texts.html('d_mass.bad_shift');
    case 'reason_too_long':
      return texts.html('d_mass.reason_text');
    case 'same_service':
      return texts.html('d_mass.nothing');
    case 'staff_gone':
      return texts.html('desk.gone');
  }
}

/** It cannot go on like this; why, and the way back to other days. */
function stuck({ wording }: DeskTurn, change: Change, text: string): Reaction {
  return { screen: stuckScreen(text, choosePeriod.data({ change }), wording) };
}

export async function gone(turn: DeskTurn): Promise<Reaction> {
  return alerted(turn, 'desk.gone', await showMass(turn));
}

export function alerted({ wording }: DeskTurn, key: TextKey, reaction: Reaction): Reaction {
  return { ...reaction, notice: { text: wording.texts.plain(key), alert: true } };
}
