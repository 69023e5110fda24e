import { canChooseTemplate } from '../../../commands/desk/choose-template.js';
import {
  categoriesOf,
  services,
  type DeskService,
  type ServiceCard,
} from '../../../commands/desk/services.js';
import { serviceFields } from '../../../domain/catalogue-fields.js';
import { shorten } from '../../../i18n/html.js';
import { button, lines, rowsOf, type Keyboard } from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { NameOf } from '../catalogue/buttons.js';
import type { EntryLook } from '../catalogue/look.js';
import { CatalogueRoom } from '../catalogue/room.js';
import { lengthRows, usualBuffers, usualLengths } from '../lengths.js';
import { listMasters } from '../staff/data.js';
import { listTemplates, serviceButtons, setCategory, setFree, setLength } from './data.js';

const nameShown = 36;
const descriptionShown = 1200;
const categoriesShown = 12;

export const serviceLook: EntryLook<typeof serviceFields, DeskService> = {
  fields: serviceFields,
  needed: 'services.edit',
  buttons: serviceButtons,
  fieldsInRow: 2,
  words: {
    title: 'd_services.title',
    about: 'd_services.about',
    none: 'd_services.none',
    create: 'd_services.new',
    hide: 'd_services.hide',
    hideAsk: 'd_services.hide_ask',
    hideYes: 'd_services.hide_yes',
    hidden: 'd_services.hidden',
    hiddenNone: 'd_services.hidden_none',
    restore: 'd_services.restore',
    restored: 'd_services.restored',
    field: (name) => `d_services.field.${name}`,
    ask: (name) => `d_services.ask.${name}`,
    clear: (name) => `d_services.clear.${name}`,
  },
  label: (service, wording) =>
    wording.texts.plain(service.active ? 'd_services.row' : 'd_services.row_hidden', {
      name: shorten(service.name, nameShown),
      price: wording.price(service.priceMinor, service.currency),
      duration: wording.duration(service.durationMinutes),
    }),
  summary: (all, { texts }) => {
    const count = all.filter(({ active }) => !active).length;
    return count === 0 ? null : texts.html('d_services.hidden_count', { count });
  },
  facts,
  links: ({ active, staffCount }, { texts }) => {
    const nobody = active && staffCount === 0;
    const toMasters = button(texts.plain('d_services.to_masters'), listMasters.data({ page: 0 }));
    return { first: [], last: nobody ? [[toMasters]] : [] };
  },
  presets,
};

function facts({ entry: service, visits }: ServiceCard, wording: Wording): (string | null)[] {
  const { texts } = wording;
  const { description, bufferBeforeMinutes: before, bufferAfterMinutes: after } = service;
  const unseen = !service.active
    ? texts.html('d_services.is_hidden')
    : service.staffCount === 0
      ? texts.html('d_services.nobody')
      : null;
  return [
    lines(
      texts.html('d_services.card', {
        name: service.name,
        price: wording.price(service.priceMinor, service.currency),
        duration: wording.duration(service.durationMinutes),
      }),
      service.category === null ? null : texts.html('d_services.in_category', { category: service.category }),
      before + after === 0
        ? null
        : texts.html('d_services.buffers', {
            before: wording.duration(before),
            after: wording.duration(after),
          }),
      service.photoFileId === null ? null : texts.html('d_services.has_photo'),
    ),
    description === null
      ? null
      : texts.html('d_services.description', { description: shorten(description, descriptionShown) }),
    lines(
      texts.html('d_services.visits', { upcoming: visits.upcoming, all: visits.all }),
      service.staffCount === 0
        ? texts.html('d_services.masters_none')
        : texts.html('d_services.masters', { count: service.staffCount }),
    ),
    unseen,
  ];
}

/** What can be chosen instead of typing. */
function presets(
  name: NameOf<typeof serviceFields>,
  service: DeskService,
  all: readonly DeskService[],
  wording: Wording,
): Keyboard {
  const { id, version } = service;
  switch (name) {
    case 'price':
      return [[button(wording.texts.plain('d_services.make_free'), setFree.data({ id, version }))]];
    case 'duration':
    case 'before':
    case 'after': {
      const data = (minutes: number) => setLength.data({ id, version, field: name, minutes });
      const usual = name === 'duration' ? usualLengths : usualBuffers;
      return lengthRows(usual, wording, data, service[serviceFields[name].value]);
    }
    case 'category': {
      const others = categoriesOf(all).filter(({ name: category }) => category !== service.category);
      const buttons = others
        .slice(0, categoriesShown)
        .map(({ name: category, anchor }) => button(category, setCategory.data({ id, version, anchor })));
      return rowsOf(buttons, 2);
    }
    default:
      return [];
  }
}

export const serviceRoom = new CatalogueRoom(services, serviceLook, async ({ tenant, wording }) =>
  (await canChooseTemplate(tenant))
    ? [[button(wording.texts.plain('d_services.templates'), listTemplates.data({}))]]
    : [],
);
