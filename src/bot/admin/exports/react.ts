import { exportData, type ExportResult } from '../../../commands/desk/export-data.js';
import type { Period } from '../../../domain/period.js';
import { TelegramUnavailableError } from '../../../telegram/errors.js';
import type { TextKey } from '../../../i18n/texts.js';
import { sendFile, showScreen } from '../../present.js';
import type { Reaction } from '../../screen.js';
import type { DeskTurn } from '../desk-turn.js';
import { Progress } from './progress.js';
import { exportsScreen, fileCaption, makingScreen, type ExportChoice } from './screens.js';
import { csvHabits, exportWords } from './words.js';

/** What can be taken out of a period. */
export async function showExports(turn: DeskTurn, period: Period): Promise<Reaction> {
  return { screen: exportsScreen(inOrder(period), todayOf(turn), turn.wording) };
}

/** Makes a file: the message says how far it is, the file comes below, and the message offers the tables again. */
export async function makeFile(turn: DeskTurn, chosen: ExportChoice): Promise<Reaction> {
  const choice = { ...chosen, period: inOrder(chosen.period) };
  return {
    screen: makingScreen(choice, 0, turn.wording),
    afterwards: async (messageId) => {
      const news = await make(turn, choice, messageId);
      const screen = exportsScreen(choice.period, todayOf(turn), turn.wording, turn.wording.texts.html(news));
      await showScreen(turn.tenant.sender, turn.chatId, messageId, screen);
    },
  };
}

async function make(turn: DeskTurn, choice: ExportChoice, messageId: number): Promise<TextKey> {
  const { tenant, admin, cause, wording } = turn;
  const progress = new Progress(turn, choice, messageId);
  const result = await exportData(tenant, admin, cause, {
    ...choice,
    words: exportWords(choice.kind, wording),
    csv: csvHabits(wording),
    onProgress: (done, total) => progress.note(done, total),
  }).finally(() => progress.settled());
  if (result.outcome !== 'made') return `d_exports.${result.outcome}`;
  return send(turn, choice, result);
}

async function send(
  { tenant, chatId, wording }: DeskTurn,
  choice: ExportChoice,
  { file, filename, rows }: Extract<ExportResult, { outcome: 'made' }>,
): Promise<TextKey> {
  try {
    await sendFile(tenant.sender, chatId, { filename, content: file, ...fileCaption(choice, rows, wording) });
    return 'd_exports.sent';
  } catch (error) {
    // Trying again by itself would make the whole file again, and again; the person may decide.
    if (!(error instanceof TelegramUnavailableError)) throw error;
    return 'd_exports.not_sent';
  }
}

/** Whatever a button says: the days are put in their order. */
function inOrder({ from, to }: Period): Period {
  return from <= to ? { from, to } : { from: to, to: from };
}

function todayOf({ tenant, wording }: DeskTurn): string {
  return wording.formats.localDate(tenant.clock.now());
}
