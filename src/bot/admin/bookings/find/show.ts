import { changeFilter, findBookings, type BookingFilter } from '../../../../commands/desk/find-bookings.js';
import type { Reaction } from '../../../screen.js';
import type { DeskTurn } from '../../desk-turn.js';
import { foundScreen } from './screens.js';

/** A page of what the person looks for. */
export async function showFound(turn: DeskTurn, page: number): Promise<Reaction> {
  const { tenant, admin, wording } = turn;
  const list = await findBookings(tenant, admin, page);
  return { screen: foundScreen(list, tenant.clock.now(), admin.role !== 'staff', wording) };
}

/** Looks for something else. */
export async function lookFor(turn: DeskTurn, change: Partial<BookingFilter> | 'reset'): Promise<Reaction> {
  await changeFilter(turn.tenant, turn.admin, change);
  return showFound(turn, 0);
}
