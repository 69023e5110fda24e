import { exportAudit } from '../../../../commands/desk/export-audit.js';
import {
  listAuditChoices,
  readAuditLine,
  readAuditPage,
  type AuditQuery,
} from '../../../../commands/desk/read-audit.js';
import { listEntries } from '../../../../commands/desk/catalogue-kind.js';
import { masters } from '../../../../commands/desk/masters.js';
import { adminName } from '../../../../commands/desk/list-team.js';
import { sendFile } from '../../../present.js';
import type { Reaction } from '../../../screen.js';
import { desk, type DeskRoute } from '../../desk-route.js';
import type { DeskTurn } from '../../desk-turn.js';
import { csvHabits } from '../../exports/words.js';
import { backRow } from '../../home/screens.js';
import {
  chooseAuditPeriod,
  chooseAuditSubject,
  chooseAuditWho,
  exportAuditLines,
  listAuditLines,
  openAudit,
  openAuditLine,
  type AuditView,
} from './data.js';
import {
  auditLineScreen,
  auditPeopleScreen,
  auditPeriodsScreen,
  auditScreen,
  auditSubjectsScreen,
} from './screens.js';
import { auditCells } from './words.js';

const needed = 'audit.view';
const everything: AuditView = { who: 0, subject: 'any', period: 'any' };

export const auditRoutes: readonly DeskRoute[] = [
  desk(openAudit, needed, (turn) => show(turn, everything, 0)),
  desk(listAuditLines, needed, (turn, { page, ...view }) => show(turn, view, page)),
  desk(openAuditLine, needed, showLine),
  desk(chooseAuditWho, needed, async ({ tenant, wording }, { page, ...view }) => {
    const { people } = await listAuditChoices(tenant);
    return { screen: auditPeopleScreen(view, people, page, wording) };
  }),
  desk(chooseAuditSubject, needed, async ({ tenant, wording }, view) => {
    const { subjects } = await listAuditChoices(tenant);
    return { screen: auditSubjectsScreen(view, subjects, wording) };
  }),
  desk(chooseAuditPeriod, needed, async ({ wording }, view) => ({
    screen: auditPeriodsScreen(view, wording),
  })),
  desk(exportAuditLines, needed, sendJournal, 'upload_document'),
];

function queryOf({ who, subject, period }: AuditView): AuditQuery {
  return { who: who === 0 ? null : who, subject: subject === 'any' ? null : subject, period };
}

async function show(
  { tenant, wording }: DeskTurn,
  view: AuditView,
  wanted: number,
  news: string | null = null,
): Promise<Reaction> {
  const page = await readAuditPage(tenant, queryOf(view), wanted);
  const who = view.who === 0 ? null : ((await adminName(tenant, view.who)) ?? String(view.who));
  return { screen: auditScreen(view, page, who, wording, news) };
}

async function showLine(
  turn: DeskTurn,
  { page, line, ...view }: AuditView & { readonly page: number; readonly line: number },
): Promise<Reaction> {
  const { tenant, wording } = turn;
  const details = await readAuditLine(tenant, line);
  if (details === null) return show(turn, view, page);
  const now = tenant.clock.now();
  return { screen: auditLineScreen(view, page, details, { currency: tenant.currency, wording, now }) };
}

/** The file comes as a message of its own, with the way back under it. */
async function sendJournal(turn: DeskTurn, view: AuditView): Promise<Reaction> {
  const { tenant, admin, cause, wording, chatId } = turn;
  const { texts } = wording;
  const names = new Map((await listEntries(tenant, masters)).map(({ id, name }) => [id, name]));
  const saying = { wording, currency: tenant.currency, masters: names };
  const result = await exportAudit(tenant, admin, cause, {
    query: queryOf(view),
    title: texts.plain('d_audit.file'),
    column: (name) => texts.plain(`d_audit.column_${name}`),
    words: (line) => auditCells(line, saying),
    csv: csvHabits(wording),
  });
  if (result.outcome !== 'made') {
    const notice = { text: texts.plain(`d_exports.${result.outcome}`), alert: true };
    return { ...(await show(turn, view, 0)), notice };
  }
  await sendFile(tenant.sender, chatId, {
    filename: result.filename,
    content: result.file,
    caption: texts.html('d_audit.caption', { count: result.rows }),
    keyboard: [backRow(listAuditLines.data({ ...view, page: 0 }), wording)],
  });
  return { notice: { text: texts.plain('d_audit.sent') } };
}
