const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:м|мин\p{L}*|m|mins?|minutes?)$/u, 1],
  [/^(?:ч|час\p{L}*|h|hrs?|hours?)$/u, 60],
  [/^(?:д|дн\p{L}*|день|сут\p{L}*|d|days?)$/u, 24 * 60],
  [/^(?:н|нед\p{L}*|w|weeks?)$/u, 7 * 24 * 60],
];

const longestText = 200;

/** Minutes, or what keeps the text from being a duration. */
export type DurationReading = number | 'unreadable' | 'no_unit';

/**
 * Reads a duration as a person types it: `30 мин`, `2ч`, `1 ч 30 мин`, `1.5 h`, `1 день`. A number without a unit counts
 * in units of `bareMinutes` minutes; null: such a number is no duration. Never throws.
 */
export function readDuration(typed: string, bareMinutes: number | null): DurationReading {
  const text = typed.normalize('NFKC').toLowerCase().trim();
  if (text.length > longestText) return 'unreadable';
  if (/^\d{1,6}$/.test(text)) return bareMinutes === null ? 'no_unit' : Number(text) * bareMinutes;
  let minutes = 0;
  let rest = text;
  while (rest !== '') {
    const part = /^(\d{1,6}(?:[.,]\d{1,2})?)\s*(\p{L}+)\.?\s*(?:и\s+|and\s+)?/u.exec(rest);
    const unit = units.find(([word]) => word.test(part?.[2] ?? ''))?.[1];
    if (part === null || unit === undefined) return 'unreadable';
    minutes += Number(part[1]?.replace(',', '.')) * unit;
    rest = rest.slice(part[0].length);
  }
  return text === '' || !Number.isInteger(minutes) ? 'unreadable' : minutes;
}

const none = /^(?:нет|без|не надо|никогда|none|no|never|off|0|-|—)$/u;

/** Whether a person says: none at all. */
export function saysNone(typed: string): boolean {
  return none.test(typed.normalize('NFKC').toLowerCase().trim());
}

/**
 * Reads several durations, such as `24 ч, 2 ч, 1 ч` or `24, 2, 1 ч`: a number without a unit has that of the last one.
 * Sorted, the longest first, each once; an empty list when the person says none. Never throws.
 */
export function readDurations(typed: string): readonly number[] | 'unreadable' | 'no_unit' {
  if (saysNone(typed)) return [];
  if (typed.length > longestText) return 'unreadable';
  const parts = typed
    .split(/[;\n,]|\s+и\s+|\s+and\s+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const unit = /\p{L}+/u.exec(parts.at(-1) ?? '')?.[0];
  const found: number[] = [];
  for (const part of parts) {
    const minutes = readDuration(/^\d+$/.test(part) && unit !== undefined ? `${part} ${unit}` : part, null);
    if (typeof minutes === 'string') return minutes;
    found.push(minutes);
  }
  return found.length === 0 ? 'unreadable' : [...new Set(found)].sort((a, b) => b - a);
}
