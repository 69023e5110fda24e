import { action, choice, integer, rowId } from '../../callback-data.js';

const client = { client: rowId };
const page = integer(0, 9999);

/** The clients by one of the orders there are. */
export const listClients = action('clb', 1, {
  show: choice('recent', 'visits', 'flagged', 'sleeping'),
  page,
});
export type ClientList = 'recent' | 'visits' | 'flagged' | 'sleeping';
/** What somebody searched for is kept as an operation. */
export const searchClients = action('cls', 1, {});
export const foundClients = action('clf', 1, { search: rowId, page });
/** A client with everything the salon knows. */
export const openClientCard = action('cld', 1, client);
export const clientBookings = action('clh', 1, { ...client, page });
export const editClient = action('cle', 1, {
  ...client,
  field: choice('name', 'phone', 'notes'),
  version: integer(1, 2 ** 31 - 1),
});
export const clearNotes = action('cln', 1, { ...client, version: integer(1, 2 ** 31 - 1) });
/** Asks why. */
export const askBlacklist = action('clx', 1, client);
export const blacklist = action('cly', 1, { ...client, to: choice('on', 'off') });
export const setPrepay = action('clp', 1, { ...client, to: choice('on', 'off') });
export const importClients = action('cim', 1, {});
export const showImport = action('cip', 1, { operation: rowId });
export const commitImport = action('cic', 1, { operation: rowId });
export const importErrors = action('cie', 1, { operation: rowId });
