import { findClients, listClients } from '../../../commands/desk/list-clients.js';
import { readClient, readClientHistory, type ClientCard } from '../../../commands/desk/read-client.js';
import type { Notice, Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { clientHistoryScreen, clientScreen } from './card-screens.js';
import type { ClientList } from './data.js';
import { clientsScreen, foundScreen } from './list-screens.js';

export async function showClients(turn: DeskTurn, show: ClientList, page: number): Promise<Reaction> {
  return { screen: clientsScreen(turn, show, await listClients(turn.tenant, { order: show, page })) };
}

/** Who was found; the list when nobody knows any more what was searched for. */
export async function showFound(turn: DeskTurn, searchId: number, page: number): Promise<Reaction> {
  const found = await findClients(turn.tenant, turn.admin, { searchId, page });
  if (found === null) return clientGone(turn);
  return { screen: foundScreen(found, searchId, turn.wording) };
}

export async function withClientCard(
  turn: DeskTurn,
  clientId: number,
  react: (client: ClientCard) => Promise<Reaction>,
): Promise<Reaction> {
  const client = await readClient(turn.tenant, clientId);
  return client === null ? clientGone(turn) : react(client);
}

export function showCard(turn: DeskTurn, clientId: number, notice?: Notice): Promise<Reaction> {
  return withClientCard(turn, clientId, async (client) => shownCard(turn, client, notice));
}

export function shownCard(turn: DeskTurn, client: ClientCard, notice?: Notice): Reaction {
  return { screen: clientScreen(turn, client), ...(notice === undefined ? {} : { notice }) };
}

export async function showHistory(turn: DeskTurn, clientId: number, page: number): Promise<Reaction> {
  const history = await readClientHistory(turn.tenant, { clientId, page });
  return history === null ? clientGone(turn) : { screen: clientHistoryScreen(history, turn.wording) };
}

export async function clientGone(turn: DeskTurn): Promise<Reaction> {
  const notice = { text: turn.wording.texts.plain('desk.gone'), alert: true };
  return { ...(await showClients(turn, 'recent', 0)), notice };
}
