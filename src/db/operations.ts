import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** Work in two steps, previewed and then committed, or something too big for a button. Instants are epoch milliseconds. */
export interface OperationRow {
  readonly id: number;
  readonly createdBy: number;
  readonly params: unknown;
  readonly fingerprint: string | null;
  /** Null until it is committed. */
  readonly result: unknown;
  readonly createdAt: number;
  readonly committedAt: number | null;
}

export interface NewOperation {
  /** Which room it belongs to and what it is, as `clients.import`. */
  readonly kind: string;
  /** Telegram id. */
  readonly createdBy: number;
  /** Plain data; `paramsJson` instead when it is JSON already. */
  readonly params?: unknown;
  readonly paramsJson?: string;
  readonly fingerprint?: string;
}

/** Writes an operation and gives its id. `now` is epoch milliseconds. */
export async function insertOperation(tx: WriteTx, operation: NewOperation, now: number): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    tx
      .sql('operations')
      .insert({
        kind: operation.kind,
        created_by: operation.createdBy,
        params: operation.paramsJson ?? JSON.stringify(operation.params ?? {}),
        fingerprint: operation.fingerprint ?? null,
        created_at: new Date(now),
      })
      .returning('id'),
  );
  if (row === undefined) throw new Error('an inserted operation has no id');
  return row.id;
}

/** The operation of this kind, or null. Any id may be asked for. */
export async function findOperation(tx: ReadTx, kind: string, id: number): Promise<OperationRow | null> {
  if (!isRowId(id)) return null;
  return first(await tx.rows<StoredOperation>(operations(tx).where({ kind, id })));
}

/** As `findOperation`, and nobody else commits it until this transaction ends. */
export async function lockOperation(tx: WriteTx, kind: string, id: number): Promise<OperationRow | null> {
  if (!isRowId(id)) return null;
  return first(await tx.rows<StoredOperation>(operations(tx).where({ kind, id }).forUpdate()));
}

/** Notes what a locked operation did. `now` is epoch milliseconds. */
export async function commitOperation(tx: WriteTx, id: number, result: unknown, now: number): Promise<void> {
  await tx.rows(
    tx
      .sql('operations')
      .where({ id })
      .update({ result: JSON.stringify(result), committed_at: new Date(now) }),
  );
}

interface StoredOperation extends Omit<OperationRow, 'createdAt' | 'committedAt'> {
  readonly createdAt: Date;
  readonly committedAt: Date | null;
}

function operations(tx: ReadTx) {
  return tx.sql('operations').select({
    id: 'id',
    createdBy: 'created_by',
    params: 'params',
    fingerprint: 'fingerprint',
    result: 'result',
    createdAt: 'created_at',
    committedAt: 'committed_at',
  });
}

function first([row]: StoredOperation[]): OperationRow | null {
  if (row === undefined) return null;
  return {
    ...row,
    createdAt: row.createdAt.getTime(),
    committedAt: row.committedAt?.getTime() ?? null,
  };
}

/** Forgets operations of a kind that were begun before an instant (epoch milliseconds). */
export async function forgetOperations(tx: WriteTx, kind: string, before: number): Promise<void> {
  await tx.rows(tx.sql('operations').where({ kind }).where('created_at', '<', new Date(before)).delete());
}

/** Whether there is any operation of this kind. */
export async function hasOperation(tx: ReadTx, kind: string): Promise<boolean> {
  return (await tx.rows(tx.sql('operations').where({ kind }).select('id').limit(1))).length > 0;
}
