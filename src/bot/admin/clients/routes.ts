import { editClient as commandEdit } from '../../../commands/desk/edit-client.js';
import { flagClient, type ClientFlag } from '../../../commands/desk/flag-client.js';
import type { Reaction } from '../../screen.js';
import { desk, type DeskRoute } from '../desk-route.js';
import type { DeskTurn } from '../desk-turn.js';
import {
  askBlacklist,
  blacklist,
  clearNotes,
  clientBookings,
  editClient,
  foundClients,
  listClients,
  openClientCard,
  searchClients,
  setPrepay,
} from './data.js';
import { flagged } from './flags.js';
import { importRoutes } from './import/routes.js';
import { askField, askReason, askSearch, edited } from './questions.js';
import { showCard, showClients, showFound, showHistory, withClientCard } from './show.js';

export const clientsRoutes: readonly DeskRoute[] = [
  desk(listClients, 'clients.view', (turn, { show, page }) => showClients(turn, show, page)),
  desk(searchClients, 'clients.view', askSearch),
  desk(foundClients, 'clients.view', (turn, { search, page }) => showFound(turn, search, page)),
  desk(openClientCard, 'clients.view', (turn, { client }) => showCard(turn, client)),
  desk(clientBookings, 'clients.view', (turn, { client, page }) => showHistory(turn, client, page)),
  desk(editClient, 'clients.edit', (turn, { client, field, version }) =>
    withClientCard(turn, client, (card) =>
      card.version === version
        ? askField(turn, { client, field, version })
        : showCard(turn, client, meanwhile(turn)),
    ),
  ),
  desk(clearNotes, 'clients.edit', async (turn, { client, version }) => {
    const { tenant, admin, cause } = turn;
    const edit = { field: 'notes', typed: null } as const;
    const order = { clientId: client, expectedVersion: version, edit };
    const taken = await edited(turn, await commandEdit(tenant, admin, cause, order));
    return 'problem' in taken ? showCard(turn, client) : taken;
  }),
  desk(askBlacklist, 'clients.edit', (turn, { client }) =>
    withClientCard(turn, client, () => askReason(turn, { client })),
  ),
  desk(blacklist, 'clients.edit', (turn, { client, to }) =>
    flag(
      turn,
      client,
      to === 'on' ? { kind: 'blacklist', on: true, reason: null } : { kind: 'blacklist', on: false },
    ),
  ),
  desk(setPrepay, 'clients.edit', (turn, { client, to }) =>
    flag(turn, client, { kind: 'prepay', on: to === 'on' }),
  ),
  ...importRoutes,
];

function meanwhile({ wording }: DeskTurn) {
  return { text: wording.texts.plain('desk.changed_meanwhile'), alert: true };
}

async function flag(turn: DeskTurn, clientId: number, wanted: ClientFlag): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const result = await flagClient(tenant, admin, cause, { clientId, flag: wanted });
  return result.outcome === 'reason_too_long' ? showCard(turn, clientId) : flagged(turn, wanted, result);
}
