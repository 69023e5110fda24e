import type { DeskHistoryLine } from '../../../../commands/desk/read-desk-booking.js';
import { lines } from '../../../screen.js';
import type { Wording } from '../../../wording.js';

/** A message holds 4096 characters; the beginning and the latest lines say most. */
const linesShown = 10;

/** What happened to a booking, by whom; null when nothing is known. */
export function historyText(history: readonly DeskHistoryLine[], wording: Wording): string | null {
  if (history.length === 0) return null;
  const { texts } = wording;
  const shown =
    history.length <= linesShown ? history : [...history.slice(0, 1), ...history.slice(1 - linesShown)];
  const said = shown.map((line) => lineOf(line, wording));
  const left = history.length - shown.length;
  const gap = left === 0 ? [] : [texts.html('history.more', { count: left })];
  return lines(texts.html('history.title'), ...said.slice(0, 1), ...gap, ...said.slice(1));
}

function lineOf(line: DeskHistoryLine, wording: Wording): string {
  const { texts, formats } = wording;
  const at = formats.shortDateTime(line.at);
  const by = line.by ?? texts.plain('d_bookings.by_client');
  return `${texts.html('d_bookings.history_by', { at, by })} ${whatOf(line, wording)}`;
}

function whatOf(line: DeskHistoryLine, wording: Wording): string {
  const { texts, formats } = wording;
  switch (line.kind) {
    case 'created':
      return texts.html('d_bookings.history_created', { when: formats.shortDateTime(line.startsAt) });
    case 'moved': {
      const times = { from: formats.shortDateTime(line.from), to: formats.shortDateTime(line.to) };
      if (line.masters === null) return texts.html('d_bookings.history_moved', times);
      if (line.from === line.to) return texts.html('d_bookings.history_master', line.masters);
      return texts.html('d_bookings.history_moved_master', { ...times, master: line.masters.to });
    }
    case 'service_changed':
      return texts.html('d_bookings.history_service', { from: line.from, to: line.to });
    case 'price_changed':
      return texts.html('d_bookings.history_price', {
        from: wording.price(line.from, line.currency),
        to: wording.price(line.to, line.currency),
      });
    case 'contact_changed': {
      if (line.fields.length > 1) return texts.html('d_bookings.history_contact');
      return texts.html(line.fields[0] === 'phone' ? 'd_bookings.history_phone' : 'd_bookings.history_name');
    }
    default:
      return texts.html(`d_bookings.history_${line.kind}`);
  }
}
