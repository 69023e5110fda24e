import { action, choice, instant, rowId, rowIdOrNull } from '../../callback-data.js';
import type { Order } from '../wish.js';

const order = { service: rowId, staff: rowIdOrNull, start: instant };

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
