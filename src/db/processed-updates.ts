import type { WriteTx } from './tenant-db.js';

/** Telegram keeps an undelivered update for 24 hours; after a week nothing can come a second time. */
const keptMs = 7 * 24 * 3_600_000;
/** Every so many updates the old ones are forgotten, so that no schedule is needed for it. */
const forgetEvery = 256;

/** One verb that answers one Telegram update. `now` is epoch milliseconds. */
export interface Delivery {
  readonly updateId: number;
  readonly verb: string;
  readonly now: number;
}

/** What a verb did. */
export interface Done<Outcome, Answer> {
  /** Kept with the update, as JSON: plain data, without personal details. */
  readonly outcome: Outcome;
  readonly answer: Answer;
}

/**
 * Does `work` for this update and verb unless it was done before, remembers the outcome in the same transaction, and
 * gives the answer. A later call does nothing and gives what `recall` makes of the remembered outcome; a simultaneous one
 * waits for the first to commit or to roll back.
 */
export async function once<Outcome extends object, Answer>(
  tx: WriteTx,
  { updateId, verb, now }: Delivery,
  work: () => Promise<Done<Outcome, Answer>>,
  recall: (outcome: Outcome) => Promise<Answer>,
): Promise<Answer> {
  const first = await tx.rows(
    tx.sql.raw(
      `insert into processed_updates (update_id, outcome, at) values (?, '{}', ?)
       on conflict (update_id) do nothing returning update_id`,
      [updateId, new Date(now)],
    ),
  );
  if (first.length === 0) {
    const [stored] = await tx.rows<{ outcome: Record<string, Outcome> | null }>(
      tx.sql('processed_updates').where({ update_id: updateId }).select('outcome').forUpdate(),
    );
    const outcome = stored?.outcome?.[verb];
    if (outcome !== undefined) return recall(outcome);
  }
  const { outcome, answer } = await work();
  await tx.rows(
    tx.sql.raw(
      `update processed_updates set outcome = outcome || jsonb_build_object(?::text, ?::jsonb) where update_id = ?`,
      [verb, JSON.stringify(outcome), updateId],
    ),
  );
  if (updateId % forgetEvery === 0) await forgetBefore(tx, now - keptMs);
  return answer;
}

async function forgetBefore(tx: WriteTx, instant: number): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `delete from processed_updates where update_id in
         (select update_id from processed_updates where at < ? limit 5000 for update skip locked)`,
      [new Date(instant)],
    ),
  );
}
