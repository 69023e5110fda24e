/** How much of each text fits when together they may have `budget` UTF-16 units: the short ones whole, the long ones alike. */
export function fairShare(lengths: readonly number[], budget: number): number {
  let left = budget;
  const ascending = [...lengths].sort((a, b) => a - b);
  for (const [index, length] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (length > share) return share;
    left -= length;
  }
  return budget;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** At most `units` UTF-16 units, cut between characters, the last one an ellipsis when something was cut off. */
export function cutTo(text: string, units: number): string {
  if (text.length <= units) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length >= units) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
