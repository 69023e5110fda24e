import {
  auditPeriods,
  type AuditDetails,
  type AuditLine,
  type AuditPage,
  type AuditPerson,
} from '../../../../commands/desk/read-audit.js';
import { shorten } from '../../../../i18n/html.js';
import { button, lines, paragraphs, rowsOf, type Keyboard, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { openSalon } from '../../home/data.js';
import { backRow } from '../../home/screens.js';
import { pageOf, pagerRow } from '../../paging.js';
import {
  auditSubjects,
  chooseAuditPeriod,
  chooseAuditSubject,
  chooseAuditWho,
  exportAuditLines,
  listAuditLines,
  openAuditLine,
  type AuditView,
} from './data.js';
import { actionWords, changeWords, subjectWords, type ChangeWords } from './words.js';

const longestValue = 300;
const longestList = 3000;

function actorWords({ actorName, actor }: AuditLine): string {
  return actorName ?? actor;
}

/** One page of the audit log. `who`: the name of the person it is narrowed to. `news`: HTML. */
export function auditScreen(
  view: AuditView,
  { lines: found, total, page, pages }: AuditPage,
  who: string | null,
  wording: Wording,
  news: string | null = null,
): Screen {
  const { texts, formats } = wording;
  return {
    text: paragraphs(
      news,
      texts.html('d_audit.title', { count: total }),
      total === 0 ? texts.html('d_audit.none') : texts.html('d_audit.about'),
    ),
    keyboard: [
      ...found.map((line) => [
        button(
          texts.plain('d_audit.row', {
            when: formats.shortDateTime(line.at),
            who: actorWords(line),
            what: actionWords(line.action, wording),
          }),
          openAuditLine.data({ ...view, page, line: line.id }),
        ),
      ]),
      ...pagerRow({ page, pages }, (next) => listAuditLines.data({ ...view, page: next })),
      ...filterRows(view, who, wording),
      ...(total === 0 ? [] : [[button(texts.plain('d_audit.export'), exportAuditLines.data(view))]]),
      backRow(openSalon.data({}), wording),
    ],
  };
}

function filterRows(view: AuditView, who: string | null, wording: Wording): Keyboard {
  const { texts } = wording;
  return [
    [
      button(
        who === null ? texts.plain('d_audit.anybody') : texts.plain('d_audit.by', { name: who }),
        chooseAuditWho.data({ ...view, page: 0 }),
      ),
      button(
        view.subject === 'any' ? texts.plain('d_audit.anything') : subjectWords(view.subject, wording),
        chooseAuditSubject.data(view),
      ),
      button(texts.plain(`d_audit.period_${view.period}`), chooseAuditPeriod.data(view)),
    ],
  ];
}

/** One line with what was before and what is since. */
export function auditLineScreen(
  view: AuditView,
  page: number,
  { line, masters }: AuditDetails,
  { currency, wording, now }: { currency: string; wording: Wording; now: number },
): Screen {
  const { texts, formats } = wording;
  const subject = subjectWords(line.subject, wording);
  return {
    text: paragraphs(
      `<b>${texts.html('d_audit.what', { what: actionWords(line.action, wording) })}</b>`,
      lines(
        texts.html('d_audit.when', { date: formats.date(line.at, now), time: formats.time(line.at) }),
        texts.html('d_audit.who', { name: actorWords(line), id: line.actor.replace(/^admin:/, '') }),
        line.subjectId !== null && /^\d+$/.test(line.subjectId)
          ? texts.html('d_audit.subject_number', { subject, number: line.subjectId })
          : texts.html('d_audit.subject', { subject }),
      ),
      changesText(changeWords(line, { wording, currency, masters }), wording),
    ),
    keyboard: [backRow(listAuditLines.data({ ...view, page }), wording)],
  };
}

function changesText(changes: readonly ChangeWords[], wording: Wording): string {
  const said: string[] = [];
  let length = 0;
  for (const change of changes) {
    const text = changeText(change, wording);
    length += text.length;
    if (length > longestList) return [...said, '…'].join('\n');
    if (text !== '') said.push(text);
  }
  return said.join('\n');
}

function changeText(change: ChangeWords, { texts }: Wording): string {
  const short = (value: string) => shorten(value, longestValue);
  const [old, now] = [change.old, change.new];
  const field = change.field ?? texts.plain('d_audit.value');
  if (old !== null && now !== null) {
    return texts.html('d_audit.changed', { field, old: short(old), new: short(now) });
  }
  if (now !== null) return texts.html('d_audit.is', { field, value: short(now) });
  return old === null ? '' : texts.html('d_audit.was', { field, value: short(old) });
}

/** Whose changes shall be shown. */
export function auditPeopleScreen(
  view: AuditView,
  people: readonly AuditPerson[],
  wanted: number,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(people, wanted);
  return {
    text: texts.html('d_audit.choose_who'),
    keyboard: [
      [button(texts.plain('d_audit.anybody'), listAuditLines.data({ ...view, who: 0, page: 0 }))],
      ...items.map(({ telegramId, name }) => [
        button(name ?? String(telegramId), listAuditLines.data({ ...view, who: telegramId, page: 0 })),
      ]),
      ...pagerRow(place, (page) => chooseAuditWho.data({ ...view, page })),
      backRow(listAuditLines.data({ ...view, page: 0 }), wording),
    ],
  };
}

/** What kind of changes shall be shown: of those there are. */
export function auditSubjectsScreen(view: AuditView, found: readonly string[], wording: Wording): Screen {
  const { texts } = wording;
  const choices = auditSubjects.filter((one) => found.includes(one));
  return {
    text: texts.html('d_audit.choose_subject'),
    keyboard: [
      [button(texts.plain('d_audit.anything'), listAuditLines.data({ ...view, subject: 'any', page: 0 }))],
      ...rowsOf(
        choices.map((subject) =>
          button(subjectWords(subject, wording), listAuditLines.data({ ...view, subject, page: 0 })),
        ),
        2,
      ),
      backRow(listAuditLines.data({ ...view, page: 0 }), wording),
    ],
  };
}

export function auditPeriodsScreen(view: AuditView, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_audit.choose_period'),
    keyboard: [
      ...auditPeriods.map((period) => [
        button(texts.plain(`d_audit.period_${period}`), listAuditLines.data({ ...view, period, page: 0 })),
      ]),
      backRow(listAuditLines.data({ ...view, page: 0 }), wording),
    ],
  };
}
