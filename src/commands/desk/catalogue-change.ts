import { lockCatalogue } from '../../db/desk-services.js';
import { once } from '../../db/processed-updates.js';
import type { WriteTx } from '../../db/tenant-db.js';
import type { Cause, TenantContext } from '../tenant-context.js';

/**
 * Makes one change of services, masters or who offers what, in one transaction and one after another. The same update
 * given again changes nothing and gets the same answer, which is plain data without personal details.
 */
export function changeCatalogue<Answer extends object>(
  ctx: TenantContext,
  { updateId }: Cause,
  verb: string,
  change: (tx: WriteTx, now: number) => Promise<Answer>,
): Promise<Answer> {
  const now = ctx.clock.now();
  return ctx.db.transact((tx) =>
    once<Answer, Answer>(
      tx,
      { updateId, verb, now },
      async () => {
        await lockCatalogue(tx);
        const answer = await change(tx, now);
        return { outcome: answer, answer };
      },
      (answer) => Promise.resolve(answer),
    ),
  );
}

/** What came of an edit. */
export interface EditResult {
  readonly outcome:
    | 'saved'
    /** It is so already. */
    | 'same'
    /** Somebody else has changed it meanwhile; nothing was done. */
    | 'changed'
    | 'not_found'
    /** Not within the limits. */
    | 'invalid';
  /** Visits to come that are kept, when something was hidden; else null. */
  readonly keptVisits: number | null;
}

export interface MoveResult {
  /** `at_end`: nothing lies before or behind it. */
  readonly outcome: 'moved' | 'at_end' | 'not_found';
}

type Plain = string | number | boolean | null;

/** The values that differ, as they were and as they shall be; null when none does. */
export function differences<Values extends object>(
  before: Values,
  wanted: Partial<Values>,
): { readonly old: Record<string, Plain>; readonly new: Record<string, Plain> } | null {
  const then = before as Record<string, Plain>;
  const entries = Object.entries(wanted as Record<string, Plain>).filter(([key, to]) => then[key] !== to);
  if (entries.length === 0) return null;
  return {
    old: Object.fromEntries(entries.map(([key]) => [key, then[key] ?? null])),
    new: Object.fromEntries(entries),
  };
}

/** How the audit log calls a change: hiding and bringing back have names of their own. */
export function verbOf(subject: 'service' | 'staff', changed: Readonly<Record<string, Plain>>): string {
  if (changed.active === undefined) return `${subject}.edit`;
  return changed.active === true ? `${subject}.restore` : `${subject}.hide`;
}
