import type { DeskMaster, MasterCard } from '../../../commands/desk/masters.js';
import { catalogueTexts } from '../../../domain/catalogue-text.js';
import { may, type Role } from '../../../domain/permissions.js';
import { shorten } from '../../../i18n/html.js';
import { button, lines, paragraphs, rowsOf, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openSalon } from '../home/data.js';
import { backRow } from '../home/screens.js';
import { keptWords } from '../services/screens.js';
import { openHoursOf } from '../hours/data.js';
import { pageOf, pageSize, pagerRow } from '../paging.js';
import {
  clearMasterField,
  editMasterField,
  hideMaster,
  hideMasterPhoto,
  listMasters,
  listOffers,
  listTerms,
  moveMasterBy,
  newMaster,
  openMasterCard,
  restoreMaster,
  showMasterPhoto,
  staffFields,
  type StaffField,
} from './data.js';

const nameShown = 40;

/** All masters in the owner's order. */
export function mastersScreen(
  masters: readonly DeskMaster[],
  wanted: number,
  { role, wording }: { readonly role: Role; readonly wording: Wording },
): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(masters, wanted);
  return {
    text: paragraphs(
      texts.html('d_staff.title', { count: masters.length }),
      texts.html(masters.length === 0 ? 'd_staff.none' : 'd_staff.about'),
    ),
    keyboard: [
      ...items.map((master) => [button(rowOf(master, wording), openMasterCard.data({ staff: master.id }))]),
      ...pagerRow(place, (page) => listMasters.data({ page })),
      ...(may(role, 'staff.edit')
        ? [[button(texts.plain('d_staff.new'), newMaster.data({}), 'primary')]]
        : []),
      backRow(openSalon.data({}), wording),
    ],
  };
}

function rowOf({ name, active, serviceCount }: DeskMaster, { texts }: Wording): string {
  const shown = shorten(name, nameShown);
  if (!active) return texts.plain('d_staff.row_hidden', { name: shown });
  return serviceCount === 0
    ? texts.plain('d_staff.row_none', { name: shown })
    : texts.plain('d_staff.row', { name: shown, count: serviceCount });
}

/** One master with everything that can be changed. `said`: HTML above. */
export function masterScreen(
  card: MasterCard,
  { role, wording }: { readonly role: Role; readonly wording: Wording },
  said: string | null = null,
): Screen {
  const { master, place } = card;
  return {
    text: paragraphs(said, ...factsOf(card, wording)),
    keyboard: [
      ...(may(role, 'staff.edit') ? changeRows(card, wording) : photoRow(master, wording)),
      backRow(listMasters.data({ page: Math.floor(Math.max(place.index, 0) / pageSize) }), wording),
    ],
  };
}

function factsOf({ master, visits }: MasterCard, { texts }: Wording): (string | null)[] {
  const { name, about, photoFileId, active, serviceCount, people } = master;
  return [
    lines(
      texts.html('d_staff.card', { name }),
      about === null ? null : texts.html('d_staff.about_is', { about }),
      photoFileId === null ? null : texts.html('d_services.has_photo'),
    ),
    lines(
      texts.html('d_services.visits', { upcoming: visits.upcoming, all: visits.all }),
      serviceCount === 0
        ? texts.html('d_staff.services_none')
        : texts.html('d_staff.services', { count: serviceCount }),
      texts.html(master.hasOwnHours ? 'd_staff.own_hours' : 'd_staff.salon_hours'),
      people.length === 0
        ? texts.html('d_staff.no_account')
        : texts.html('d_staff.account', { people: people.join(', ') }),
    ),
    !active ? texts.html('d_staff.is_hidden') : serviceCount === 0 ? texts.html('d_staff.no_services') : null,
  ];
}

function changeRows({ master, place }: MasterCard, wording: Wording): Keyboard {
  const { texts } = wording;
  const { id: staff, version, active, serviceCount } = master;
  const move = (
    key: 'up' | 'down' | 'top',
    label: 'd_services.up' | 'd_services.down' | 'd_services.to_top',
  ) => button(texts.plain(label), moveMasterBy.data({ staff, move: key }));
  const isFirst = place.index === 0;
  const order = [
    ...(isFirst ? [] : [move('up', 'd_services.up')]),
    ...(place.index === place.of - 1 ? [] : [move('down', 'd_services.down')]),
    ...(isFirst ? [] : [move('top', 'd_services.to_top')]),
  ];
  return [
    [
      button(texts.plain('d_staff.to_services'), listOffers.data({ staff, page: 0 })),
      ...(serviceCount === 0
        ? []
        : [button(texts.plain('d_staff.to_terms'), listTerms.data({ staff, page: 0 }))]),
    ],
    [button(texts.plain('d_staff.to_hours'), openHoursOf.data({ staff }))],
    ...rowsOf(
      staffFields.map((field) =>
        button(texts.plain(`d_staff.field.${field}`), editMasterField.data({ staff, field })),
      ),
      3,
    ),
    ...(order.length === 0 ? [] : [order]),
    [
      active
        ? button(texts.plain('d_staff.hide'), hideMaster.data({ staff, version, sure: 'ask' }), 'danger')
        : button(texts.plain('d_staff.restore'), restoreMaster.data({ staff, version }), 'primary'),
    ],
  ];
}

function photoRow({ id, photoFileId }: DeskMaster, { texts }: Wording): Keyboard {
  if (photoFileId === null) return [];
  return [[button(texts.plain('d_services.show_photo'), showMasterPhoto.data({ staff: id }))]];
}

/** The way back under a photo. */
export function photoKeyboard(staff: number, { texts }: Wording): Keyboard {
  return [[button(texts.plain('desk.back'), hideMasterPhoto.data({ staff }))]];
}

/** Asks before a master is taken out of the booking: what is booked already stays. */
export function hideScreen({ master, visits }: MasterCard, wording: Wording): Screen {
  const { texts } = wording;
  const { id: staff, version, name } = master;
  return {
    text: paragraphs(texts.html('d_staff.hide_ask', { name }), keptWords(visits.upcoming, texts)),
    keyboard: [
      [button(texts.plain('d_staff.hide_yes'), hideMaster.data({ staff, version, sure: 'yes' }), 'danger')],
      backRow(openMasterCard.data({ staff }), wording),
    ],
  };
}

export function askNameScreen(problem: string | null, wording: Wording): Screen {
  const { min, max } = catalogueTexts.staffName;
  return {
    text: paragraphs(problem, wording.texts.html('d_staff.ask_new', { min, max })),
    keyboard: [backRow(listMasters.data({ page: 0 }), wording)],
  };
}

/** Asks for a new value of one field. */
export function askFieldScreen(
  field: StaffField,
  master: DeskMaster,
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { id: staff, version, photoFileId, about } = master;
  const show =
    field === 'photo' && photoFileId !== null
      ? [[button(texts.plain('d_services.show_photo'), showMasterPhoto.data({ staff }))]]
      : [];
  const isSet = field === 'photo' ? photoFileId !== null : field === 'about' && about !== null;
  const clear =
    field !== 'name' && isSet
      ? [
          [
            button(
              texts.plain(`d_staff.clear.${field}`),
              clearMasterField.data({ staff, version, field }),
              'danger',
            ),
          ],
        ]
      : [];
  const limits =
    field === 'photo' ? { min: 0, max: 0 } : catalogueTexts[field === 'name' ? 'staffName' : 'about'];
  return {
    text: paragraphs(
      problem,
      texts.html('d_services.editing', { name: master.name }),
      field === 'name'
        ? texts.html('d_staff.ask.name', { min: limits.min, max: limits.max })
        : field === 'about'
          ? texts.html('d_staff.ask.about', { max: limits.max })
          : texts.html('d_services.ask.photo'),
    ),
    keyboard: [...show, ...clear, backRow(openMasterCard.data({ staff }), wording)],
  };
}
