import { masters, type DeskMaster, type MasterCard } from '../../../commands/desk/masters.js';
import { masterFields } from '../../../domain/catalogue-fields.js';
import { shorten } from '../../../i18n/html.js';
import { button, lines } from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { EntryLook } from '../catalogue/look.js';
import { CatalogueRoom } from '../catalogue/room.js';
import { openHoursOf } from '../hours/data.js';
import { listOffers, listTerms, masterButtons } from './data.js';

const nameShown = 40;

export const masterLook: EntryLook<typeof masterFields, DeskMaster> = {
  fields: masterFields,
  needed: 'staff.edit',
  buttons: masterButtons,
  fieldsInRow: 3,
  words: {
    title: 'd_staff.title',
    about: 'd_staff.about',
    none: 'd_staff.none',
    create: 'd_staff.new',
    hide: 'd_staff.hide',
    hideAsk: 'd_staff.hide_ask',
    hideYes: 'd_staff.hide_yes',
    hidden: 'd_staff.hidden',
    hiddenNone: 'd_staff.hidden_none',
    restore: 'd_staff.restore',
    restored: 'd_staff.restored',
    field: (name) => `d_staff.field.${name}`,
    ask: (name) => (name === 'photo' ? 'd_services.ask.photo' : `d_staff.ask.${name}`),
    clear: (name) => `d_staff.clear.${name}`,
  },
  label,
  summary: () => null,
  facts,
  links: ({ id: staff, serviceCount }, { texts }) => ({
    first: [
      [
        button(texts.plain('d_staff.to_services'), listOffers.data({ staff, page: 0 })),
        ...(serviceCount === 0
          ? []
          : [button(texts.plain('d_staff.to_terms'), listTerms.data({ staff, page: 0 }))]),
      ],
      [button(texts.plain('d_staff.to_hours'), openHoursOf.data({ staff }))],
    ],
    last: [],
  }),
  presets: () => [],
};

function label({ name, active, serviceCount }: DeskMaster, { texts }: Wording): string {
  const shown = shorten(name, nameShown);
  if (!active) return texts.plain('d_staff.row_hidden', { name: shown });
  return serviceCount === 0
    ? texts.plain('d_staff.row_none', { name: shown })
    : texts.plain('d_staff.row', { name: shown, count: serviceCount });
}

function facts({ entry: master, visits }: MasterCard, { texts }: Wording): (string | null)[] {
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

export const masterRoom = new CatalogueRoom(masters, masterLook);
