import { serviceFields, type FieldValues } from '../domain/catalogue-fields.js';
import { CatalogueTable, type EntryKeys } from './catalogue-table.js';

/** A service as the salon's list shows it. */
export interface DeskServiceRow extends EntryKeys, FieldValues<typeof serviceFields> {
  /** Of the price, which is in its minor units. */
  readonly currency: string;
  /** Active masters who offer it. */
  readonly staffCount: number;
}

/** The salon's services, hidden ones too. */
export const serviceTable = new CatalogueTable<typeof serviceFields, DeskServiceRow>(serviceFields, {
  table: 'services',
  bookedAs: 'service_id',
  facts: {
    currency: 'currency',
    staffCount: `(select count(*)::int from staff_services o join staff m on m.id = o.staff_id
      where o.service_id = entry.id and m.active)`,
  },
});
