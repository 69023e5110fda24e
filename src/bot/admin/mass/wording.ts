import type { MassPreview } from '../../../commands/desk/preview-mass.js';
import type { PlannedVisit } from '../../../commands/desk/plan-mass.js';
import type { Collision } from '../../../domain/mass-collisions.js';
import { lines } from '../../screen.js';
import type { Wording } from '../../wording.js';

/** One day, or the first and the last of several. */
export function daysLine(
  { from, to }: { readonly from: string; readonly to: string },
  { texts, formats }: Wording,
): string {
  return from === to
    ? texts.html('d_mass.day', { day: formats.shortDate(from) })
    : texts.html('d_mass.days', { from: formats.shortDate(from), to: formats.shortDate(to) });
}

/** `+30 мин` or `−1 ч`, for a button. */
export function shiftLabel(minutes: number, wording: Wording): string {
  const key = minutes > 0 ? 'd_mass.later' : 'd_mass.earlier';
  return wording.texts.plain(key, { duration: wording.duration(Math.abs(minutes)) });
}

/** What happens to the visits of a preview, as a sentence. */
export function changeLine(
  { order: { change }, newService }: Pick<MassPreview, 'order' | 'newService'>,
  wording: Wording,
): string | null {
  const { texts } = wording;
  switch (change.kind) {
    case 'shift': {
      const key = change.minutes > 0 ? 'd_mass.by_later' : 'd_mass.by_earlier';
      return texts.html(key, { duration: wording.duration(Math.abs(change.minutes)) });
    }
    case 'service':
      return texts.html('d_mass.becomes', { service: newService ?? '' });
    case 'cancel':
      return change.reason === null
        ? texts.html('d_mass.no_reason')
        : texts.html('d_mass.reason', { reason: change.reason });
    case 'leave':
      return null;
  }
}

/** How many visits, and what is the matter with some of them. */
export function countLines({ visits, hard, soft, unreachable }: MassPreview, { texts }: Wording): string {
  return lines(
    visits.length === 0
      ? texts.html('d_mass.none_affected')
      : texts.html('d_mass.affected', { count: visits.length }),
    hard === 0 ? null : texts.html('d_mass.hard', { count: hard }),
    soft === 0 ? null : texts.html('d_mass.soft', { count: soft }),
    unreachable === 0 ? null : texts.html('d_mass.to_call', { count: unreachable }),
  );
}

/** A visit with what becomes of it and what is in its way. */
export function visitLines(planned: PlannedVisit, newService: string | null, wording: Wording): string {
  const { texts } = wording;
  const { visit, place, collisions } = planned;
  const next = place !== null && place.serviceId !== visit.serviceId ? newService : null;
  const names = { number: visit.id, service: visit.serviceName, master: visit.staffName };
  return lines(
    timeLine(planned, wording),
    next === null
      ? texts.html('d_mass.visit', names)
      : texts.html('d_mass.visit_service', { ...names, next }),
    priceLine(planned, wording),
    visit.reachable ? null : texts.html('d_mass.call', { phone: visit.contactPhone }),
    ...collisions.map((collision) => collisionLine(collision, visit.staffName, wording)),
  );
}

function timeLine({ visit, place }: PlannedVisit, { texts, formats }: Wording): string {
  const { startsAt, endsAt, contactName: name } = visit;
  const from = formats.shortDateTime(startsAt);
  if (place === null) return texts.html('d_mass.line', { from, name });
  const sameDay = formats.localDate(place.startsAt) === formats.localDate(startsAt);
  if (place.startsAt !== startsAt) {
    const to = sameDay ? formats.time(place.startsAt) : formats.shortDateTime(place.startsAt);
    return texts.html('d_mass.line_moved', { from, to, name });
  }
  const span = `${from}–${formats.time(endsAt)}`;
  return place.endsAt === endsAt
    ? texts.html('d_mass.line', { from: span, name })
    : texts.html('d_mass.line_moved', { from: span, to: formats.time(place.endsAt), name });
}

function priceLine({ visit, place }: PlannedVisit, wording: Wording): string | null {
  if (place === null) return null;
  const before = wording.price(visit.priceMinor, visit.currency);
  const after = wording.price(place.priceMinor, place.currency);
  return before === after ? null : wording.texts.html('d_mass.visit_price', { before, after });
}

function collisionLine({ kind, otherId }: Collision, master: string, { texts }: Wording): string {
  switch (kind) {
    case 'taken':
    case 'client':
      return texts.html(`d_mass.${kind}`, { number: otherId ?? 0 });
    case 'not_offered':
      return texts.html('d_mass.not_offered', { master });
    default:
      return texts.html(`d_mass.${kind}`);
  }
}
