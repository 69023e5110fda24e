import { button, type Keyboard } from '../screen.js';
import { stillList } from '../client/services/data.js';

export const pageSize = 8;

/** Where one stands in a list; pages count from 0. */
export interface Place {
  readonly page: number;
  readonly pages: number;
}

/** One page of a list; a number past the end gives the last. */
export function pageOf<Item>(
  items: readonly Item[],
  wanted: number,
  size = pageSize,
): Place & { readonly items: readonly Item[] } {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = Math.min(Math.max(wanted, 0), pages - 1);
  return { items: items.slice(page * size, (page + 1) * size), page, pages };
}

/** The row that turns pages; nothing when there is one page only. Its ends lead round. */
export function pagerRow({ page, pages }: Place, data: (page: number) => string): Keyboard {
  if (pages < 2) return [];
  return [
    [
      button('‹', data((page + pages - 1) % pages)),
      button(`${page + 1}/${pages}`, stillList.data({ what: 'page' })),
      button('›', data((page + 1) % pages)),
    ],
  ];
}
