import { readDuration } from './durations.js';

const sign = /^([+\-–—−])?\s*/u;
const earlier = /\s*(?:раньше|назад|earlier|back)$/u;
const later = /\s*(?:позже|вперёд|вперед|later)$/u;

/**
 * Reads by how much something moves, in minutes, earlier ones negative: `+45`, `−20 мин`, `1 ч 20 мин`, `30 раньше`.
 * Without a sign or a word it is later. Null for everything else. Never throws.
 */
export function readShift(typed: string): number | null {
  const text = typed.normalize('NFKC').toLowerCase().trim();
  const mark = sign.exec(text);
  const rest = text.slice(mark?.[0].length ?? 0);
  const isMinus = mark?.[1] !== undefined && mark[1] !== '+';
  const isEarlier = earlier.test(rest);
  if (isEarlier && mark?.[1] === '+') return null;
  if (later.test(rest) && isMinus) return null;
  const minutes = readDuration(rest.replace(earlier, '').replace(later, ''), 1);
  if (typeof minutes === 'string' || minutes === 0) return null;
  return isMinus || isEarlier ? -minutes : minutes;
}
