import type { BroadcastState, Tally } from '../domain/broadcast.js';
import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A broadcast as it is kept. Instants are epoch milliseconds. */
export interface BroadcastRow extends Tally {
  readonly id: number;
  readonly state: BroadcastState;
  /** As given to `updateBroadcastDraft`, perhaps by another version of the program. */
  readonly segment: unknown;
  /** Telegram's HTML; empty when there is none. */
  readonly body: string;
  readonly photoFileId: string | null;
  readonly bookButton: boolean;
  /** Counts what was changed of the draft. */
  readonly version: number;
  readonly createdBy: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** How many clients it was for when it began. */
  readonly total: number;
  readonly inFlight: number;
  readonly panel: BroadcastPanel | null;
}

/** The message at the desk that shows how far a broadcast is. */
export interface BroadcastPanel {
  readonly chatId: number;
  readonly messageId: number;
  readonly locale: string;
}

export interface BroadcastDraftChange {
  readonly segment?: object;
  readonly body?: string;
  readonly photoFileId?: string | null;
  readonly bookButton?: boolean;
}

/** The columns of a `BroadcastRow`, for statements that give it to `broadcastFrom`. */
export const broadcastColumns = `
  id, state, segment, body, photo_file_id as "photoFileId", book_button as "bookButton", version,
  created_by as "createdBy", created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt", total,
  in_flight as "inFlight", sent, blocked, failed, unknown,
  panel_chat_id as "panelChatId", panel_message_id as "panelMessageId", panel_locale as "panelLocale"`;

export interface StoredBroadcast extends Omit<BroadcastRow, 'createdAt' | 'startedAt' | 'endedAt' | 'panel'> {
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly panelChatId: number | null;
  readonly panelMessageId: number | null;
  readonly panelLocale: string | null;
}

/** The row as the program has it. */
export function broadcastFrom(stored: StoredBroadcast): BroadcastRow {
  const { panelChatId: chatId, panelMessageId: messageId, panelLocale: locale, ...row } = stored;
  const isComplete = chatId !== null && messageId !== null && locale !== null;
  return {
    ...row,
    createdAt: row.createdAt.getTime(),
    startedAt: row.startedAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
    panel: isComplete ? { chatId, messageId, locale } : null,
  };
}

/** Writes an empty draft and gives its id. `now` is epoch milliseconds. */
export async function insertBroadcast(tx: WriteTx, createdBy: number, now: number): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    tx
      .sql('broadcasts')
      .insert({ created_by: createdBy, created_at: new Date(now) })
      .returning('id'),
  );
  if (row === undefined) throw new Error('an inserted broadcast has no id');
  return row.id;
}

/** A draft of this person without a text and a photo; null when there is none. */
export async function findEmptyDraft(tx: ReadTx, createdBy: number): Promise<number | null> {
  const [row] = await tx.rows<{ id: number }>(
    tx
      .sql('broadcasts')
      .where({ state: 'draft', created_by: createdBy, body: '', photo_file_id: null })
      .orderBy('id')
      .select('id')
      .limit(1),
  );
  return row?.id ?? null;
}

/** One broadcast; null when there is none. Any number may be asked for. */
export async function findBroadcast(tx: ReadTx, id: number): Promise<BroadcastRow | null> {
  return one(tx, id, '');
}

/** As `findBroadcast`, and nobody else changes the row until this transaction ends. */
export async function lockBroadcast(tx: WriteTx, id: number): Promise<BroadcastRow | null> {
  return one(tx, id, 'for update');
}

async function one(tx: ReadTx, id: number, lock: '' | 'for update'): Promise<BroadcastRow | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<StoredBroadcast>(
    tx.sql.raw(`select ${broadcastColumns} from broadcasts where id = ? ${lock}`, [id]),
  );
  return row === undefined ? null : broadcastFrom(row);
}

/** One page, what is being sent first and then the newest, and how many there are in all. */
export async function listBroadcastRows(
  tx: ReadTx,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly rows: BroadcastRow[]; readonly total: number }> {
  const [counted] = await tx.rows<{ total: number }>(
    tx.sql.raw('select count(*)::int as total from broadcasts'),
  );
  const rows = await tx.rows<StoredBroadcast>(
    tx.sql.raw(
      `select ${broadcastColumns} from broadcasts order by state = 'sending' desc, id desc limit :limit offset :offset`,
      { limit, offset },
    ),
  );
  return { rows: rows.map(broadcastFrom), total: counted?.total ?? 0 };
}

/** Changes a locked draft and counts the change; what is absent stays. */
export async function updateBroadcastDraft(
  tx: WriteTx,
  id: number,
  change: BroadcastDraftChange,
): Promise<void> {
  const { segment, body, photoFileId, bookButton } = change;
  await tx.rows(
    tx
      .sql('broadcasts')
      .where({ id })
      .update({
        ...(segment === undefined ? {} : { segment: JSON.stringify(segment) }),
        ...(body === undefined ? {} : { body }),
        ...(photoFileId === undefined ? {} : { photo_file_id: photoFileId }),
        ...(bookButton === undefined ? {} : { book_button: bookButton }),
        version: tx.sql.raw('version + 1'),
      }),
  );
}

/** Forgets a locked draft. */
export async function deleteBroadcast(tx: WriteTx, id: number): Promise<void> {
  await tx.rows(tx.sql('broadcasts').where({ id }).delete());
}

/** Begins to send a locked draft to `total` clients whose ids are at most `until`. `now` is epoch milliseconds. */
export async function startBroadcastRow(
  tx: WriteTx,
  id: number,
  { total, until }: { readonly total: number; readonly until: number },
  now: number,
): Promise<void> {
  const at = new Date(now);
  await tx.rows(
    tx
      .sql('broadcasts')
      .where({ id })
      .update({ state: 'sending', total, until_client_id: until, started_at: at, due_at: at }),
  );
}

/** Stops a locked broadcast, or goes on with it where it was. `now` is epoch milliseconds. */
export async function steerBroadcastRow(
  tx: WriteTx,
  id: number,
  to: 'sending' | 'stopped',
  now: number,
): Promise<void> {
  const at = new Date(now);
  const columns = to === 'sending' ? { due_at: at, ended_at: null } : { due_at: null, ended_at: at };
  await tx.rows(
    tx
      .sql('broadcasts')
      .where({ id })
      .update({ state: to, ...columns }),
  );
}

/** Notes which message shows how far it is; null: that message shows something else now. */
export async function savePanel(tx: WriteTx, id: number, panel: BroadcastPanel | null): Promise<void> {
  await tx.rows(
    tx
      .sql('broadcasts')
      .where({ id })
      .update({
        panel_chat_id: panel?.chatId ?? null,
        panel_message_id: panel?.messageId ?? null,
        panel_locale: panel?.locale ?? null,
      }),
  );
}

/** Forgets a message as a panel, of whichever broadcast it was. */
export async function dropPanel(
  tx: WriteTx,
  { chatId, messageId }: { readonly chatId: number; readonly messageId: number },
): Promise<void> {
  await tx.rows(
    tx
      .sql('broadcasts')
      .where({ panel_chat_id: chatId, panel_message_id: messageId })
      .update({ panel_chat_id: null, panel_message_id: null, panel_locale: null }),
  );
}
