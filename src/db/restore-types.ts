/** One table on its way out of a backup: `data` is COPY's text format. */
export interface IncomingTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly data: AsyncIterable<Buffer>;
}

/** What a table must be like once it is loaded. `sha256`: of its data in the text format of COPY, as the snapshot took it. */
export interface ExpectedTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly sha256: string;
}

/** A sequence's state: what setval takes. */
export interface SequenceState {
  readonly name: string;
  readonly value: string;
  readonly called: boolean;
}

/** A backup, read once from its beginning to its end. */
export interface RestoreSource {
  /** Name of the last migration of the schema it was taken from. */
  readonly schemaVersion: string;
  readonly sequences: readonly SequenceState[];
  /** Hands over every table, in an order in which references hold. Rejects when the backup is damaged. */
  read(onTable: (table: IncomingTable) => Promise<void>): Promise<readonly ExpectedTable[]>;
}

/** How far a restore is. Until `waiting` nobody notices anything; `done`: the tenant works with what the backup held. */
export type RestoreStep =
  | { readonly step: 'loading'; readonly table: string }
  | { readonly step: 'comparing' | 'migrating' | 'prepared' | 'closed' | 'replacing' | 'done' }
  /** For transactions that hold the tenant's tables. */
  | { readonly step: 'waiting'; readonly transactions: number };

/** What of the tables that were replaced counts on in the new ones. */
export interface CarriedOver {
  /** Updates of Telegram that are not to be done again. */
  readonly updates: number;
  /** Messages whose fate is known from the replaced tables. */
  readonly notifications: number;
  /** Messages that were due before now and may have gone out: they are not sent. */
  readonly skipped: number;
  /** Broadcasts that are not continued. */
  readonly broadcasts: number;
  /** People who asked to be forgotten since the backup. */
  readonly erased: number;
  /** People who lost the desk since the backup. */
  readonly admins: number;
  /** What could not be carried over, because the replaced tables are broken there. */
  readonly missed: readonly string[];
}

export interface RestoreRequest {
  readonly tenantId: string;
  readonly source: RestoreSource;
  /** Only where there is no data of this tenant yet. */
  readonly intoEmpty: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Awaited: nothing goes on before it resolves. */
  readonly progress: (step: RestoreStep) => Promise<void> | void;
  /** How long transactions that hold the tenant's tables are waited for; 60 seconds when absent. */
  readonly patienceMs?: number;
}

export interface Restored {
  /** Of the schema now. */
  readonly schemaVersion: string;
  readonly tables: number;
  readonly rows: number;
  /** The schema with what was there before; null when there was nothing. */
  readonly setAside: string | null;
  readonly carried: CarriedOver;
}
