export const moves = ['up', 'down', 'top'] as const;
export type Move = (typeof moves)[number];

/** The order after one of the ids was moved; null when it is not among them or stands there already. */
export function moved(ids: readonly number[], id: number, move: Move): number[] | null {
  const from = ids.indexOf(id);
  const to = { up: from - 1, down: from + 1, top: 0 }[move];
  if (from < 0 || to < 0 || to >= ids.length || to === from) return null;
  const others = ids.filter((one) => one !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}
