import type { MasterDetails } from '../../../commands/read-master.js';
import type { ServiceView } from '../../../commands/read-catalogue.js';
import type { ServiceDetails, StaffView } from '../../../commands/read-service.js';
import { shorten } from '../../../i18n/html.js';
import { button, lines, paragraphs, type InlineButton, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openCalendar } from '../calendar/data.js';
import { menuRow } from '../menu/screens.js';
import { cardOf, cardText, photoRow } from './card.js';
import {
  listAround,
  listCategory,
  listServices,
  openMaster,
  openPhoto,
  openService,
  stillList,
} from './data.js';
import { pageOf, type Category, type ServiceList } from './paging.js';

/** Where the buttons of a list of services lead. */
export interface ListLinks {
  list(page: number): string;
  category(anchor: number, page: number): string;
  service(id: number): string;
  /** From the first list; null: there is nothing but the menu before it. */
  readonly back: string | null;
}

/** The way to a new booking. */
const bookingLinks: ListLinks = {
  list: (page) => listServices.data({ page }),
  category: (anchor, page) => listCategory.data({ service: anchor, page }),
  service: (id) => openService.data({ service: id }),
  back: null,
};

export function servicesScreen(list: ServiceList, wording: Wording, links = bookingLinks): Screen {
  const { texts } = wording;
  if (list.kind === 'empty') {
    return { text: texts.html('services.empty'), keyboard: [endRow(links.back, wording)] };
  }
  if (list.kind === 'categories') {
    return {
      text: texts.html('services.categories'),
      keyboard: [
        ...list.categories.map((category) => [categoryButton(category, links, wording)]),
        ...pager(list, (page) => links.list(page), wording),
        endRow(links.back, wording),
      ],
    };
  }
  const { category } = list;
  return {
    text:
      category === null
        ? texts.html('services.title')
        : texts.html('services.category', { category: category.name ?? texts.plain('services.other') }),
    keyboard: [
      ...list.services.map((service) => [serviceButton(service, links.service(service.id), wording)]),
      ...pager(
        list,
        (page) => (category === null ? links.list(page) : links.category(category.anchor, page)),
        wording,
      ),
      endRow(category === null ? links.back : links.list(0), wording),
    ],
  };
}

/** The ways back stand side by side. */
function endRow(back: string | null, wording: Wording): Keyboard[number] {
  const home = menuRow(wording);
  return back === null ? home : [button(wording.texts.plain('nav.back'), back), ...home];
}

function serviceButton(service: ServiceView, data: string, wording: Wording): InlineButton {
  const row = {
    name: shorten(service.name, rowNameLength),
    price: wording.price(service.priceMinor, service.currency),
    duration: wording.duration(service.durationMinutes),
  };
  return button(wording.texts.plain('services.row', row), data);
}

const rowNameLength = 36;

function categoryButton(
  { name, anchor, services }: Category,
  links: ListLinks,
  { texts }: Wording,
): InlineButton {
  const category = shorten(name ?? texts.plain('services.other'), rowNameLength);
  return button(
    texts.plain('services.category_row', { category, count: services.length }),
    links.category(anchor, 0),
  );
}

function pager(
  { page, pages }: { readonly page: number; readonly pages: number },
  data: (page: number) => string,
  { texts }: Wording,
): Keyboard {
  if (pages < 2) return [];
  return [
    [
      ...(page > 0 ? [button('‹', data(page - 1))] : []),
      button(texts.plain('services.page', { page: page + 1, pages }), stillList.data({ what: 'page' })),
      ...(page < pages - 1 ? [button('›', data(page + 1))] : []),
    ],
  ];
}

export const staffShown = 40;

/** The choice of a master, for services that several offer. */
export function staffScreen({ service, staff }: ServiceDetails, wording: Wording): Screen {
  const { texts } = wording;
  const card = { ...cardOf(service, null), master: null };
  const abouts = staff
    .filter(({ about }) => about !== null)
    .slice(0, 8)
    .map(({ name, about }) =>
      texts.html('staff.about', { name: shorten(name, rowNameLength), about: shorten(about ?? '', 120) }),
    );
  return {
    text: paragraphs(cardText(card, wording, true), lines(...abouts), texts.html('staff.title')),
    keyboard: [
      [button(texts.plain('staff.any'), openCalendar.data({ service: service.id, staff: null }))],
      ...staff
        .slice(0, staffShown)
        .map((master) => [
          button(
            staffLabel(master, service, wording),
            openCalendar.data({ service: service.id, staff: master.id }),
          ),
        ]),
      ...photoRow(card.photo, wording),
      [button(texts.plain('nav.back'), listAround.data({ service: service.id })), ...menuRow(wording)],
    ],
  };
}

/** Price and duration stand beside the name only where they are this master's own. */
export function staffLabel(master: StaffView, service: ServiceDetails['service'], wording: Wording): string {
  const name = shorten(master.name, rowNameLength);
  const same = master.priceMinor === service.priceMinor && master.durationMinutes === service.durationMinutes;
  if (same) return name;
  return wording.texts.plain('staff.row', {
    name,
    price: wording.price(master.priceMinor, service.currency),
    duration: wording.duration(master.durationMinutes),
  });
}

/** A master's own screen: who it is, and what can be booked with this master. */
export function masterScreen({ master, services }: MasterDetails, page: number, wording: Wording): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(services, page);
  const about = master.about === null ? null : shorten(master.about, 600);
  return {
    text: paragraphs(
      texts.html('master.title', { name: shorten(master.name, 120) }),
      about === null ? null : texts.html('service.about', { description: about }),
      texts.html('master.services'),
    ),
    keyboard: [
      ...items.map((service) => [
        serviceButton(service, openCalendar.data({ service: service.id, staff: master.id }), wording),
      ]),
      ...pager(place, (to) => openMaster.data({ staff: master.id, page: to }), wording),
      ...photoRow(master.hasPhoto ? openPhoto.data({ of: 'staff', id: master.id }) : null, wording),
      menuRow(wording),
    ],
  };
}
