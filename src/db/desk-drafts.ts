import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Work that somebody of the desk has begun, kept between two presses; only its maker sees it. */
export interface DraftRow {
  readonly id: number;
  /** Plain data; the shape is the caller's to check. */
  readonly params: unknown;
  /** What came of it; null until it is committed. */
  readonly result: unknown;
}

interface Owner {
  readonly kind: string;
  readonly createdBy: number;
}

/**
 * Begins work of a kind and forgets what the same person had begun of it and not committed, so that nothing typed about
 * a client stays behind. `now` is epoch milliseconds.
 */
export async function insertDraft(
  tx: WriteTx,
  { kind, createdBy, params }: Owner & { readonly params: object },
  now: number,
): Promise<number> {
  const owner = { kind, created_by: createdBy };
  await tx.rows(tx.sql('operations').where(owner).whereNull('committed_at').delete());
  const [row] = await tx.rows<{ id: number }>(
    tx
      .sql('operations')
      .insert({ ...owner, params: JSON.stringify(params), created_at: new Date(now) })
      .returning('id'),
  );
  if (row === undefined) throw new RangeError('a draft was not written');
  return row.id;
}

/** A draft of this person, or null. Any number may be asked for. */
export async function findDraft(tx: ReadTx, owner: Owner, id: number): Promise<DraftRow | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<DraftRow>(
    tx
      .sql('operations')
      .where({ id, kind: owner.kind, created_by: owner.createdBy })
      .select('id', 'params', 'result'),
  );
  return row ?? null;
}

/** As `findDraft`, and nobody else changes it until this transaction ends. */
export async function lockDraft(tx: WriteTx, owner: Owner, id: number): Promise<DraftRow | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<DraftRow>(
    tx
      .sql('operations')
      .where({ id, kind: owner.kind, created_by: owner.createdBy })
      .select('id', 'params', 'result')
      .forUpdate(),
  );
  return row ?? null;
}

/** What this person began last of a kind, not before `since` (epoch milliseconds); null when there is nothing. */
export async function latestDraft(tx: ReadTx, owner: Owner, since: number): Promise<DraftRow | null> {
  const [row] = await tx.rows<DraftRow>(
    tx
      .sql('operations')
      .where({ kind: owner.kind, created_by: owner.createdBy })
      .where('created_at', '>=', new Date(since))
      .orderBy('id', 'desc')
      .limit(1)
      .select('id', 'params', 'result'),
  );
  return row ?? null;
}

/** Changes a locked draft. */
export async function updateDraft(tx: WriteTx, id: number, params: object): Promise<void> {
  await tx.rows(
    tx
      .sql('operations')
      .where({ id })
      .update({ params: JSON.stringify(params) }),
  );
}

/** Closes a locked draft: what was typed goes, what came of it stays. `now` is epoch milliseconds. */
export async function commitDraft(tx: WriteTx, id: number, result: object, now: number): Promise<void> {
  const closed = { params: '{}', result: JSON.stringify(result), committed_at: new Date(now) };
  await tx.rows(tx.sql('operations').where({ id }).update(closed));
}
