import { categoriesOf, type DeskService, type ServiceCard } from '../../../commands/desk/services.js';
import { may, type Role } from '../../../domain/permissions.js';
import { shorten } from '../../../i18n/html.js';
import { button, lines, paragraphs, rowsOf, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openSalon } from '../home/data.js';
import { backRow } from '../home/screens.js';
import { pageOf, pageSize, pagerRow } from '../paging.js';
import { listMasters } from '../staff/data.js';
import {
  editField,
  hideService,
  hideServicePhoto,
  listServices,
  listTemplates,
  moveServiceBy,
  newService,
  openService,
  restoreService,
  serviceFields,
  showServicePhoto,
} from './data.js';

const nameShown = 36;

/** All services in the owner's order. `canFill`: the salon has nothing yet, so that a template can fill it. */
export function servicesScreen(
  services: readonly DeskService[],
  wanted: number,
  { role, canFill, wording }: { readonly role: Role; readonly canFill: boolean; readonly wording: Wording },
): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(services, wanted);
  const mayEdit = may(role, 'services.edit');
  const hidden = services.filter(({ active }) => !active).length;
  return {
    text: paragraphs(
      lines(
        texts.html('d_services.title', { count: services.length }),
        hidden === 0 ? null : texts.html('d_services.hidden_count', { count: hidden }),
      ),
      texts.html(services.length === 0 ? 'd_services.none' : 'd_services.about'),
    ),
    keyboard: [
      ...items.map((service) => [button(rowOf(service, wording), openService.data({ service: service.id }))]),
      ...pagerRow(place, (page) => listServices.data({ page })),
      ...(mayEdit && canFill ? [[button(texts.plain('d_services.templates'), listTemplates.data({}))]] : []),
      ...(mayEdit ? [[button(texts.plain('d_services.new'), newService.data({}), 'primary')]] : []),
      backRow(openSalon.data({}), wording),
    ],
  };
}

function rowOf(service: DeskService, wording: Wording): string {
  const key = service.active ? 'd_services.row' : 'd_services.row_hidden';
  return wording.texts.plain(key, {
    name: shorten(service.name, nameShown),
    price: wording.price(service.priceMinor, service.currency),
    duration: wording.duration(service.durationMinutes),
  });
}

/** One service with everything that can be changed about it. `said`: HTML above. */
export function serviceScreen(
  card: ServiceCard,
  { role, wording }: { readonly role: Role; readonly wording: Wording },
  said: string | null = null,
): Screen {
  const { service, place } = card;
  return {
    text: paragraphs(said, ...factsOf(card, wording)),
    keyboard: [
      ...(may(role, 'services.edit') ? changeRows(card, wording) : photoRow(service, wording)),
      backRow(listServices.data({ page: Math.floor(Math.max(place.index, 0) / pageSize) }), wording),
    ],
  };
}

const descriptionShown = 1200;

function factsOf({ service, visits }: ServiceCard, wording: Wording): (string | null)[] {
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

function changeRows({ service, place }: ServiceCard, wording: Wording): Keyboard {
  const { texts } = wording;
  const { id, version } = service;
  const fields = serviceFields.map((field) =>
    button(texts.plain(`d_services.field.${field}`), editField.data({ service: id, field })),
  );
  const isFirst = place.index === 0;
  const isLast = place.index === place.of - 1;
  const order = [
    ...(isFirst
      ? []
      : [button(texts.plain('d_services.up'), moveServiceBy.data({ service: id, move: 'up' }))]),
    ...(isLast
      ? []
      : [button(texts.plain('d_services.down'), moveServiceBy.data({ service: id, move: 'down' }))]),
    ...(isFirst
      ? []
      : [button(texts.plain('d_services.to_top'), moveServiceBy.data({ service: id, move: 'top' }))]),
  ];
  const nobody = service.active && service.staffCount === 0;
  return [
    ...rowsOf(fields, 2),
    ...(order.length === 0 ? [] : [order]),
    ...(nobody ? [[button(texts.plain('d_services.to_masters'), listMasters.data({ page: 0 }))]] : []),
    [
      service.active
        ? button(
            texts.plain('d_services.hide'),
            hideService.data({ service: id, version, sure: 'ask' }),
            'danger',
          )
        : button(texts.plain('d_services.restore'), restoreService.data({ service: id, version }), 'primary'),
    ],
  ];
}

function photoRow({ id, photoFileId }: DeskService, { texts }: Wording): Keyboard {
  if (photoFileId === null) return [];
  return [[button(texts.plain('d_services.show_photo'), showServicePhoto.data({ service: id }))]];
}

/** The way back under a photo. */
export function photoKeyboard(service: number, { texts }: Wording): Keyboard {
  return [[button(texts.plain('desk.back'), hideServicePhoto.data({ service }))]];
}

/** How many visits stay, asked before something is hidden. */
export function keptWords(count: number, texts: Wording['texts']): string {
  return count === 0
    ? texts.html('d_services.hide_keeps_none')
    : texts.html('d_services.hide_keeps', { count });
}

/** Asks before a service is hidden: what is booked already stays. */
export function hideScreen({ service, visits }: ServiceCard, wording: Wording): Screen {
  const { texts } = wording;
  const { id, version, name } = service;
  return {
    text: paragraphs(texts.html('d_services.hide_ask', { name }), keptWords(visits.upcoming, texts)),
    keyboard: [
      [
        button(
          texts.plain('d_services.hide_yes'),
          hideService.data({ service: id, version, sure: 'yes' }),
          'danger',
        ),
      ],
      backRow(openService.data({ service: id }), wording),
    ],
  };
}

/** The categories that other services have, for a button each. */
export function categoryChoices(services: readonly DeskService[], current: DeskService) {
  return categoriesOf(services).filter(({ name }) => name !== current.category);
}
