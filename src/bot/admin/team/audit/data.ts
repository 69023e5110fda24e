import { auditPeriods, type AuditPeriod } from '../../../../commands/desk/read-audit.js';
import { action, choice, integer } from '../../../callback-data.js';

/** What the audit log speaks of. */
export const auditSubjects = [
  'admin',
  'block',
  'booking',
  'broadcast',
  'client',
  'data',
  'day_off',
  'hours',
  'mass',
  'review',
  'salon',
  'service',
  'setting',
  'staff',
  'text',
] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/** Which lines are shown. */
export interface AuditView {
  /** 0: everybody. */
  readonly who: number;
  readonly subject: AuditSubject | 'any';
  readonly period: AuditPeriod;
}

const filter = {
  who: integer(0, 36 ** 10 - 1),
  subject: choice('any', ...auditSubjects),
  period: choice(...auditPeriods),
};
const page = integer(0, 99_999);

/** All of it, newest first. */
export const openAudit = action('ajo', 1, {});
export const listAuditLines = action('ajl', 1, { ...filter, page });
export const openAuditLine = action('aje', 1, { ...filter, page, line: integer(1, 36 ** 8 - 1) });
export const chooseAuditWho = action('ajw', 1, { ...filter, page });
export const chooseAuditSubject = action('ajs', 1, filter);
export const chooseAuditPeriod = action('ajp', 1, filter);
export const exportAuditLines = action('ajx', 1, filter);
