import type { CatalogueFields, FieldValues } from '../domain/catalogue-fields.js';
import { isRowId } from './row-id.js';
import type { ReadTx, WriteTx } from './tenant-db.js';

/** What every service and every master has. */
export interface EntryKeys {
  readonly id: number;
  readonly name: string;
  readonly photoFileId: string | null;
  /** False: clients do not see it. */
  readonly active: boolean;
  readonly version: number;
}

/** New values of an entry, or whether clients see it. */
export type EntryChange<Fields extends CatalogueFields> =
  (Partial<FieldValues<Fields>> & { readonly active?: undefined }) | { readonly active: boolean };

/** How many visits there are of a service or with a master: still to come, and ever. */
export interface VisitCounts {
  readonly upcoming: number;
  /** Cancelled ones too. */
  readonly all: number;
}

/** How a table of the catalogue is called, and what is known of its rows beside their fields. */
export interface TableLayout<Fields extends CatalogueFields, Entry> {
  readonly table: 'services' | 'staff';
  /** The column of a booking that points here. */
  readonly bookedAs: 'service_id' | 'staff_id';
  /** SQL about `entry`, the row. */
  readonly facts: Readonly<Record<Exclude<keyof Entry, keyof EntryKeys | keyof FieldValues<Fields>>, string>>;
}

/** The entries of one kind: services, or masters. Any number may be asked for as an id. */
export class CatalogueTable<Fields extends CatalogueFields, Entry extends EntryKeys> {
  private readonly columns: Readonly<Record<string, string>>;

  constructor(
    readonly fields: Fields,
    private readonly layout: TableLayout<Fields, Entry>,
  ) {
    const values = [...Object.values(fields).map(({ value }) => value), 'active'];
    this.columns = Object.fromEntries(values.map((value) => [value, columnOf(value)]));
  }

  /** All, hidden ones too, in the owner's order. */
  async all(tx: ReadTx): Promise<Entry[]> {
    return tx.rows<Entry>(this.select(tx).orderBy(['position', 'id']));
  }

  /** One, hidden or not; null when there is none. */
  async find(tx: ReadTx, id: number): Promise<Entry | null> {
    if (!isRowId(id)) return null;
    const [row] = await tx.rows<Entry>(this.select(tx).where({ id }));
    return row ?? null;
  }

  /**
   * Waits for the visits that are being booked with it, and lets no other be booked until the transaction ends: a booking
   * holds the rows it points to.
   */
  async hold(tx: WriteTx, id: number): Promise<void> {
    await tx.rows(tx.sql(this.layout.table).where({ id }).select('id').forUpdate());
  }

  /** Changes values and counts the version up. */
  async update(tx: WriteTx, id: number, values: EntryChange<Fields>): Promise<void> {
    const changed = Object.entries(values).map(([key, value]): [string, unknown] => [columnOf(key), value]);
    const update = { ...Object.fromEntries(changed), version: tx.sql.raw('version + 1') };
    await tx.rows(tx.sql(this.layout.table).where({ id }).update(update));
  }

  /** Puts rows into an order; what is not named stays behind those that are. */
  async reorder(tx: WriteTx, ids: readonly number[]): Promise<void> {
    const { table } = this.layout;
    await tx.rows(
      tx.sql.raw(
        `update ${table} set position = wanted.position
         from unnest(cast(? as integer[])) with ordinality as wanted(id, position)
         where ${table}.id = wanted.id and ${table}.position <> wanted.position`,
        [[...ids]],
      ),
    );
  }

  /** Counts the visits of one; what is ahead of `now` (epoch milliseconds) is still to come. */
  async countVisits(tx: ReadTx, id: number, now: number): Promise<VisitCounts> {
    const upcoming = tx.sql.raw(`count(*) filter (where status = 'booked' and starts_at > ?)::int`, [
      new Date(now),
    ]);
    const all = tx.sql.raw('count(*)::int');
    const [row] = await tx.rows<VisitCounts>(
      tx
        .sql('bookings')
        .where({ [this.layout.bookedAs]: id })
        .select({ upcoming, all }),
    );
    return row ?? { upcoming: 0, all: 0 };
  }

  /** The photo of one that clients see, as Telegram knows it; null when there is none. */
  async findPhoto(tx: ReadTx, id: number): Promise<string | null> {
    if (!isRowId(id)) return null;
    const [row] = await tx.rows<{ fileId: string | null }>(
      tx.sql(this.layout.table).where({ id, active: true }).select({ fileId: 'photo_file_id' }),
    );
    return row?.fileId ?? null;
  }

  private select(tx: ReadTx) {
    const facts = Object.entries<string>(this.layout.facts).map(([name, sql]) => [name, tx.sql.raw(sql)]);
    return tx
      .sql(`${this.layout.table} as entry`)
      .select({ id: 'id', version: 'version', ...this.columns, ...Object.fromEntries(facts) });
  }
}

/** `priceMinor` stands in `price_minor`. */
function columnOf(value: string): string {
  return value.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
