import { lockDeskClient, updateDeskClient, type DeskClientRow } from '../../db/desk-clients.js';
import type { ReadTx, WriteTx } from '../../db/tenant-db.js';
import { checkComment } from '../../domain/comment.js';
import { checkName, type NameProblem } from '../../domain/contact.js';
import { maskedName, maskedPhone } from '../../domain/masked.js';
import { parsePhone } from '../../lib/phone.js';
import { decideOnce } from '../answer-once.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { cardOf, type ClientCard } from './read-client.js';

/** In code points. */
export const notesLength = 1000;

/** One field as it was typed; notes null: they go. */
export type ClientEdit =
  | { readonly field: 'name' | 'phone'; readonly typed: string }
  | { readonly field: 'notes'; readonly typed: string | null };

export type EditClientResult =
  | { readonly outcome: 'saved'; readonly client: ClientCard }
  /** Somebody else was faster: this is how it is now. */
  | { readonly outcome: 'changed'; readonly client: ClientCard }
  | { readonly outcome: NameProblem | 'not_a_phone' | 'empty' }
  /** `length`: how many characters the notes have. */
  | { readonly outcome: 'notes_too_long'; readonly length: number }
  | { readonly outcome: 'not_found' };

interface Verdict {
  readonly outcome: 'saved' | 'changed' | 'not_found';
}

type Change = { readonly name: string } | { readonly phone: string } | { readonly notes: string | null };

/**
 * Changes a client's name, phone or notes, unless the row is of another version than `expectedVersion`. Bookings keep
 * the contact they were made with. The same update given again changes nothing.
 */
export async function editClient(
  ctx: TenantContext,
  by: Admin,
  cause: Cause,
  order: { readonly clientId: number; readonly expectedVersion: number; readonly edit: ClientEdit },
): Promise<EditClientResult> {
  const checked = check(order.edit, ctx.country);
  if ('outcome' in checked) return checked;
  const decide = async (tx: WriteTx, now: number): Promise<Verdict> => ({
    outcome: await write(tx, by, { ...order, change: checked }, now),
  });
  const show = async (tx: ReadTx, { outcome }: Verdict, now: number): Promise<EditClientResult> => {
    const client = outcome === 'not_found' ? null : await cardOf(tx, order.clientId, now);
    return client === null || outcome === 'not_found' ? { outcome: 'not_found' } : { outcome, client };
  };
  return decideOnce(ctx, cause, 'edit-client', decide, show);
}

function check(edit: ClientEdit, country: string): Change | Exclude<EditClientResult, Verdict> {
  if (edit.field === 'name') {
    const name = checkName(edit.typed);
    return name.ok ? { name: name.name } : { outcome: name.reason };
  }
  if (edit.field === 'phone') {
    const phone = parsePhone(edit.typed, country);
    return phone === null ? { outcome: 'not_a_phone' } : { phone };
  }
  if (edit.typed === null) return { notes: null };
  const notes = checkComment(edit.typed, notesLength);
  if (notes.ok) return { notes: notes.comment };
  return notes.reason === 'empty'
    ? { outcome: 'empty' }
    : { outcome: 'notes_too_long', length: notes.length };
}

async function write(
  tx: WriteTx,
  by: Admin,
  {
    clientId,
    expectedVersion,
    change,
  }: { readonly clientId: number; readonly expectedVersion: number; readonly change: Change },
  now: number,
): Promise<Verdict['outcome']> {
  const row = await lockDeskClient(tx, clientId);
  if (row === null) return 'not_found';
  if (row.version !== expectedVersion) return 'changed';
  await updateDeskClient(tx, clientId, change);
  const told = { subject: 'client', subjectId: clientId, at: now };
  await audit(tx, by, { action: 'client.edit', ...told, ...difference(row, change) });
  return 'saved';
}

/** Notes are about a person, who may be erased: only how long they were stays. */
function difference(
  row: DeskClientRow,
  change: Change,
): { readonly old: Record<string, unknown>; readonly new: Record<string, unknown> } {
  if ('name' in change) {
    return { old: { name: maskedName(row.name) }, new: { name: maskedName(change.name) } };
  }
  if ('phone' in change) {
    return { old: { phone: maskedPhone(row.phone) }, new: { phone: maskedPhone(change.phone) } };
  }
  return {
    old: { notesLength: row.notes?.length ?? 0 },
    new: { notesLength: change.notes?.length ?? 0 },
  };
}
