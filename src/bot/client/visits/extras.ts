import { readService } from '../../../commands/read-service.js';
import { readSalonInfo } from '../../../commands/salon-info.js';
import type { BookingView } from '../../../commands/read-booking.js';
import { sendFile } from '../../present.js';
import { button, type Keyboard, type Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import type { Wording } from '../../wording.js';
import { reactWithCalendar } from '../calendar/react.js';
import { sendMapPoint } from '../map-point.js';
import { menuRow } from '../menu/screens.js';
import { showService, whenGone } from '../services/show.js';
import { calendarFile } from './calendar-export.js';
import { openVisit } from './data.js';
import { isAhead } from './screens.js';
import { eventOf, showVisit } from './show.js';

/** Sends the visit as a file that any calendar opens. */
export async function sendToCalendar(turn: Turn, booking: BookingView): Promise<Reaction> {
  const { tenant, chatId, wording } = turn;
  const { texts } = wording;
  if (!isAhead(booking, tenant.clock.now())) return closed(turn, booking);
  const salon = await readSalonInfo(tenant);
  await sendFile(tenant.sender, chatId, {
    filename: `visit-${booking.id}.ics`,
    content: Buffer.from(calendarFile(eventOf(turn, booking, salon))),
    caption: texts.html('visit.file_caption'),
    keyboard: backTo(booking, wording),
  });
  return { notice: { text: texts.plain('visit.file_sent') } };
}

/** Sends the salon's place as a point on the map. */
export async function sendMap(turn: Turn, booking: BookingView): Promise<Reaction> {
  const { texts } = turn.wording;
  const salon = await readSalonInfo(turn.tenant);
  if (await sendMapPoint(turn, salon, backTo(booking, turn.wording))) {
    return { notice: { text: texts.plain('visit.map_sent') } };
  }
  return { screen: await showVisit(turn, booking), notice: { text: texts.plain('visit.map_gone') } };
}

/** Under what was sent about a visit. */
function backTo({ id: booking }: BookingView, wording: Wording): Keyboard {
  const { texts } = wording;
  return [[button(texts.plain('visit.back'), openVisit.data({ booking })), ...menuRow(wording)]];
}

/** A new visit like an old one: the same service and, where there is a choice and it is still there, the same master. */
export async function bookLike(turn: Turn, { serviceId, staffId }: BookingView): Promise<Reaction> {
  const details = await readService(turn.tenant, serviceId);
  if (details === null) return whenGone(turn, serviceId, 'service_gone');
  const offered = details.staff.some(({ id }) => id === staffId);
  if (!offered || details.staff.length < 2) return showService(turn, serviceId);
  return reactWithCalendar(turn, { serviceId, staffId }, null);
}

/** The visit is over or cancelled: what was asked for makes no sense any more. */
export async function closed(turn: Turn, booking: BookingView): Promise<Reaction> {
  return {
    screen: await showVisit(turn, booking),
    notice: { text: turn.wording.texts.plain('visit.closed') },
  };
}
