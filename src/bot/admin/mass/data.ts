import { furthestShift } from '../../../commands/desk/mass-order.js';
import { action, choice, date, integer, rowId, rowIdOrNull, type Field } from '../../callback-data.js';

const changes = ['shift', 'service', 'cancel'] as const;
/** What is done to many bookings, as the `operations` of the room are called. */
export type Change = (typeof changes)[number];
export const kindOf = (change: Change) => `mass.${change}` as const;

const change = choice(...changes);
const page = integer(0, 999);
const days = { from: date, to: date };
/** Null: everybody's. */
const staff = rowIdOrNull;

const shiftNumber = integer(0, 2 * furthestShift);
/** Minutes, earlier ones negative. */
export const shift: Field<number> = {
  write: (minutes) => shiftNumber.write(minutes + furthestShift),
  read: (text) => {
    const number = shiftNumber.read(text);
    return number === undefined ? undefined : number - furthestShift;
  },
  samples: [30, -furthestShift, furthestShift],
};
/** As much of a preview's fingerprint as `commitMass` wants back. */
export const seen = integer(0, 2 ** 40 - 1);
export const yesNo = choice('no', 'yes');

export const cancelReasons = ['sick', 'closed', 'fault', 'none'] as const;
export const cancelReason = choice(...cancelReasons);

export const openMass = action('mop', 1, {});
export const choosePeriod = action('mpe', 1, { change });
export const chooseMaster = action('mma', 1, { change, ...days, page });
export const chooseService = action('msv', 1, { change, ...days, staff, page });
export const chooseNewService = action('mnw', 1, { ...days, staff, service: rowId, page });
export const chooseShift = action('msh', 1, { ...days, staff });
export const beginShift = action('mbs', 1, { ...days, staff, minutes: shift });
export const beginService = action('mbv', 1, { ...days, staff, service: rowId, next: rowId });
export const beginCancel = action('mbc', 1, { ...days, staff, service: rowIdOrNull });
export const openPreview = action('mpv', 1, { change, operation: rowId, page });
export const changeShift = action('mcs', 1, { operation: rowId, minutes: shift });
export const pickVisits = action('mpk', 1, { operation: rowId, page });
export const toggleVisit = action('mtg', 1, { operation: rowId, booking: rowId, page });
export const chooseReason = action('mrq', 1, { operation: rowId });
export const giveReason = action('mrs', 1, { operation: rowId, reason: cancelReason });
export const commitChange = action('mgo', 1, { change, operation: rowId, seen, anyway: yesNo });
