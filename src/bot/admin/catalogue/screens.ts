import type { EntryCard, EntryKeys } from '../../../commands/desk/catalogue-kind.js';
import type { CatalogueFields } from '../../../domain/catalogue-fields.js';
import { may, type Role } from '../../../domain/permissions.js';
import type { Move } from '../../../domain/row-order.js';
import { button, lines, paragraphs, rowsOf, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openSalon } from '../home/data.js';
import { backRow } from '../home/screens.js';
import { pageOf, pageSize, pagerRow } from '../paging.js';
import { namesOf } from './buttons.js';
import type { EntryLook } from './look.js';

interface Reader {
  readonly role: Role;
  readonly wording: Wording;
}

/** All entries in the owner's order. `offered`: what else those who may change something can do. */
export function listScreen<Fields extends CatalogueFields, Entry extends EntryKeys>(
  look: EntryLook<Fields, Entry>,
  entries: readonly Entry[],
  wanted: number,
  { role, wording, offered = [] }: Reader & { readonly offered?: Keyboard },
): Screen {
  const { texts } = wording;
  const { buttons, words } = look;
  const { items, ...place } = pageOf(entries, wanted);
  return {
    text: paragraphs(
      lines(texts.html(words.title, { count: entries.length }), look.summary(entries, wording)),
      texts.html(entries.length === 0 ? words.none : words.about),
    ),
    keyboard: [
      ...items.map((entry) => [button(look.label(entry, wording), buttons.open.data({ id: entry.id }))]),
      ...pagerRow(place, (page) => buttons.list.data({ page })),
      ...(may(role, look.needed)
        ? [...offered, [button(texts.plain(words.create), buttons.create.data({}), 'primary')]]
        : []),
      backRow(openSalon.data({}), wording),
    ],
  };
}

/** One entry with everything that can be changed about it. `said`: HTML above. */
export function cardScreen<Fields extends CatalogueFields, Entry extends EntryKeys>(
  look: EntryLook<Fields, Entry>,
  card: EntryCard<Entry>,
  { role, wording }: Reader,
  said: string | null = null,
): Screen {
  const page = Math.floor(Math.max(card.place.index, 0) / pageSize);
  return {
    text: paragraphs(said, ...look.facts(card, wording)),
    keyboard: [
      ...(may(role, look.needed) ? changeRows(look, card, wording) : photoRow(look, card.entry, wording)),
      backRow(look.buttons.list.data({ page }), wording),
    ],
  };
}

const orderWords = { up: 'd_services.up', down: 'd_services.down', top: 'd_services.to_top' } as const;

function changeRows<Fields extends CatalogueFields, Entry extends EntryKeys>(
  look: EntryLook<Fields, Entry>,
  { entry, place }: EntryCard<Entry>,
  wording: Wording,
): Keyboard {
  const { texts } = wording;
  const { buttons, words } = look;
  const { id, version, active } = entry;
  const isFirst = place.index === 0;
  const ways: Move[] = [
    ...(isFirst ? [] : ['up' as const]),
    ...(place.index === place.of - 1 ? [] : ['down' as const]),
    ...(isFirst ? [] : ['top' as const]),
  ];
  const order = ways.map((move) => button(texts.plain(orderWords[move]), buttons.move.data({ id, move })));
  const fields = namesOf(look.fields).map((field) =>
    button(texts.plain(words.field(field)), buttons.editField.data({ id, field })),
  );
  const { first, last } = look.links(entry, wording);
  return [
    ...first,
    ...rowsOf(fields, look.fieldsInRow),
    ...(order.length === 0 ? [] : [order]),
    ...last,
    [
      active
        ? button(texts.plain(words.hide), buttons.hide.data({ id, version, sure: 'ask' }), 'danger')
        : button(texts.plain(words.restore), buttons.restore.data({ id, version }), 'primary'),
    ],
  ];
}

/** The way to the photo; nothing when there is none. */
export function photoRow<Fields extends CatalogueFields, Entry extends EntryKeys>(
  { buttons }: EntryLook<Fields, Entry>,
  { id, photoFileId }: EntryKeys,
  { texts }: Wording,
): Keyboard {
  if (photoFileId === null) return [];
  return [[button(texts.plain('d_services.show_photo'), buttons.showPhoto.data({ id }))]];
}

/** The way back under a photo. */
export function photoKeyboard<Fields extends CatalogueFields, Entry extends EntryKeys>(
  { buttons }: EntryLook<Fields, Entry>,
  id: number,
  { texts }: Wording,
): Keyboard {
  return [[button(texts.plain('desk.back'), buttons.hidePhoto.data({ id }))]];
}

/** Asks before an entry is hidden: what is booked already stays. */
export function hideScreen<Fields extends CatalogueFields, Entry extends EntryKeys>(
  { buttons, words }: EntryLook<Fields, Entry>,
  { entry, visits }: EntryCard<Entry>,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { id, version, name } = entry;
  const { upcoming: count } = visits;
  const yes = buttons.hide.data({ id, version, sure: 'yes' });
  return {
    text: paragraphs(
      texts.html(words.hideAsk, { name }),
      count === 0 ? texts.html('d_services.hide_keeps_none') : texts.html('d_services.hide_keeps', { count }),
    ),
    keyboard: [
      [button(texts.plain(words.hideYes), yes, 'danger')],
      backRow(buttons.open.data({ id }), wording),
    ],
  };
}
