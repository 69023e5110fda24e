import type { ListedClient } from '../../../commands/desk/list-clients.js';
import type { Wording } from '../../wording.js';

/** A day with its year: `27.11.2026`, `2026-11-27`. */
export function dayOf(instant: number, { formats }: Wording): string {
  const date = formats.localDate(instant);
  return formats.locale === 'ru' ? date.split('-').reverse().join('.') : date;
}

/** How somebody is called. */
export function nameOf(client: { readonly name: string | null }, { texts }: Wording): string {
  return client.name ?? texts.plain('d_clients.nameless');
}

/** A client on a button: what to beware of, the name, how often they came. */
export function clientRow(client: ListedClient, wording: Wording): string {
  const { blacklisted, prepayOnly, visits } = client;
  const marks = `${blacklisted ? '⛔ ' : ''}${prepayOnly ? '💳 ' : ''}`;
  const name = nameOf(client, wording);
  return visits === 0
    ? wording.texts.plain('d_clients.row_new', { marks, name })
    : wording.texts.plain('d_clients.row', { marks, name, visits });
}
