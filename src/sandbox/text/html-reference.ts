const named: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
]);

/** `&lt; &gt; &amp; &quot;` and numbers; anything else is an ampersand and goes on as text. */
export function readReference(source: string, at: number): { readonly text: string; readonly end: number } {
  const match = /^&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?/.exec(source.slice(at, at + 12));
  if (match === null) return { text: '&', end: at + 1 };
  const end = at + match[0].length;
  if (match[3] !== undefined) return { text: named.get(match[3]) ?? '&', end };
  const point = match[1] === undefined ? parseInt(match[2] ?? '', 16) : Number(match[1]);
  const valid = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return valid ? { text: String.fromCodePoint(point), end } : { text: '&', end: at + 1 };
}

/** The source with its references replaced: what an attribute's value means. */
export function dereferenced(source: string): string {
  let text = '';
  let position = 0;
  while (position < source.length) {
    const at = source.indexOf('&', position);
    if (at === -1) return text + source.slice(position);
    const reference = readReference(source, at);
    text += source.slice(position, at) + reference.text;
    position = reference.end;
  }
  return text;
}
