/**
 * What people of tests may be called in Latin letters. None of these words stands in the code of a package that is shipped,
 * nor in our own (test/security/leaks.test.ts reads them all): where one of them comes out, a person came out.
 */
export const tellingNames = [
  'Ann',
  'Anna',
  'Boris',
  'Klara',
  'Lopez',
  'Marta',
  'Olga',
  'Roe',
  'Sasha',
  'Vera',
] as const;

const telling = new Set<string>(tellingNames);
/** Nothing but Latin words, as names and programs' messages are made of; digits may follow a word. */
const plainLatin = /^[A-Za-z0-9 .'-]+$/;

/**
 * Whether nobody in a test may have the name: it is made of words that may stand in a log anyway, as «Client» does in what
 * a driver of a database says.
 */
export function isOrdinaryName(name: string): boolean {
  const words = name.match(/[A-Za-z]+/g) ?? [];
  return plainLatin.test(name) && !words.some((word) => telling.has(word));
}
