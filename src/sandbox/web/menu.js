import { el } from './dom.js';
import { icon } from './icons.js';

/**
 * Opens a menu under (or over) its button. Arrow keys walk, Enter chooses, Escape and a press elsewhere close.
 * @param {HTMLElement} anchor
 * @param {{ label: string, icon: string, danger?: boolean, run: () => void }[]} entries
 * @param {string} label
 */
export function openMenu(anchor, entries, label) {
  const menu = el('div', { class: 'menu', role: 'menu', 'aria-label': label });
  const close = (refocus) => {
    document.removeEventListener('pointerdown', outside, true);
    menu.remove();
    anchor.setAttribute('aria-expanded', 'false');
    if (refocus) anchor.focus();
  };
  const outside = (event) => {
    if (!menu.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  const items = entries.map((entry) =>
    el(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        class: entry.danger ? 'menu-item danger' : 'menu-item',
        onclick: () => (close(true), entry.run()),
      },
      icon(entry.icon),
      el('span', {}, entry.label),
    ),
  );
  menu.append(...items);
  menu.addEventListener('keydown', (event) => walk(event, items, close));
  anchor.after(menu);
  anchor.setAttribute('aria-expanded', 'true');
  document.addEventListener('pointerdown', outside, true);
  items[0].focus();
  return () => close(true);
}

function walk(event, items, close) {
  const at = items.indexOf(document.activeElement);
  const targets = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  if (event.key in targets) {
    event.preventDefault();
    items[targets[event.key] % items.length].focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    close(true);
  }
}
