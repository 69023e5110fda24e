import { z } from 'zod';
import { listEntries, type EntryChange, type EntryKeys } from '../../../commands/desk/catalogue-kind.js';
import { currencyOf, type CatalogueField, type CatalogueFields } from '../../../domain/catalogue-fields.js';
import type { Reaction } from '../../screen.js';
import { ask, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import { readField } from '../typed-values.js';
import { fieldOf, namesOf, type NameOf } from './buttons.js';
import { fieldScreen } from './field-screen.js';
import type { CatalogueRoom } from './room.js';

export interface Asked<Fields extends CatalogueFields> {
  readonly id: number;
  /** Of the entry on the screen that asks: what changes before the answer is noticed. */
  readonly version: number;
  readonly field: NameOf<Fields>;
}

/** The question for a new value of one field. */
export function fieldQuestion<Fields extends CatalogueFields, Entry extends EntryKeys>(
  room: CatalogueRoom<Fields, Entry>,
  id: string,
): Question<Asked<Fields>> {
  const { look, kind } = room;
  const rowId = z.number().int().positive();
  return {
    id,
    permission: look.needed,
    args: z.object({
      id: rowId,
      version: rowId,
      field: z.enum(namesOf(look.fields)).transform((name) => name as NameOf<Fields>),
    }),
    ask: async (turn, { id: wanted, field }, problem) => {
      const all = await listEntries(turn.tenant, kind);
      const entry = all.find((one) => one.id === wanted);
      return entry === undefined
        ? room.listScreen(turn)
        : fieldScreen(look, field, { entry, all }, problem, turn.wording);
    },
    take: (turn, { id: wanted, version, field }, answer) =>
      room.withCard(turn, wanted, ({ entry }): Taken | Promise<Taken> => {
        const read = readField(fieldOf(look.fields, field), answer, currencyOf(entry) ?? '', turn.wording);
        if ('problem' in read) return read;
        const values = changeOf<Fields>(fieldOf(look.fields, field), read.value);
        return room.editTyped(turn, { id: wanted, expectedVersion: version, values });
      }),
  };
}

/** Asks for a new value of one field. */
export function askField<Fields extends CatalogueFields, Entry extends EntryKeys>(
  room: CatalogueRoom<Fields, Entry>,
  asked: Question<Asked<Fields>>,
  turn: DeskTurn,
  { id, field }: Omit<Asked<Fields>, 'version'>,
): Promise<Reaction> {
  return room.withCard(turn, id, ({ entry }) => ask(turn, asked, { id, field, version: entry.version }));
}

/** One value of an entry as it shall be. */
export function changeOf<Fields extends CatalogueFields>(
  field: CatalogueField,
  value: string | number | null,
): EntryChange<Fields> {
  // Which values there are is said by the table of fields, and by nothing the compiler can follow.
  return { [field.value]: value } as EntryChange<Fields>;
}
