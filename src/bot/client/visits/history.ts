import type { HistoryLine } from '../../../commands/read-booking-history.js';
import { lines } from '../../screen.js';
import type { Wording } from '../../wording.js';

/** A message holds 4096 characters; the beginning and the latest lines say most. */
const linesShown = 12;

/** What happened to a booking, in words; nothing when all that happened is that it was made. */
export function historyParagraph(history: readonly HistoryLine[], wording: Wording): string | null {
  if (history.length === 0) return null;
  const { texts } = wording;
  const shown =
    history.length <= linesShown ? history : [...history.slice(0, 1), ...history.slice(1 - linesShown)];
  const said = shown.map((line) => lineOf(line, wording));
  const left = history.length - shown.length;
  const gap = left === 0 ? [] : [texts.html('history.more', { count: left })];
  return lines(texts.html('history.title'), ...said.slice(0, 1), ...gap, ...said.slice(1));
}

function lineOf(line: HistoryLine, { texts, formats }: Wording): string {
  const at = formats.shortDateTime(line.at);
  switch (line.kind) {
    case 'created':
      return texts.html('history.created', { at, when: formats.shortDateTime(line.startsAt) });
    case 'moved': {
      const times = { at, from: formats.shortDateTime(line.from), to: formats.shortDateTime(line.to) };
      return line.staffName === null
        ? texts.html('history.moved', times)
        : texts.html('history.moved_to_master', { ...times, master: line.staffName });
    }
    case 'contact_changed': {
      const [field] = line.fields;
      const both = line.fields.length > 1;
      return texts.html(both ? 'history.contact' : field === 'phone' ? 'history.phone' : 'history.name', {
        at,
      });
    }
    case 'cancelled':
      return texts.html(line.by === 'client' ? 'history.cancelled' : 'history.cancelled_by_salon', { at });
  }
}
