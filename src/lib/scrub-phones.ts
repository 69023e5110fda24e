/*
 * Phone numbers inside of any text. What looks like a number of another kind is left: a bare run of digits is an id, groups
 * of three are a sum, and what hangs together with letters, dots and colons is a date, a time, an address or a version.
 */

const from = String.raw`(?<![\p{L}\d_.,:+/\u2010-\u2015-])`;
const to = String.raw`(?![\p{L}\d_]|[.,:/-]\d)`;
const gap = String.raw`[\s\u2010-\u2015-]`;
const looseGap = String.raw`[\s().\u2010-\u2015-]{0,3}`;

const numbers: readonly RegExp[] = [
  // With the code of the country: +49 (30) 901820.
  new RegExp(String.raw`\+[1-9](?:${looseGap}\d){7,14}(?!\d)`, 'g'),
  // Russian mobile numbers, also in one piece, but not inside of a hash: 89261234567.
  /(?<![\da-f+])[78][\s(-]{0,2}9\d{2}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?![\da-f])/gi,
  // Russian numbers of towns: 8 (495) 123-45-67, 8-48762-1-23-45.
  new RegExp(
    String.raw`${from}[78](?:${gap}?\(|${gap})(?:\d{3}\)?${gap}{1,2}\d{3}|\d{4}\)?${gap}{1,2}\d{2}|\d{5}\)?${gap}{1,2}\d)` +
      String.raw`${gap}?\d{2}${gap}?\d{2}${to}`,
    'gu',
  ),
  // With the 0 that most countries dial first: 0151 23456789. No id and no sum begins with it, but a date may, or its thousands.
  new RegExp(
    String.raw`${from}(?<!\d\s)(?!\d{2}([/-])\d{2}\1(?:\d{2}|\d{4})(?![\d/-]))\(?0[\s-]?[1-9](?:[\s()/\u2010-\u2015-]{0,2}\d){7,11}${to}`,
    'gu',
  ),
  // 06.12.34.56.78
  new RegExp(String.raw`${from}0[1-9](?:\.\d{2}){4}${to}`, 'gu'),
  // In pairs, which sums are not: (495) 123-45-67, 612 34 56 78, 91 234 56 78.
  new RegExp(
    String.raw`${from}(?:\(\d{2,4}\)\s?|\d{1,3}${gap})(?:\d{3}|\d{2}${gap}\d{2})(?:${gap}\d{2}){2}${to}`,
    'gu',
  ),
  new RegExp(String.raw`${from}\d{2,3}(?:${gap}\d{2}){3}${to}`, 'gu'),
  // In fours: (212) 555-0199, 1-212-555-0199, (11) 96123-4567.
  new RegExp(
    String.raw`${from}(?:\d[\s.-])?(?:\(\d{1,4}\)[\s.-]?|[1-9]\d{1,2}[\s.-])\d{3,5}[\s.-]\d{4}${to}`,
    'gu',
  ),
];

/** What people write before a number, which then needs no other mark: «тел. 600 333 444». */
const announced = new RegExp(
  String.raw`((?<!\p{L})(?:phone|tel|mobile|whatsapp|тел|телефон[а-я]{0,2}|моб)["'.:=№\s]{1,4})` +
    String.raw`\(?\d(?:${looseGap}\d){6,14}(?!\d)`,
  'giu',
);

/** The text with `[phone]` in place of every phone number that can be told from other numbers. */
export function scrubPhones(text: string): string {
  const left = numbers.reduce((rest, number) => rest.replace(number, '[phone]'), text);
  return left.replace(announced, '$1[phone]');
}
