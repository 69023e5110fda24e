import type { EditResult } from '../../../commands/desk/catalogue-change.js';
import { createMaster, editMaster, moveMaster, type MasterEdit } from '../../../commands/desk/edit-master.js';
import { listDeskMasters, readMasterCard, type MasterCard } from '../../../commands/desk/masters.js';
import type { Move } from '../../../domain/row-order.js';
import type { TextKey } from '../../../i18n/texts.js';
import { removePressed, sendPhoto } from '../../photo.js';
import type { Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { hideScreen, masterScreen, mastersScreen, photoKeyboard } from './screens.js';

/** What a change is answered with: our own words only, so that they may stand in HTML. */
export interface Said {
  readonly text: string;
  readonly isAlert: boolean;
}

/** The words as they stand above a screen. */
export function aboveScreen({ text, isAlert }: Said): string {
  return `${isAlert ? '⚠️' : '✅'} ${text}`;
}

export async function showMasters({ tenant, admin, wording }: DeskTurn, page: number): Promise<Reaction> {
  return { screen: mastersScreen(await listDeskMasters(tenant), page, { role: admin.role, wording }) };
}

export async function showMaster(turn: DeskTurn, staffId: number): Promise<Reaction> {
  const card = await readMasterCard(turn.tenant, staffId);
  return card === null ? gone(turn) : { screen: screenOf(turn, card, null) };
}

function screenOf({ admin, wording }: DeskTurn, card: MasterCard, said: Said | null) {
  return masterScreen(card, { role: admin.role, wording }, said === null ? null : aboveScreen(said));
}

export async function gone(turn: DeskTurn): Promise<Reaction> {
  const notice = { text: turn.wording.texts.plain('desk.gone'), alert: true };
  return { ...(await showMasters(turn, 0)), notice };
}

/** A change that a button asks for: what came of it is said over the chat. */
export async function editPressed(turn: DeskTurn, order: MasterEdit): Promise<Reaction> {
  const result = await editMaster(turn.tenant, turn.admin, turn.cause, order);
  const card = await readMasterCard(turn.tenant, order.staffId);
  if (card === null) return gone(turn);
  const { text, isAlert } = saidOfEdit(turn, result, order);
  return { screen: screenOf(turn, card, null), notice: { text, alert: isAlert } };
}

/** A change that was typed: what came of it stands above the master. */
export async function editTyped(turn: DeskTurn, order: MasterEdit): Promise<Reaction> {
  const result = await editMaster(turn.tenant, turn.admin, turn.cause, order);
  const card = await readMasterCard(turn.tenant, order.staffId);
  return card === null ? gone(turn) : { screen: screenOf(turn, card, saidOfEdit(turn, result, order)) };
}

const words: Readonly<Record<EditResult['outcome'], TextKey>> = {
  saved: 'desk.saved',
  same: 'd_services.same',
  changed: 'desk.changed_meanwhile',
  not_found: 'desk.gone',
  invalid: 'd_services.invalid',
};

/** What is said of an edit that hid nothing. */
export function saidOf({ wording }: DeskTurn, outcome: EditResult['outcome']): Said {
  const isAlert = outcome !== 'saved' && outcome !== 'same';
  return { text: wording.texts.plain(words[outcome]), isAlert };
}

function saidOfEdit(turn: DeskTurn, { outcome, keptVisits }: EditResult, { values }: MasterEdit): Said {
  const { texts } = turn.wording;
  if (outcome !== 'saved') return saidOf(turn, outcome);
  if (keptVisits !== null) {
    const text =
      keptVisits === 0
        ? texts.plain('d_staff.hidden_none')
        : texts.plain('d_staff.hidden', { count: keptVisits });
    return { text, isAlert: false };
  }
  return { text: texts.plain(values.active === true ? 'd_staff.restored' : 'desk.saved'), isAlert: false };
}

export async function askToHide(turn: DeskTurn, staffId: number): Promise<Reaction> {
  const card = await readMasterCard(turn.tenant, staffId);
  return card === null ? gone(turn) : { screen: hideScreen(card, turn.wording) };
}

export async function move(turn: DeskTurn, staffId: number, direction: Move): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const { outcome } = await moveMaster(tenant, admin, cause, { staffId, move: direction });
  const card = await readMasterCard(tenant, staffId);
  if (card === null) return gone(turn);
  const { index, of } = card.place;
  const text =
    outcome === 'at_end'
      ? wording.texts.plain('d_services.at_end')
      : wording.texts.plain('d_services.moved', { place: index + 1, of });
  return { screen: screenOf(turn, card, null), notice: { text } };
}

/** Takes on a master of this name. */
export async function create(turn: DeskTurn, name: string): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const result = await createMaster(tenant, admin, cause, name);
  const { texts } = wording;
  if (result.outcome !== 'created') {
    const key = result.outcome === 'invalid' ? 'd_services.invalid' : 'd_staff.too_many';
    return { ...(await showMasters(turn, 0)), notice: { text: texts.plain(key), alert: true } };
  }
  const card = await readMasterCard(tenant, result.staffId);
  if (card === null) return gone(turn);
  return { screen: screenOf(turn, card, { text: texts.plain('d_staff.created'), isAlert: false }) };
}

export async function showPhoto(turn: DeskTurn, staffId: number): Promise<Reaction> {
  const card = await readMasterCard(turn.tenant, staffId);
  if (card === null) return gone(turn);
  const { photoFileId: fileId } = card.master;
  const keyboard = photoKeyboard(staffId, turn.wording);
  if (fileId !== null && (await sendPhoto(turn, { fileId, keyboard }))) return {};
  const text = turn.wording.texts.plain('d_services.photo_gone');
  return { screen: screenOf(turn, card, null), notice: { text, alert: true } };
}

/** Back to the screen above; one that is too old to be taken away is followed by the master. */
export async function hidePhoto(turn: DeskTurn, staffId: number): Promise<Reaction> {
  return (await removePressed(turn)) ? {} : showMaster(turn, staffId);
}
