import type { ServiceDetails } from '../../../commands/read-service.js';
import { button, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import { staffLabel, staffShown } from '../services/screens.js';
import type { Order } from '../wish.js';
import { changeOrder, openSummary, valuesOf } from './data.js';

/** Another master for the same service and time; the present choice is marked. */
export function chooseMasterScreen(
  order: Order,
  { service, staff }: ServiceDetails,
  wording: Wording,
): Screen {
  const { texts, formats } = wording;
  const values = valuesOf(order);
  const row = (label: string, id: number | null) => [
    button(id === order.staffId ? `✓ ${label}` : label, changeOrder.data({ ...values, staff: id })),
  ];
  return {
    text: paragraphs(
      texts.html('order.service', { service: service.name }),
      texts.html('order.change_master_ask', {
        date: formats.shortDate(order.start),
        time: formats.time(order.start),
      }),
    ),
    keyboard: [
      row(texts.plain('staff.any'), null),
      ...staff.slice(0, staffShown).map((master) => row(staffLabel(master, service, wording), master.id)),
      [button(texts.plain('nav.back'), openSummary.data(values)), ...menuRow(wording)],
    ],
  };
}
