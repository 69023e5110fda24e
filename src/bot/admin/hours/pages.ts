import { button, type Keyboard } from '../../screen.js';

const pageSize = 8;

/** One page of a list, and the row that leads to its neighbours. A page behind the last is the last. */
export function pageOf<Item>(
  items: readonly Item[],
  wanted: number,
  data: (page: number) => string,
): { readonly items: readonly Item[]; readonly pager: Keyboard } {
  const pages = Math.max(1, Math.ceil(items.length / pageSize));
  const page = Math.min(wanted, pages - 1);
  const shown = items.slice(page * pageSize, (page + 1) * pageSize);
  if (pages === 1) return { items: shown, pager: [] };
  const row = [
    ...(page > 0 ? [button('‹', data(page - 1))] : []),
    button(`${page + 1}/${pages}`, data(page)),
    ...(page < pages - 1 ? [button('›', data(page + 1))] : []),
  ];
  return { items: shown, pager: [row] };
}
