import {
  openBookingHouse,
  type BookingHouse,
  type Guest,
  type TenantId,
  type Visit,
} from './booking-house.js';

/** Owns every salon of the tests that do not say otherwise. */
export const owner: Guest = { id: 1003, firstName: 'Хозяйка', languageCode: 'ru' };

/** A house for all tests of a file: opened before the first, closed behind the last, and without errors after each. */
export function deskHouse(only: readonly TenantId[], ...owners: readonly Guest[]): BookingHouse {
  let opened: BookingHouse | undefined;
  const house = (): BookingHouse => {
    if (opened === undefined) throw new Error('the house is not open yet');
    return opened;
  };
  beforeAll(async () => {
    opened = await openBookingHouse(
      only,
      owners.map(({ id }) => id),
    );
  });
  afterAll(() => opened?.close());
  afterEach(() => {
    expect(house().failures()).toEqual([]);
  });
  return new Proxy({} as BookingHouse, { get: (_, name): unknown => Reflect.get(house(), name) });
}

/** The desk of a salon, opened by somebody who presses on from there. */
export async function deskOf(
  house: BookingHouse,
  tenant: TenantId,
  guest: Guest,
  ...path: readonly (string | RegExp)[]
): Promise<Visit> {
  const visit = house.visit(tenant, guest);
  await visit.say('/admin');
  for (const label of path) await visit.press(label);
  return visit;
}

/** All rows of a table. */
export const rowsOf = <Row>(house: BookingHouse, tenant: TenantId, table: string): Promise<Row[]> =>
  house.host.database.database
    .tenant(tenant)
    .read((tx) => tx.rows<Row>(tx.sql(table).select('*').orderBy('id')));

/** With spaces as they are typed. */
export const plain = (said: string | null | undefined): string =>
  (said ?? '').replaceAll(/[\u00a0\u202f]/g, ' ');

/** What the screen says. */
export const textOf = (visit: Visit): string => plain(visit.screen().text);
