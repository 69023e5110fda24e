import type { Row } from './table.js';

/** What goes to the thread that writes a table: one request at a time, each batch of rows answered. */
export type TableRequest =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'drop' };

export interface TableReply {
  readonly kind: 'taken';
}
