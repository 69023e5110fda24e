import type { EntryCard, EntryKeys } from '../../../commands/desk/catalogue-kind.js';
import type { CatalogueFields } from '../../../domain/catalogue-fields.js';
import type { Permission } from '../../../domain/permissions.js';
import type { TextKey } from '../../../i18n/texts.js';
import type { Keyboard } from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { EntryButtons, NameOf, OptionalOf } from './buttons.js';

/** How one kind of entry is called. */
export interface EntryWords<Fields extends CatalogueFields> {
  /** Above the list, with `count`. */
  readonly title: TextKey;
  readonly about: TextKey;
  readonly none: TextKey;
  readonly create: TextKey;
  readonly hide: TextKey;
  readonly hideAsk: TextKey;
  readonly hideYes: TextKey;
  /** What was hidden keeps visits, `count` of them. */
  readonly hidden: TextKey;
  readonly hiddenNone: TextKey;
  readonly restore: TextKey;
  readonly restored: TextKey;
  field(name: NameOf<Fields>): TextKey;
  ask(name: NameOf<Fields>): TextKey;
  clear(name: OptionalOf<Fields>): TextKey;
}

/** How one kind of entry is shown: all in which services and masters differ. */
export interface EntryLook<Fields extends CatalogueFields, Entry extends EntryKeys> {
  readonly fields: Fields;
  /** What it takes to change one. */
  readonly needed: Permission;
  readonly buttons: EntryButtons<Fields>;
  readonly words: EntryWords<Fields>;
  readonly fieldsInRow: number;
  /** On its button in the list. */
  label(entry: Entry, wording: Wording): string;
  /** Under the title of the list; null: nothing. */
  summary(entries: readonly Entry[], wording: Wording): string | null;
  /** The paragraphs about one, as HTML. */
  facts(card: EntryCard<Entry>, wording: Wording): readonly (string | null)[];
  /** What else can be opened from one: before the buttons of its fields, and behind its order. */
  links(entry: Entry, wording: Wording): { readonly first: Keyboard; readonly last: Keyboard };
  /** Values of a field to choose from. */
  presets(name: NameOf<Fields>, entry: Entry, all: readonly Entry[], wording: Wording): Keyboard;
}
