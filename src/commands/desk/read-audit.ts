import {
  auditChoices,
  findAuditLine,
  listAudit,
  type AuditFilter,
  type AuditLine,
} from '../../db/desk-audit.js';
import { staffNames } from '../../db/staff-names.js';
import type { TenantContext } from '../tenant-context.js';

export type { AuditLine };

export const auditPeriods = ['any', 'day', 'week', 'month', 'quarter'] as const;
export type AuditPeriod = (typeof auditPeriods)[number];
const dayMs = 24 * 3_600_000;
const days: Readonly<Record<AuditPeriod, number | null>> = {
  any: null,
  day: 1,
  week: 7,
  month: 30,
  quarter: 90,
};

/** Which lines of the audit log somebody wants to see. */
export interface AuditQuery {
  /** Telegram id of who changed something; null: everybody. */
  readonly who: number | null;
  /** What kind of thing was changed; null: anything. */
  readonly subject: string | null;
  readonly period: AuditPeriod;
}

export interface AuditPage {
  readonly lines: readonly AuditLine[];
  /** Pages count from 0. */
  readonly page: number;
  readonly pages: number;
  readonly total: number;
  readonly now: number;
}

const pageSize = 8;

/** What a query means now. */
export function auditFilter(ctx: TenantContext, { who, subject, period }: AuditQuery): AuditFilter {
  const length = days[period];
  const since = length === null ? null : ctx.clock.now() - length * dayMs;
  return { actor: who === null ? null : `admin:${who}`, subject, since };
}

/** One page of the audit log, newest first; a number past the end gives the last one. */
export async function readAuditPage(
  ctx: TenantContext,
  query: AuditQuery,
  wanted: number,
): Promise<AuditPage> {
  const filter = auditFilter(ctx, query);
  return ctx.db.read(async (tx) => {
    const of = (page: number) => listAudit(tx, filter, { offset: page * pageSize, limit: pageSize });
    const asked = await of(wanted);
    const pages = Math.max(1, Math.ceil(asked.total / pageSize));
    const page = Math.min(wanted, pages - 1);
    const { lines, total } = page === wanted ? asked : await of(page);
    return { lines, page, pages, total, now: ctx.clock.now() };
  });
}

export interface AuditDetails {
  readonly line: AuditLine;
  /** Names of masters that the line speaks of by number. */
  readonly masters: ReadonlyMap<number, string>;
}

/** One line of the audit log; null when there is none. */
export async function readAuditLine(ctx: TenantContext, id: number): Promise<AuditDetails | null> {
  return ctx.db.read(async (tx) => {
    const line = await findAuditLine(tx, id);
    return line === null ? null : { line, masters: await staffNames(tx) };
  });
}

/** Somebody who has changed something. */
export interface AuditPerson {
  readonly telegramId: number;
  readonly name: string | null;
}

/** Who has changed something so far, and what kinds of things. */
export async function listAuditChoices(
  ctx: TenantContext,
): Promise<{ readonly people: readonly AuditPerson[]; readonly subjects: readonly string[] }> {
  const { actors, subjects } = await ctx.db.read(auditChoices);
  const people = actors.flatMap(({ actor, name }) => {
    const id = /^admin:(\d+)$/.exec(actor)?.[1];
    return id === undefined ? [] : [{ telegramId: Number(id), name }];
  });
  return { people, subjects };
}
