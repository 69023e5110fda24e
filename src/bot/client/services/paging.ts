import type { ServiceView } from '../../../commands/read-catalogue.js';

export const pageSize = 8;

/** What one screen of the list shows. */
export type ServiceList =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'categories';
      readonly categories: readonly Category[];
      readonly page: number;
      readonly pages: number;
    }
  | {
      readonly kind: 'services';
      /** Null when the list is not divided. */
      readonly category: Category | null;
      readonly services: readonly ServiceView[];
      readonly page: number;
      readonly pages: number;
    };

export interface Category {
  /** Null: services without a category. */
  readonly name: string | null;
  /** The first service of the category: it stands for the category in button data. */
  readonly anchor: number;
  readonly services: readonly ServiceView[];
}

/** Divided by category only when one page would not hold everything. */
export function categoriesOf(services: readonly ServiceView[]): readonly Category[] {
  if (services.length <= pageSize) return [];
  const byName = new Map<string | null, ServiceView[]>();
  for (const service of services) {
    const members = byName.get(service.category);
    if (members === undefined) byName.set(service.category, [service]);
    else members.push(service);
  }
  if (byName.size < 2) return [];
  return [...byName].map(([name, members]) => ({ name, anchor: members[0]?.id ?? 0, services: members }));
}

export function firstList(services: readonly ServiceView[], page: number): ServiceList {
  if (services.length === 0) return { kind: 'empty' };
  const categories = categoriesOf(services);
  if (categories.length === 0) return { kind: 'services', category: null, ...servicePage(services, page) };
  const { items, ...place } = pageOf(categories, page);
  return { kind: 'categories', categories: items, ...place };
}

/** The category of a service; the first list when the service or the division is gone. */
export function categoryList(services: readonly ServiceView[], serviceId: number, page: number): ServiceList {
  const category = categoriesOf(services).find((one) => one.services.some(({ id }) => id === serviceId));
  if (category === undefined) return firstList(services, page);
  return { kind: 'services', category, ...servicePage(category.services, page) };
}

/** The list that holds a service, on the right page. */
export function listAroundService(services: readonly ServiceView[], serviceId: number): ServiceList {
  const category = categoriesOf(services).find((one) => one.services.some(({ id }) => id === serviceId));
  const index = (category?.services ?? services).findIndex(({ id }) => id === serviceId);
  if (index === -1) return firstList(services, 0);
  return categoryList(services, serviceId, Math.floor(index / pageSize));
}

function servicePage(services: readonly ServiceView[], page: number) {
  const { items, ...place } = pageOf(services, page);
  return { services: items, ...place };
}

/** One page of a list; a number past the end gives the last. */
export function pageOf<Item>(items: readonly Item[], wanted: number) {
  const pages = Math.max(1, Math.ceil(items.length / pageSize));
  const page = Math.min(wanted, pages - 1);
  return { items: items.slice(page * pageSize, (page + 1) * pageSize), page, pages };
}
