/**
 * Text that spreadsheets may take for a formula: one that begins, after blanks that they skip, with a sign of a formula in
 * either width, or with a tab or line break (OWASP, "CSV Injection").
 */
const dangerous = /^(?:[\s\p{Cf}]*[=+\-@＝＋－＠]|[\t\r\n])/u;

/** The same text, with an apostrophe before it where a spreadsheet might calculate. Written again it stays the same. */
export function harmless(text: string): string {
  return dangerous.test(text) ? `'${text}` : text;
}

/** The text that `harmless` was given: without the apostrophe before what a spreadsheet might calculate. */
export function withoutGuard(text: string): string {
  return text.startsWith("'") && dangerous.test(text.slice(1)) ? text.slice(1) : text;
}

/**
 * A number as `+7 916 123 45 67`, written `(+7) 916 123 45 67`: as readable, understood by phones and other programs, and
 * neither a formula nor a number to a spreadsheet. What is not a number is treated as text.
 */
export function harmlessPhone(phone: string): string {
  return harmless(phone.replace(/^\+(\d{1,3})(?=[ \d])/, '(+$1)'));
}
