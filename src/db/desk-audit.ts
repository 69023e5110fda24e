import type { ReadTx } from './tenant-db.js';

/** A line of the audit log as it is kept. */
export interface AuditLine {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly actorName: string | null;
  /** `subject.verb`. */
  readonly action: string;
  readonly subject: string;
  readonly subjectId: string | null;
  /** What was before and what is since, as plain data of any shape. */
  readonly old: unknown;
  readonly new: unknown;
}

/** Which lines are wanted; null: all. */
export interface AuditFilter {
  /** As `actorOf` writes it. */
  readonly actor: string | null;
  readonly subject: string | null;
  /** Epoch milliseconds. */
  readonly since: number | null;
}

/** Lines that fit, newest first, and how many there are in all. */
export async function listAudit(
  tx: ReadTx,
  filter: AuditFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly lines: AuditLine[]; readonly total: number }> {
  const [counted] = await tx.rows<{ total: number }>(
    tx.sql.raw(`select count(*)::int as total from audit_log where ${fits}`, bindingsOf(filter)),
  );
  const rows = await tx.rows<StoredLine>(
    tx.sql.raw(`${select} where ${fits} order by id desc offset :offset limit :limit`, {
      ...bindingsOf(filter),
      offset,
      limit,
    }),
  );
  return { lines: rows.map(lineFrom), total: counted?.total ?? 0 };
}

/** At most `limit` lines that fit, oldest first, behind the one with the number `after`. */
export async function auditAfter(
  tx: ReadTx,
  filter: AuditFilter,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<AuditLine[]> {
  const rows = await tx.rows<StoredLine>(
    tx.sql.raw(`${select} where ${fits} and id > :after order by id limit :limit`, {
      ...bindingsOf(filter),
      after,
      limit,
    }),
  );
  return rows.map(lineFrom);
}

/** One line, or null. */
export async function findAuditLine(tx: ReadTx, id: number): Promise<AuditLine | null> {
  const [row] = await tx.rows<StoredLine>(tx.sql.raw(`${select} where id = ?`, [id]));
  return row === undefined ? null : lineFrom(row);
}

/** Everybody who has changed something, with the name last used, by that name; and what has been changed. */
export async function auditChoices(tx: ReadTx): Promise<{
  readonly actors: readonly { readonly actor: string; readonly name: string | null }[];
  readonly subjects: readonly string[];
}> {
  const actors = await tx.rows<{ actor: string; name: string | null }>(
    tx.sql.raw(
      `select actor, name from (
         select distinct on (actor) actor, actor_name as name from audit_log order by actor, id desc
       ) last order by name nulls last, actor`,
    ),
  );
  const subjects = await tx.rows<{ subject: string }>(
    tx.sql.raw('select distinct subject from audit_log order by subject'),
  );
  return { actors, subjects: subjects.map(({ subject }) => subject) };
}

const select = `
  select id, at, actor, actor_name as "actorName", action, subject, subject_id as "subjectId", old, new
  from audit_log`;

const fits = `(cast(:actor as text) is null or actor = :actor)
  and (cast(:subject as text) is null or subject = :subject)
  and (cast(:since as timestamptz) is null or at >= cast(:since as timestamptz))`;

function bindingsOf({ actor, subject, since }: AuditFilter) {
  return { actor, subject, since: since === null ? null : new Date(since) };
}

interface StoredLine extends Omit<AuditLine, 'id' | 'at'> {
  readonly id: string | number;
  readonly at: Date;
}

function lineFrom(row: StoredLine): AuditLine {
  return { ...row, id: Number(row.id), at: row.at.getTime() };
}
