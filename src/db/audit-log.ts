import type { WriteTx } from './tenant-db.js';

/** One change by somebody of the salon. `old` and `new`: what changed, as plain data, clients' names and phones masked. */
export interface AuditEntry {
  readonly actor: string;
  readonly actorName: string | null;
  /** `subject.verb`, such as `service.edit`. */
  readonly action: string;
  /** What kind of thing changed, such as `service`. */
  readonly subject: string;
  readonly subjectId: string | number | null;
  readonly old?: unknown;
  readonly new?: unknown;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Writes a line that nobody can change or delete, in the transaction that makes the change. */
export async function appendAudit(tx: WriteTx, entry: AuditEntry): Promise<void> {
  await tx.rows(
    tx.sql('audit_log').insert({
      at: new Date(entry.at),
      actor: entry.actor,
      actor_name: entry.actorName,
      action: entry.action,
      subject: entry.subject,
      subject_id: entry.subjectId === null ? null : String(entry.subjectId),
      old: entry.old === undefined ? null : JSON.stringify(entry.old),
      new: entry.new === undefined ? null : JSON.stringify(entry.new),
    }),
  );
}
