import {
  ClientFilesBusyError,
  commitImport as commandCommit,
  readImport,
  readSpoiltLines,
  writeSpoiltLines,
  type SpoiltFileOrder,
} from '../../../../commands/desk/import-clients.js';
import { sendFile } from '../../../present.js';
import type { Reaction } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { deskRow } from '../../home/screens.js';
import { desk, type DeskRoute } from '../../desk-route.js';
import type { DeskTurn } from '../../desk-turn.js';
import { commitImport, importClients, importErrors, showImport } from '../data.js';
import { clientGone } from '../show.js';
import { askFile } from './questions.js';
import { importDoneScreen, importScreen, problemKeys } from './screens.js';

export const importRoutes: readonly DeskRoute[] = [
  desk(importClients, 'clients.edit', askFile),
  desk(showImport, 'clients.edit', (turn, { operation }) => show(turn, operation)),
  desk(commitImport, 'clients.edit', async (turn, { operation }) => {
    const { tenant, admin, cause, wording } = turn;
    const result = await commandCommit(tenant, admin, cause, operation);
    if (result.outcome === 'not_found') return clientGone(turn);
    const key = result.repeated ? 'd_import.repeated' : 'd_import.done_toast';
    const notice = { text: wording.texts.plain(key) };
    return { screen: importDoneScreen(result.counts, wording), notice };
  }),
  desk(importErrors, 'clients.edit', (turn, { operation }) => sendErrors(turn, operation)),
];

async function show(turn: DeskTurn, id: number): Promise<Reaction> {
  const preview = await readImport(turn.tenant, turn.admin, id);
  return preview === null ? clientGone(turn) : { screen: importScreen(preview, turn.wording) };
}

/** All lines that are left out, as a file below; the preview stays where it is. */
async function sendErrors(turn: DeskTurn, id: number): Promise<Reaction> {
  const { tenant, admin, chatId, wording } = turn;
  const spoiltJson = await readSpoiltLines(tenant, admin, id);
  if (spoiltJson === null) return clientGone(turn);
  try {
    const content = await writeSpoiltLines({ spoiltJson, ...wordsOf(wording) });
    const filename = `import-errors-${id}.csv`;
    const caption = wording.texts.html('d_import.errors_caption');
    await sendFile(tenant.sender, chatId, { filename, content, caption, keyboard: [deskRow(wording)] });
  } catch (error) {
    if (!(error instanceof ClientFilesBusyError)) throw error;
    return { notice: { text: wording.texts.plain('d_import.busy'), alert: true } };
  }
  return { notice: { text: wording.texts.plain('d_import.errors_sent') } };
}

function wordsOf({ texts }: Wording): Omit<SpoiltFileOrder, 'spoiltJson'> {
  const say = (problem: keyof typeof problemKeys): string => texts.plain(problemKeys[problem]);
  return {
    titles: [
      texts.plain('d_import.title_line'),
      texts.plain('d_import.title_problem'),
      texts.plain('d_import.title_value'),
    ],
    problems: {
      no_phone: say('no_phone'),
      not_a_phone: say('not_a_phone'),
      rounded_phone: say('rounded_phone'),
      not_a_name: say('not_a_name'),
      notes_too_long: say('notes_too_long'),
      duplicate: say('duplicate'),
    },
    duplicateOf: texts.plain('d_import.duplicate_of', { line: '{line}' }),
    delimiter: texts.locale === 'ru' ? ';' : ',',
  };
}
