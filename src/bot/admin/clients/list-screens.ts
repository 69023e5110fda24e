import { sleepingDays, type ClientPage } from '../../../commands/desk/list-clients.js';
import { may } from '../../../domain/permissions.js';
import type { TextKey } from '../../../i18n/texts.js';
import { button, lines, paragraphs, rowsOf, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { DeskTurn } from '../desk-turn.js';
import { backRow, deskRow } from '../home/screens.js';
import { pagerRow } from '../paging.js';
import { clientRow } from './client-words.js';
import {
  foundClients,
  importClients,
  listClients,
  openClientCard,
  searchClients,
  type ClientList,
} from './data.js';

const lists: readonly ClientList[] = ['recent', 'visits', 'sleeping', 'flagged'];
const abouts: Readonly<Record<ClientList, TextKey>> = {
  recent: 'd_clients.about_recent',
  visits: 'd_clients.about_visits',
  flagged: 'd_clients.about_flagged',
  sleeping: 'd_clients.about_sleeping',
};

/** The clients in one of the orders there are. */
export function clientsScreen({ admin, wording }: DeskTurn, show: ClientList, page: ClientPage): Screen {
  const { texts } = wording;
  const choices = lists.map((list) =>
    button(
      `${list === show ? '✓ ' : ''}${texts.plain(`d_clients.${list}`)}`,
      listClients.data({ show: list, page: 0 }),
    ),
  );
  const mayLoad = may(admin.role, 'clients.edit');
  return {
    text: paragraphs(
      texts.html('d_clients.title'),
      texts.html(abouts[show], { days: sleepingDays }),
      countLine(page, wording),
    ),
    keyboard: [
      [
        button(texts.plain('d_clients.search'), searchClients.data({}), 'primary'),
        ...(mayLoad ? [button(texts.plain('d_clients.import'), importClients.data({}))] : []),
      ],
      ...rowsOf(choices, 2),
      ...clientRows(page, wording),
      ...pagerRow(page, (one) => listClients.data({ show, page: one })),
      deskRow(wording),
    ],
  };
}

/** What somebody searched for, and who was found. */
export function foundScreen(
  found: ClientPage & { readonly typed: string },
  searchId: number,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const head = texts.html('d_clients.found', { typed: found.typed });
  return {
    text: lines(head, found.total === 0 ? texts.html('d_clients.found_none') : countLine(found, wording)),
    keyboard: [
      ...clientRows(found, wording),
      ...pagerRow(found, (page) => foundClients.data({ search: searchId, page })),
      [button(texts.plain('d_clients.search_again'), searchClients.data({}))],
      backRow(listClients.data({ show: 'recent', page: 0 }), wording),
    ],
  };
}

/** `problem`: what was wrong with the last answer, as HTML. */
export function askSearchScreen(problem: string | null, wording: Wording): Screen {
  return {
    text: paragraphs(problem, wording.texts.html('d_clients.ask_search')),
    keyboard: [backRow(listClients.data({ show: 'recent', page: 0 }), wording)],
  };
}

function countLine({ total }: ClientPage, { texts }: Wording): string {
  return total === 0 ? texts.html('d_clients.none') : texts.html('d_clients.total', { total });
}

function clientRows({ clients }: ClientPage, wording: Wording): Keyboard {
  return clients.map((client) => [
    button(clientRow(client, wording), openClientCard.data({ client: client.id })),
  ]);
}
