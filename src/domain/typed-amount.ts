const longestAmount = 20;

/**
 * Reads an amount of money as people type it: `1500`, `1 500`, `12,50`, `12.5`, with or without a currency's sign.
 * Minor units of a currency with `digits` digits behind the point; null for anything else and for more digits than those.
 */
export function readAmount(typed: string, digits: number): number | null {
  const text = typed
    .normalize('NFKC')
    .trim()
    .replace(/\s*(?:₽|руб(?:\.|лей|ля|ль)?|р\.|\p{Sc}|[A-Z]{3})$/iu, '')
    .replace(/^\p{Sc}\s*/u, '')
    .replace(/(?<=\d)\s(?=\d{3}(?:\D|$))/gu, '');
  const found = /^(\d+)(?:[.,](\d+))?$/.exec(text);
  const [, whole = '', fraction = ''] = found ?? [];
  if (found === null || whole.length > longestAmount || fraction.length > digits) return null;
  const minor = Number(`${whole}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(minor) ? minor : null;
}
