import type { EntryKeys } from '../../../commands/desk/catalogue-kind.js';
import {
  currencyOf,
  valueIn,
  type CatalogueField,
  type CatalogueFields,
} from '../../../domain/catalogue-fields.js';
import { catalogueTexts } from '../../../domain/catalogue-text.js';
import type { TextParams } from '../../../i18n/texts.js';
import { button, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow } from '../home/screens.js';
import { lengthLimits, priceLimit } from '../typed-values.js';
import { fieldOf, isOptional, type NameOf } from './buttons.js';
import type { EntryLook } from './look.js';
import { photoRow } from './screens.js';

/** Asks for a new value of one field; what can be chosen stands on buttons. `problem`: HTML. */
export function fieldScreen<Fields extends CatalogueFields, Entry extends EntryKeys>(
  look: EntryLook<Fields, Entry>,
  name: NameOf<Fields>,
  { entry, all }: { readonly entry: Entry; readonly all: Entry[] },
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const field = fieldOf(look.fields, name);
  return {
    text: paragraphs(
      problem,
      texts.html('d_services.editing', { name: entry.name }),
      texts.html(look.words.ask(name), limitsOf(field, entry, wording)),
      field.is === 'price' || field.is === 'length' ? texts.html('d_services.booked_stays') : null,
    ),
    keyboard: [
      ...look.presets(name, entry, all, wording),
      ...(field.is === 'photo' ? photoRow(look, entry, wording) : []),
      ...clearRow(look, name, entry, wording),
      backRow(look.buttons.open.data({ id: entry.id }), wording),
    ],
  };
}

/** What the question says of the value as it is, and of what it may be. */
function limitsOf(field: CatalogueField, entry: object, wording: Wording): TextParams {
  const now = Number(valueIn(entry, field));
  switch (field.is) {
    case 'text': {
      const { min, max } = catalogueTexts[field.text];
      return { min, max };
    }
    case 'price': {
      const currency = currencyOf(entry) ?? '';
      return { now: wording.price(now, currency), currency, max: priceLimit(currency, wording) };
    }
    case 'length':
      return { now: wording.duration(now), ...lengthLimits(field.length, wording) };
    case 'photo':
      return {};
  }
}

function clearRow<Fields extends CatalogueFields, Entry extends EntryKeys>(
  { fields, buttons, words }: EntryLook<Fields, Entry>,
  field: NameOf<Fields>,
  entry: Entry,
  { texts }: Wording,
): Keyboard {
  if (!isOptional(fields, field) || valueIn(entry, fieldOf(fields, field)) === null) return [];
  const { id, version } = entry;
  return [
    [button(texts.plain(words.clear(field)), buttons.clearField.data({ id, version, field }), 'danger')],
  ];
}
