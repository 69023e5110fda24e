import { lockName } from './advisory-locks.js';
import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** The kind of operation that an import is. Its params hold `clients` and `spoilt` until it is committed. */
export const importKind = 'clients.import';

/** What an import would do, or has done. */
export interface ImportCounts {
  /** Clients that are not known yet. */
  readonly added: number;
  /** Known ones of whom something is learned. */
  readonly filled: number;
  /** Known ones of whom nothing is. */
  readonly known: number;
}

export interface ImportRow {
  readonly id: number;
  readonly createdBy: number;
  /** What was found in the file; the lists are left out. */
  readonly file: unknown;
  /** Null until it is committed. */
  readonly result: ImportCounts | null;
}

/** An import without its lists, which may be long; null when there is none. Any id may be asked for. */
export async function findImport(tx: ReadTx, id: number): Promise<ImportRow | null> {
  return one(tx, id, '');
}

/** As `findImport`, and no other import is committed until this transaction ends. */
export async function lockImport(tx: WriteTx, id: number): Promise<ImportRow | null> {
  const name = lockName(tx, 'clients-import');
  await tx.rows(tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]));
  return one(tx, id, 'for update');
}

async function one(tx: ReadTx, id: number, lock: '' | 'for update'): Promise<ImportRow | null> {
  if (!isRowId(id)) return null;
  const [row] = await tx.rows<ImportRow>(
    tx.sql.raw(
      `select id, created_by as "createdBy", params -> 'file' as file, result from operations
       where kind = ? and id = ? ${lock}`,
      [importKind, id],
    ),
  );
  return row ?? null;
}

/** The lines an import leaves out, as JSON text; null when they are not kept any more. */
export async function spoiltLinesOf(tx: ReadTx, id: number): Promise<string | null> {
  const [row] = await tx.rows<{ spoilt: string | null }>(
    tx.sql.raw(`select params ->> 'spoilt' as spoilt from operations where kind = ? and id = ?`, [
      importKind,
      id,
    ]),
  );
  return row?.spoilt ?? null;
}

/** Of several clients with one phone, the one who writes to the bot, else the oldest. */
const matched = `
  incoming as (
    select r.* from operations o,
      jsonb_to_recordset(o.params -> 'clients') as r(line int, name text, phone text, notes text)
    where o.id = :id
  ), present as (
    select distinct on (phone) phone, id, name, notes from clients
    where phone in (select phone from incoming) and linked_to is null and erased_at is null
    order by phone, telegram_id is null, id
  )`;
const isNewName = 'p.name is null and i.name is not null';
const isNewNote = `i.notes is not null and position(i.notes in coalesce(p.notes, '')) = 0`;

/** What committing an import would do now. */
export async function countImport(tx: ReadTx, id: number): Promise<ImportCounts> {
  const [row] = await tx.rows<ImportCounts>(
    tx.sql.raw(
      `with ${matched}
       select count(*) filter (where p.id is null)::int as added,
         count(*) filter (where p.id is not null and (${isNewName} or ${isNewNote}))::int as filled,
         count(*) filter (where p.id is not null and not (${isNewName} or ${isNewNote}))::int as known
       from incoming i left join present p on p.phone = i.phone`,
      { id },
    ),
  );
  return row ?? { added: 0, filled: 0, known: 0 };
}

/**
 * Takes over all clients of a locked import in one statement: new ones are written, of known ones only what is missing
 * is filled in, so that nothing anybody typed is lost. `now` is epoch milliseconds.
 */
export async function takeOverImport(tx: WriteTx, id: number, now: number): Promise<ImportCounts> {
  const [row] = await tx.rows<ImportCounts>(
    tx.sql.raw(
      `with ${matched}, added as (
         insert into clients (name, phone, notes, source, created_at, seen_at)
         select i.name, i.phone, i.notes, 'import', :now, :now from incoming i
         where not exists (select from present p where p.phone = i.phone) order by i.line
         returning id
       ), filled as (
         update clients c
         set name = coalesce(c.name, i.name), version = c.version + 1,
           notes = case when ${isNewNote} then nullif(concat_ws(E'\\n\\n', c.notes, i.notes), '') else c.notes end
         from incoming i join present p on p.phone = i.phone
         where c.id = p.id and (${isNewName} or ${isNewNote})
         returning c.id
       )
       select (select count(*) from added)::int as added, (select count(*) from filled)::int as filled,
         (select count(*) from present)::int - (select count(*) from filled)::int as known`,
      { id, now: new Date(now) },
    ),
  );
  return row ?? { added: 0, filled: 0, known: 0 };
}

/** Notes what a locked import did; people's names and phones stay only where they belong. `now` is epoch milliseconds. */
export async function finishImport(
  tx: WriteTx,
  id: number,
  result: ImportCounts,
  now: number,
): Promise<void> {
  await tx.rows(
    tx.sql.raw(
      `update operations set params = params - 'clients' - 'spoilt', result = :result, committed_at = :now
       where id = :id`,
      { id, result: JSON.stringify(result), now: new Date(now) },
    ),
  );
}
