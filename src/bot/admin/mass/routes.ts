import { selectionOf } from '../../../commands/desk/mass-choices.js';
import { commitMass, type CommitMassResult } from '../../../commands/desk/commit-mass.js';
import type { MassOrder } from '../../../commands/desk/mass-order.js';
import { adjustMass, prepareMass } from '../../../commands/desk/prepare-mass.js';
import { textsFor, type TextKey } from '../../../i18n/texts.js';
import type { Reaction } from '../../screen.js';
import { desk, type DeskRoute } from '../desk-route.js';
import type { DeskTurn } from '../desk-turn.js';
import {
  beginCancel,
  beginService,
  beginShift,
  changeShift,
  chooseMaster,
  chooseNewService,
  choosePeriod,
  chooseReason,
  chooseService,
  chooseShift,
  commitChange,
  giveReason,
  kindOf,
  openMass,
  openPreview,
  pickVisits,
  toggleVisit,
  type Change,
  type cancelReasons,
} from './data.js';
import { askPeriod, askReason, askShift, beginShiftOf, giveReasonOf } from './questions.js';
import {
  alerted,
  showChoice,
  showMass,
  showMasters,
  showNewServices,
  showPrepared,
  showPreview,
  showServices,
} from './show.js';
import type { Whose } from './screens.js';

const needed = 'bookings.mass';

export const massRoutes: readonly DeskRoute[] = [
  desk(openMass, needed, showMass),
  desk(choosePeriod, needed, (turn, { change }) => askPeriod(turn, change)),
  desk(chooseMaster, needed, (turn, { change, ...days }) => showMasters(turn, change, days, askShift)),
  desk(chooseService, needed, (turn, { change, ...whose }) =>
    change === 'shift' ? askShift(turn, whose) : showServices(turn, change, whose),
  ),
  desk(chooseNewService, needed, showNewServices),
  desk(chooseShift, needed, askShift),
  desk(beginShift, needed, (turn, { minutes, ...whose }) => beginShiftOf(turn, whose, minutes)),
  desk(beginService, needed, (turn, { service, next, ...whose }) =>
    begin(turn, 'service', { whose, service, change: { kind: 'service', serviceId: next } }),
  ),
  desk(beginCancel, needed, (turn, { service, ...whose }) =>
    begin(turn, 'cancel', { whose, service, change: { kind: 'cancel', reason: null } }),
  ),
  desk(openPreview, needed, (turn, { change, operation, page }) =>
    showPreview(turn, change, operation, page),
  ),
  desk(changeShift, needed, async (turn, { operation, minutes }) => {
    const adjustment = { kind: 'change' as const, change: { kind: 'shift' as const, minutes } };
    const target = { kind: kindOf('shift'), operationId: operation, adjustment };
    await adjustMass(turn.tenant, turn.admin, turn.cause, target);
    return showPreview(turn, 'shift', operation);
  }),
  desk(pickVisits, needed, (turn, { operation, page }) => showChoice(turn, operation, page)),
  desk(toggleVisit, needed, async (turn, { operation, booking, page }) => {
    const adjustment = { kind: 'toggle' as const, bookingId: booking };
    const target = { kind: kindOf('cancel'), operationId: operation, adjustment };
    await adjustMass(turn.tenant, turn.admin, turn.cause, target);
    return showChoice(turn, operation, page);
  }),
  desk(chooseReason, needed, (turn, { operation }) => askReason(turn, operation)),
  desk(giveReason, needed, (turn, { operation, reason }) =>
    giveReasonOf(turn, operation, reasonText(turn, reason)),
  ),
  desk(commitChange, needed, commit),
];

async function begin(
  turn: DeskTurn,
  change: Change,
  {
    whose: { from, to, staff: staffId },
    service: serviceId,
    change: what,
  }: { readonly whose: Whose; readonly service: number | null; readonly change: MassOrder['change'] },
): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const selection = { ...selectionOf(tenant, { from, to, staffId, serviceId }), except: [] };
  const order = { selection, change: what, block: null };
  return showPrepared(turn, change, await prepareMass(tenant, admin, cause, { kind: kindOf(change), order }));
}

/** Clients read it: it is in the salon's language. */
export function reasonText({ tenant }: DeskTurn, reason: (typeof cancelReasons)[number]): string | null {
  return reason === 'none' ? null : textsFor(tenant.locale).plain(`d_mass.reason_${reason}`);
}

async function commit(
  turn: DeskTurn,
  {
    change,
    operation: operationId,
    seen,
    anyway,
  }: {
    readonly change: Change;
    readonly operation: number;
    readonly seen: number;
    readonly anyway: 'yes' | 'no';
  },
): Promise<Reaction> {
  const { tenant, admin, cause } = turn;
  const order = { kind: kindOf(change), operationId, seen, anyway: anyway === 'yes' };
  const result = await commitMass(tenant, admin, cause, order);
  const shown = await showPreview(turn, change, operationId);
  const key = refusalKey(result);
  return key === null ? shown : alerted(turn, key, shown);
}

/** What is said over the fresh screen; null: the screen says it all. */
export function refusalKey(result: CommitMassResult): TextKey | null {
  switch (result.outcome) {
    case 'done':
      return result.repeated ? 'd_mass.repeated' : null;
    case 'not_found':
      return 'desk.gone';
    default:
      return `d_mass.${result.outcome}`;
  }
}
