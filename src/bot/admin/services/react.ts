import type { EditResult } from '../../../commands/desk/catalogue-change.js';
import { canChooseTemplate } from '../../../commands/desk/choose-template.js';
import { createService, type NewServiceOrder } from '../../../commands/desk/create-service.js';
import { editService, moveService, type ServiceEdit } from '../../../commands/desk/edit-service.js';
import { listDeskServices, readServiceCard, type ServiceCard } from '../../../commands/desk/services.js';
import type { Move } from '../../../domain/row-order.js';
import type { TextKey } from '../../../i18n/texts.js';
import { removePressed, sendPhoto } from '../../photo.js';
import type { Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { hideScreen, photoKeyboard, serviceScreen, servicesScreen } from './screens.js';

/** What a change is answered with: our own words only, so that they may stand in HTML. */
interface Said {
  readonly text: string;
  readonly isAlert: boolean;
}

export async function showServices({ tenant, admin, wording }: DeskTurn, page: number): Promise<Reaction> {
  const services = await listDeskServices(tenant);
  const canFill = services.length === 0 && (await canChooseTemplate(tenant));
  return { screen: servicesScreen(services, page, { role: admin.role, canFill, wording }) };
}

export async function showService(turn: DeskTurn, serviceId: number): Promise<Reaction> {
  const card = await readServiceCard(turn.tenant, serviceId);
  return card === null ? gone(turn) : { screen: screenOf(turn, card, null) };
}

function screenOf({ admin, wording }: DeskTurn, card: ServiceCard, said: Said | null) {
  const words = said === null ? null : `${said.isAlert ? '⚠️' : '✅'} ${said.text}`;
  return serviceScreen(card, { role: admin.role, wording }, words);
}

export async function gone(turn: DeskTurn): Promise<Reaction> {
  const notice = { text: turn.wording.texts.plain('desk.gone'), alert: true };
  return { ...(await showServices(turn, 0)), notice };
}

/** A change that a button asks for: what came of it is said over the chat. */
export async function editPressed(turn: DeskTurn, order: ServiceEdit): Promise<Reaction> {
  const result = await editService(turn.tenant, turn.admin, turn.cause, order);
  const card = await readServiceCard(turn.tenant, order.serviceId);
  if (card === null) return gone(turn);
  const { text, isAlert } = saidOf(turn, result, order);
  return { screen: screenOf(turn, card, null), notice: { text, alert: isAlert } };
}

/** A change that was typed: what came of it stands above the service. */
export async function editTyped(turn: DeskTurn, order: ServiceEdit): Promise<Reaction> {
  const result = await editService(turn.tenant, turn.admin, turn.cause, order);
  const card = await readServiceCard(turn.tenant, order.serviceId);
  return card === null ? gone(turn) : { screen: screenOf(turn, card, saidOf(turn, result, order)) };
}

const words: Readonly<Record<EditResult['outcome'], TextKey>> = {
  saved: 'desk.saved',
  same: 'd_services.same',
  changed: 'desk.changed_meanwhile',
  not_found: 'desk.gone',
  invalid: 'd_services.invalid',
};

function saidOf({ wording }: DeskTurn, { outcome, keptVisits }: EditResult, { values }: ServiceEdit): Said {
  const { texts } = wording;
  const isDone = outcome === 'saved' || outcome === 'same';
  if (outcome !== 'saved') return { text: texts.plain(words[outcome]), isAlert: !isDone };
  if (keptVisits !== null) {
    const text =
      keptVisits === 0
        ? texts.plain('d_services.hidden_none')
        : texts.plain('d_services.hidden', { count: keptVisits });
    return { text, isAlert: false };
  }
  return { text: texts.plain(values.active === true ? 'd_services.restored' : 'desk.saved'), isAlert: false };
}

export async function askToHide(turn: DeskTurn, serviceId: number): Promise<Reaction> {
  const card = await readServiceCard(turn.tenant, serviceId);
  return card === null ? gone(turn) : { screen: hideScreen(card, turn.wording) };
}

export async function move(turn: DeskTurn, serviceId: number, direction: Move): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const { outcome } = await moveService(tenant, admin, cause, { serviceId, move: direction });
  const card = await readServiceCard(tenant, serviceId);
  if (card === null) return gone(turn);
  const { index, of } = card.place;
  const text =
    outcome === 'at_end'
      ? wording.texts.plain('d_services.at_end')
      : wording.texts.plain('d_services.moved', { place: index + 1, of });
  return { screen: screenOf(turn, card, null), notice: { text } };
}

/** The last step of a new service, pressed or typed. */
export async function create(turn: DeskTurn, order: NewServiceOrder): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const { texts } = wording;
  const result = await createService(tenant, admin, cause, order);
  switch (result.outcome) {
    case 'created':
    case 'already': {
      const card = await readServiceCard(tenant, result.serviceId);
      if (card === null) return gone(turn);
      const text = texts.plain(
        result.outcome === 'created' ? 'd_services.created' : 'd_services.created_before',
      );
      return { screen: screenOf(turn, card, { text, isAlert: false }) };
    }
    case 'gone':
      return gone(turn);
    case 'invalid':
    case 'too_many': {
      const key = result.outcome === 'invalid' ? 'd_services.invalid' : 'd_services.too_many';
      return { ...(await showServices(turn, 0)), notice: { text: texts.plain(key), alert: true } };
    }
  }
}

export async function showPhoto(turn: DeskTurn, serviceId: number): Promise<Reaction> {
  const card = await readServiceCard(turn.tenant, serviceId);
  if (card === null) return gone(turn);
  const { photoFileId: fileId } = card.service;
  const keyboard = photoKeyboard(serviceId, turn.wording);
  if (fileId !== null && (await sendPhoto(turn, { fileId, keyboard }))) return {};
  const text = turn.wording.texts.plain('d_services.photo_gone');
  return { screen: screenOf(turn, card, null), notice: { text, alert: true } };
}

/** Back to the screen above; one that is too old to be taken away is followed by the service. */
export async function hidePhoto(turn: DeskTurn, serviceId: number): Promise<Reaction> {
  return (await removePressed(turn)) ? {} : showService(turn, serviceId);
}
