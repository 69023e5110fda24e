import { action, choice, instant, integer, rowId, rowIdOrNull } from '../../callback-data.js';
import type { Order } from '../wish.js';

const order = { service: rowId, staff: rowIdOrNull, start: instant };
const page = integer(0, 999);

/** What an order is in button data. */
export interface OrderValues {
  readonly service: number;
  readonly staff: number | null;
  readonly start: number;
}

/** The next step towards this visit: contact details when they are missing, else the summary. */
export const openSummary = action('os', 1, order);
export const confirmOrder = action('ok', 1, order);
export const changeName = action('on', 1, order);
export const changePhone = action('op', 1, order);
export const changeComment = action('oc', 1, order);
export const dropComment = action('od', 1, order);
export const changeMaster = action('om', 1, order);
/** The list of services, or of categories, to choose another one for the same time. */
export const changeService = action('oe', 1, { ...order, page });
/** The services of the category that `anchor` belongs to, for the same purpose. */
export const changeCategory = action('og', 1, { ...order, anchor: rowId, page });
/** The order with another service or master, at the same time if that can be. */
export const changeOrder = action('ov', 1, order);
/** The Telegram name as the answer to "what is your name". */
export const useProfileName = action('ou', 1, order);
/** The ways out of a question that waits for typed text. */
export const leaveQuestion = action('ol', 1, { to: choice('times', 'summary', 'menu'), ...order });

export function valuesOf({ serviceId, staffId, start }: Order): OrderValues {
  return { service: serviceId, staff: staffId, start };
}

export function orderOf({ service, staff, start }: OrderValues): Order {
  return { serviceId: service, staffId: staff, start };
}
