import { z } from 'zod';
import {
  mostImportRows,
  previewImport,
  type PreviewImportResult,
} from '../../../../commands/desk/import-clients.js';
import type { TextKey } from '../../../../i18n/texts.js';
import { ask, type Question, type Taken } from '../../ask.js';
import type { DeskTurn } from '../../desk-turn.js';
import { askFileScreen, importScreen } from './screens.js';

const nothing = z.object({});
type Nothing = z.infer<typeof nothing>;

/** The file with clients. */
export const importQuestion: Question<Nothing> = {
  id: 'clients_import',
  permission: 'clients.edit',
  args: nothing,
  ask: async ({ wording }, _, problem) => askFileScreen(problem, mostImportRows, wording),
  take: async (turn, _, answer): Promise<Taken> => {
    const { tenant, admin, cause, chatId, wording } = turn;
    if (answer.kind !== 'document') return { problem: wording.texts.html('d_import.only_file') };
    await tenant.sender.call('sendChatAction', { chat_id: chatId, action: 'typing' });
    const result = await previewImport(tenant, admin, cause, answer.document);
    if (result.outcome === 'preview') return { screen: importScreen(result.preview, wording) };
    return { problem: problemOf(result, turn) };
  },
};

const problems = {
  not_a_table: 'd_import.not_a_table',
  old_excel: 'd_import.old_excel',
  empty: 'd_import.empty',
  too_heavy: 'd_import.too_heavy',
  too_big: 'd_import.too_big',
  gone: 'd_import.gone',
  busy: 'd_import.busy',
} as const satisfies Record<string, TextKey>;

function problemOf(
  result: Exclude<PreviewImportResult, { readonly outcome: 'preview' }>,
  { wording }: DeskTurn,
): string {
  const { texts } = wording;
  switch (result.outcome) {
    case 'too_many_rows':
      return texts.html('d_import.too_many_rows', { most: mostImportRows });
    case 'no_phone_column':
      return result.headers.length === 0
        ? texts.html('d_import.empty')
        : texts.html('d_import.no_phone_column', { headers: result.headers.join(', ') });
    default:
      return texts.html(problems[result.outcome]);
  }
}

export const askFile = (turn: DeskTurn) => ask(turn, importQuestion, {});
