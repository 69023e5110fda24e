import type { ServiceDetails, StaffView } from '../../../commands/read-service.js';
import { shorten } from '../../../i18n/html.js';
import { button, lines, paragraphs, type InlineButton, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openCalendar } from '../calendar/data.js';
import { menuRow } from '../menu/screens.js';
import { cardOf, cardText } from './card.js';
import { listAround, listCategory, listServices, openService, stillList } from './data.js';
import type { Category, ServiceList } from './paging.js';

export function servicesScreen(list: ServiceList, wording: Wording): Screen {
  const { texts } = wording;
  if (list.kind === 'empty') return { text: texts.html('services.empty'), keyboard: [menuRow(wording)] };
  if (list.kind === 'categories') {
    return {
      text: texts.html('services.categories'),
      keyboard: [
        ...list.categories.map((category) => [categoryButton(category, wording)]),
        ...pager(list, (page) => listServices.data({ page }), wording),
        menuRow(wording),
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
      ...list.services.map((service) => [
        button(
          texts.plain('services.row', {
            name: shorten(service.name, rowNameLength),
            price: wording.price(service.priceMinor, service.currency),
            duration: wording.duration(service.durationMinutes),
          }),
          openService.data({ service: service.id }),
        ),
      ]),
      ...pager(
        list,
        (page) =>
          category === null
            ? listServices.data({ page })
            : listCategory.data({ service: category.anchor, page }),
        wording,
      ),
      ...(category === null ? [] : [[button(texts.plain('nav.back'), listServices.data({ page: 0 }))]]),
      menuRow(wording),
    ],
  };
}

const rowNameLength = 36;

function categoryButton({ name, anchor, services }: Category, { texts }: Wording): InlineButton {
  const category = shorten(name ?? texts.plain('services.other'), rowNameLength);
  return button(
    texts.plain('services.category_row', { category, count: services.length }),
    listCategory.data({ service: anchor, page: 0 }),
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

const staffShown = 40;

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
      [button(texts.plain('nav.back'), listAround.data({ service: service.id }))],
      menuRow(wording),
    ],
  };
}

/** Price and duration stand beside the name only where they are this master's own. */
function staffLabel(master: StaffView, service: ServiceDetails['service'], wording: Wording): string {
  const name = shorten(master.name, rowNameLength);
  const same = master.priceMinor === service.priceMinor && master.durationMinutes === service.durationMinutes;
  if (same) return name;
  return wording.texts.plain('staff.row', {
    name,
    price: wording.price(master.priceMinor, service.currency),
    duration: wording.duration(master.durationMinutes),
  });
}
