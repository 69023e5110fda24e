import type { InstantRange } from '../domain/availability-types.js';
import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** A time that is closed by hand. Instants are epoch milliseconds. */
export interface TimeBlock extends InstantRange {
  readonly id: number;
  /** Null: the whole salon. */
  readonly staffId: number | null;
  readonly staffName: string | null;
  readonly reason: string | null;
  /** Telegram id; null: nobody of the desk. */
  readonly createdBy: number | null;
}

export interface NewTimeBlock extends InstantRange {
  readonly staffId: number | null;
  readonly reason: string | null;
  readonly createdBy: number;
}

/** Closes a time and gives the row's id. `now` is epoch milliseconds. */
export async function insertTimeBlock(tx: WriteTx, block: NewTimeBlock, now: number): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    tx.sql.raw(
      `insert into time_blocks (staff_id, during, reason, created_by, created_at)
       values (:staffId, tstzrange(:start, :end), :reason, :createdBy, :now) returning id`,
      { ...block, start: new Date(block.start), end: new Date(block.end), now: new Date(now) },
    ),
  );
  if (row === undefined) throw new Error('an inserted block has no id');
  return row.id;
}

const select = `
  select t.id, t.staff_id as "staffId", m.name as "staffName", t.reason, t.created_by as "createdBy",
    lower(t.during) as start, upper(t.during) as end
  from time_blocks t left join staff m on m.id = t.staff_id`;

/**
 * What is closed after `now` (epoch milliseconds), earliest first: of one master with the whole salon's, or of all
 * (`staffId` null).
 */
export async function upcomingBlocks(tx: ReadTx, staffId: number | null, now: number): Promise<TimeBlock[]> {
  const rows = await tx.rows<StoredBlock>(
    tx.sql.raw(
      `${select}
       where upper(t.during) > :now ${staffId === null ? '' : 'and (t.staff_id is null or t.staff_id = :staffId)'}
       order by lower(t.during), t.id`,
      { now: new Date(now), ...(staffId === null ? {} : { staffId }) },
    ),
  );
  return rows.map(blockFrom);
}

/** One of them, null when there is none with this id. Any number may be asked for. */
export async function findTimeBlock(tx: ReadTx, id: number): Promise<TimeBlock | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<StoredBlock>(tx.sql.raw(`${select} where t.id = :id`, { id }));
  return row === undefined ? null : blockFrom(row);
}

/** Opens a closed time; false when it is open already. */
export async function deleteTimeBlock(tx: WriteTx, id: number): Promise<boolean> {
  return (await tx.rows(tx.sql('time_blocks').where({ id }).delete().returning('id'))).length > 0;
}

/** What is closed in the range (epoch milliseconds), for these masters or for the whole salon. */
export async function blocksOf(
  tx: ReadTx,
  staffIds: readonly number[],
  { start, end }: InstantRange,
): Promise<(InstantRange & { readonly staffId: number | null })[]> {
  const rows = await tx.rows<{ staffId: number | null; start: Date; end: Date }>(
    tx.sql.raw(
      `select staff_id as "staffId", greatest(lower(during), :start) as start, least(upper(during), :end) as end
       from time_blocks
       where during && tstzrange(:start, :end)
         and (staff_id is null or staff_id = any(cast(:staffIds as integer[])))`,
      { staffIds, start: new Date(start), end: new Date(end) },
    ),
  );
  return rows.map((row) => ({ ...row, start: row.start.getTime(), end: row.end.getTime() }));
}

interface StoredBlock extends Omit<TimeBlock, 'start' | 'end'> {
  readonly start: Date;
  readonly end: Date;
}

function blockFrom(row: StoredBlock): TimeBlock {
  return { ...row, start: row.start.getTime(), end: row.end.getTime() };
}
