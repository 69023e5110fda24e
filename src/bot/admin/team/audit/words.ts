import type { AuditCells } from '../../../../commands/desk/export-audit.js';
import type { AuditLine } from '../../../../commands/desk/read-audit.js';
import { roles } from '../../../../domain/permissions.js';
import { isTextKey } from '../../../../commands/tenant-texts.js';
import type { Wording } from '../../../wording.js';
import { auditSubjects } from './data.js';

/** What somebody did, in words; an action this version does not know, by its own name. */
export function actionWords(action: string, { texts }: Wording): string {
  const key = `d_audit.action_${action.replace('.', '_')}`;
  return isTextKey(key) ? texts.plain(key) : action;
}

/** What kind of thing it was done to. */
export function subjectWords(subject: string, { texts }: Wording): string {
  const known = auditSubjects.find((one) => one === subject);
  return known === undefined ? subject : texts.plain(`d_audit.subject_${known}`);
}

export interface ChangeWords {
  /** Null: the whole thing. */
  readonly field: string | null;
  readonly old: string | null;
  readonly new: string | null;
}

/** What is needed to say what stands in a line. */
export interface Saying {
  readonly wording: Wording;
  /** ISO 4217, of amounts that do not say their own. */
  readonly currency: string;
  readonly masters: ReadonlyMap<number, string>;
}

/** What was before and what is since, field by field, as far as the two differ. */
export function changeWords(line: Pick<AuditLine, 'old' | 'new'>, saying: Saying): ChangeWords[] {
  const [before, after] = [line.old, line.new];
  if (!isRecordOrNothing(before) || !isRecordOrNothing(after)) {
    return [{ field: null, old: said(before, '', saying), new: said(after, '', saying) }];
  }
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const currency = currencyOf(after) ?? currencyOf(before) ?? saying.currency;
  const own = { ...saying, currency };
  return [...keys]
    .filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]))
    .map((key) => ({
      field: fieldWords(key, saying.wording),
      old: said(before?.[key], key, own),
      new: said(after?.[key], key, own),
    }));
}

/** A line as it stands in a table. */
export function auditCells(line: AuditLine, saying: Saying): AuditCells {
  const changes = changeWords(line, saying);
  const side = (which: 'old' | 'new') =>
    changes
      .flatMap((change) => {
        const value = change[which];
        if (value === null) return [];
        return [change.field === null ? value : `${change.field}: ${value}`];
      })
      .join('; ');
  return {
    action: actionWords(line.action, saying.wording),
    subject: subjectWords(line.subject, saying.wording),
    old: side('old'),
    new: side('new'),
  };
}

function fieldWords(key: string, { texts }: Wording): string {
  const known = `d_audit.field_${key}`;
  return isTextKey(known) ? texts.plain(known) : key;
}

type Plain = Readonly<Record<string, unknown>>;

function isRecordOrNothing(value: unknown): value is Plain | null | undefined {
  return value === null || value === undefined || (typeof value === 'object' && !Array.isArray(value));
}

function currencyOf(side: Plain | null | undefined): string | null {
  const currency = side?.currency;
  return typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : null;
}

/** A value in words; null when there is none. */
function said(value: unknown, key: string, saying: Saying): string | null {
  const { texts } = saying.wording;
  if (value === undefined) return null;
  if (value === null || value === '') return texts.plain('d_audit.empty');
  if (typeof value === 'boolean') return texts.plain(value ? 'd_audit.yes' : 'd_audit.no');
  if (typeof value === 'number') return numberWords(value, key, saying);
  if (typeof value === 'string') return stringWords(value, key, saying);
  if (Array.isArray(value)) return listWords(value, key, saying);
  return Object.entries(value)
    .map(([inner, one]) => `${fieldWords(inner, saying.wording)}: ${said(one, inner, saying) ?? ''}`)
    .join(', ');
}

function listWords(values: readonly unknown[], key: string, saying: Saying): string {
  if (values.length === 0) return saying.wording.texts.plain('d_audit.empty');
  return values.map((one) => said(one, key, saying) ?? '').join('; ');
}

function numberWords(value: number, key: string, { wording, currency, masters }: Saying): string {
  if (key === 'staffId') return masters.get(value) ?? `№ ${value}`;
  if (key.endsWith('Minor')) return wording.price(value, currency);
  if ((key.endsWith('Minutes') || key === 'minutes') && value >= 0) return wording.duration(value);
  if (key === 'startMinute' || key === 'endMinute') return wording.formats.minuteOfDay(value);
  return String(value);
}

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

function stringWords(value: string, key: string, { wording }: Saying): string {
  if (isoInstant.test(value)) return wording.formats.shortDateTime(Date.parse(value));
  if (key === 'role') {
    const role = roles.find((one) => one === value);
    if (role !== undefined) return wording.texts.plain(`desk.role_${role}`);
  }
  const state = `d_audit.value_${value}`;
  return key === 'status' && isTextKey(state) ? wording.texts.plain(state) : value;
}
