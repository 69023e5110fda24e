import type { CatalogueField, CatalogueFields } from '../../../domain/catalogue-fields.js';
import { moves } from '../../../domain/row-order.js';
import { action, choice, integer, rowId } from '../../callback-data.js';

export const version = integer(1, 999_999);

/** The names of fields. */
export type NameOf<Fields extends CatalogueFields> = keyof Fields & string;
/** The names of those that may be absent. */
export type OptionalOf<Fields extends CatalogueFields> = {
  [Name in NameOf<Fields>]: Fields[Name] extends { readonly optional: true } ? Name : never;
}[NameOf<Fields>];

/** The fields in the order in which people see them. */
export function namesOf<Fields extends CatalogueFields>(fields: Fields): NameOf<Fields>[] {
  return Object.keys(fields);
}

export function fieldOf<Fields extends CatalogueFields>(
  fields: Fields,
  name: NameOf<Fields>,
): CatalogueField {
  const field: CatalogueField | undefined = fields[name];
  if (field === undefined) throw new RangeError(`there is no field ${name}`);
  return field;
}

export function isOptional<Fields extends CatalogueFields>(
  fields: Fields,
  name: NameOf<Fields>,
): name is OptionalOf<Fields> {
  return fieldOf(fields, name).optional;
}

/** The buttons that services and masters both have. `kind` is the first letter of their names. */
export function entryButtons<Fields extends CatalogueFields>(kind: 'e' | 'f', fields: Fields) {
  const names = namesOf(fields);
  const optional = names.filter((name) => isOptional(fields, name));
  return {
    list: action(`${kind}lt`, 1, { page: integer(0, 999) }),
    open: action(`${kind}op`, 1, { id: rowId }),
    create: action(`${kind}nw`, 1, {}),
    editField: action(`${kind}ed`, 1, { id: rowId, field: choice(...names) }),
    clearField: action(`${kind}cl`, 1, { id: rowId, version, field: choice(...optional) }),
    showPhoto: action(`${kind}ph`, 1, { id: rowId }),
    /** Takes the photo out of the chat. */
    hidePhoto: action(`${kind}hp`, 1, { id: rowId }),
    move: action(`${kind}mv`, 1, { id: rowId, move: choice(...moves) }),
    hide: action(`${kind}hd`, 1, { id: rowId, version, sure: choice('ask', 'yes') }),
    restore: action(`${kind}rs`, 1, { id: rowId, version }),
  };
}

export type EntryButtons<Fields extends CatalogueFields> = ReturnType<typeof entryButtons<Fields>>;
