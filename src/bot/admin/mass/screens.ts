import type { MassChoices, MassOption } from '../../../commands/desk/mass-choices.js';
import { plusDays } from '../../../commands/local-dates.js';
import {
  button,
  lines,
  paragraphs,
  rowsOf,
  type InlineButton,
  type Keyboard,
  type Screen,
} from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow, deskRow } from '../home/screens.js';
import { pageOf, pagerRow } from '../paging.js';
import {
  beginCancel,
  beginService,
  beginShift,
  chooseMaster,
  chooseNewService,
  choosePeriod,
  chooseService,
  chooseShift,
  openMass,
  type Change,
} from './data.js';
import { shiftRows } from './preview-screens.js';
import { daysLine } from './wording.js';

/** Local dates and whose visits on them; null: everybody's. */
export interface Whose {
  readonly from: string;
  readonly to: string;
  readonly staff: number | null;
}

export function massScreen(wording: Wording): Screen {
  const { texts } = wording;
  const way = (change: Change): InlineButton[] => [
    button(texts.plain(`d_mass.${change}`), choosePeriod.data({ change })),
  ];
  return {
    text: texts.html('d_mass.title'),
    keyboard: [way('shift'), way('service'), way('cancel'), deskRow(wording)],
  };
}

/** Which days; may be typed, too. `today`: a local date. */
export function periodScreen(
  change: Change,
  today: string,
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts, formats } = wording;
  const pick = (label: string, from: string, to: string) =>
    button(label, chooseMaster.data({ change, from, to, page: 0 }));
  const near = [2, 3, 4, 5, 6, 7].map((ahead) => {
    const day = plusDays(today, ahead);
    return pick(formats.shortDate(day), day, day);
  });
  const tomorrow = plusDays(today, 1);
  return {
    text: paragraphs(texts.html(`d_mass.${change}_title`), problem, texts.html('d_mass.which_days')),
    keyboard: [
      [
        pick(texts.plain('d_mass.today'), today, today),
        pick(texts.plain('d_mass.tomorrow'), tomorrow, tomorrow),
      ],
      ...rowsOf(near, 3),
      [
        pick(texts.plain('d_mass.week'), today, plusDays(today, 6)),
        pick(texts.plain('d_mass.month'), today, plusDays(today, 29)),
      ],
      backRow(openMass.data({}), wording),
    ],
  };
}

/** Whose visits, of those there are. */
export function mastersScreen(
  change: Change,
  { from, to, page }: { readonly from: string; readonly to: string; readonly page: number },
  { visits, masters }: MassChoices,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const next = (staff: number | null): string =>
    change === 'shift'
      ? chooseShift.data({ from, to, staff })
      : chooseService.data({ change, from, to, staff, page: 0 });
  return {
    text: paragraphs(
      lines(texts.html(`d_mass.${change}_title`), daysLine({ from, to }, wording)),
      texts.html('d_mass.whose'),
    ),
    keyboard: [
      [button(texts.plain('d_mass.all_masters', { visits }), next(null))],
      ...optionRows(
        masters,
        page,
        (id) => next(id),
        wording,
        (other) => chooseMaster.data({ change, from, to, page: other }),
      ),
      backRow(choosePeriod.data({ change }), wording),
    ],
  };
}

/** Visits for which service; for a cancellation also for any. */
export function servicesScreen(
  change: 'service' | 'cancel',
  { from, to, staff, page }: Whose & { readonly page: number },
  { visits, services }: MassChoices,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const whose = { from, to, staff };
  const next = (service: number): string =>
    change === 'service'
      ? chooseNewService.data({ ...whose, service, page: 0 })
      : beginCancel.data({ ...whose, service });
  return {
    text: paragraphs(
      lines(texts.html(`d_mass.${change}_title`), daysLine(whose, wording)),
      texts.html('d_mass.which_service'),
    ),
    keyboard: [
      ...(change === 'cancel'
        ? [
            [
              button(
                texts.plain('d_mass.all_services', { visits }),
                beginCancel.data({ ...whose, service: null }),
              ),
            ],
          ]
        : []),
      ...optionRows(services, page, next, wording, (other) =>
        chooseService.data({ change, ...whose, page: other }),
      ),
      backRow(chooseMaster.data({ change, from, to, page: 0 }), wording),
    ],
  };
}

function optionRows(
  options: readonly MassOption[],
  wanted: number,
  data: (id: number) => string,
  { texts }: Wording,
  pageData: (page: number) => string,
): Keyboard {
  const { items, ...place } = pageOf(options, wanted);
  return [
    ...items.map(({ id, name, visits }) => [
      button(texts.plain('d_mass.option', { name, visits }), data(id)),
    ]),
    ...pagerRow(place, pageData),
  ];
}

/** What the service becomes. */
export function newServicesScreen(
  { service, page, ...whose }: Whose & { readonly service: number; readonly page: number },
  serviceName: string,
  services: readonly { readonly id: number; readonly name: string }[],
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(services, page);
  return {
    text: paragraphs(
      lines(texts.html('d_mass.service_title'), daysLine(whose, wording)),
      texts.html('d_mass.new_service', { service: serviceName }),
    ),
    keyboard: [
      ...items.map(({ id, name }) => [button(name, beginService.data({ ...whose, service, next: id }))]),
      ...pagerRow(place, (other) => chooseNewService.data({ ...whose, service, page: other })),
      backRow(chooseService.data({ change: 'service', ...whose, page: 0 }), wording),
    ],
  };
}

/** By how much; may be typed, too. */
export function shiftScreen(whose: Whose, problem: string | null, wording: Wording): Screen {
  const { texts } = wording;
  const { from, to } = whose;
  return {
    text: paragraphs(
      lines(texts.html('d_mass.shift_title'), daysLine(whose, wording)),
      problem,
      texts.html('d_mass.by_how_much'),
    ),
    keyboard: [
      ...shiftRows((minutes) => beginShift.data({ ...whose, minutes }), wording),
      backRow(chooseMaster.data({ change: 'shift', from, to, page: 0 }), wording),
    ],
  };
}

/** The operation cannot be shown; why, and a way back. */
export function stuckScreen(text: string, back: string, wording: Wording): Screen {
  return { text, keyboard: [backRow(back, wording)] };
}
