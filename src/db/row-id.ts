const largestInteger = 2_147_483_647;

/** Whether a number that came from outside can be the id of a row at all; the column's type refuses anything else. */
export function isRowId(id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= largestInteger;
}
