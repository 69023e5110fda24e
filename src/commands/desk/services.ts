import { serviceTable, type DeskServiceRow } from '../../db/desk-services.js';
import type { EntryCard } from './catalogue-kind.js';

/** A service as the people of the salon see it, hidden or not. */
export type DeskService = DeskServiceRow;
export type ServiceCard = EntryCard<DeskService>;

export const services = { subject: 'service', noun: 'service', table: serviceTable } as const;

/** The categories in use, each with the first service that has it, in the owner's order. */
export function categoriesOf(
  all: readonly DeskService[],
): { readonly name: string; readonly anchor: number }[] {
  const anchors = new Map<string, number>();
  for (const { id, category } of all) {
    if (category !== null && !anchors.has(category)) anchors.set(category, id);
  }
  return [...anchors].map(([name, anchor]) => ({ name, anchor }));
}
