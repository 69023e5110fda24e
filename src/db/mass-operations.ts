import type { WriteTx } from './tenant-db.js';

/** Changes what a locked operation is to do. `params` is plain data. */
export async function changeOperation(tx: WriteTx, id: number, params: object): Promise<void> {
  await tx.rows(
    tx
      .sql('operations')
      .where({ id })
      .update({ params: JSON.stringify(params) }),
  );
}

/** Keeps with a locked operation what of its preview was confirmed. */
export async function keepFingerprint(tx: WriteTx, id: number, fingerprint: string): Promise<void> {
  await tx.rows(tx.sql('operations').where({ id }).update({ fingerprint }));
}

/** Forgets operations of these kinds that were begun before an instant (epoch milliseconds) and never committed. */
export async function forgetOperations(tx: WriteTx, kinds: readonly string[], before: number): Promise<void> {
  await tx.rows(
    tx
      .sql('operations')
      .whereIn('kind', kinds)
      .whereNull('committed_at')
      .where('created_at', '<', new Date(before))
      .delete(),
  );
}
