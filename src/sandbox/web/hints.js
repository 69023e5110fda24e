import { byId, el, fill } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { recall, remember } from './memory.js';
import { on, store } from './store.js';

const KEY = 'hints-hidden';

/** The note on what to try; a hidden one comes back when its text changes or it is asked for. */
export function mountHints() {
  const area = byId('hints');
  let drawn = '';
  const render = () => {
    const text = JSON.stringify(store.hints);
    const key = `${text} ${recall(KEY)} ${t('hints')}`;
    if (key === drawn) return;
    drawn = key;
    const hidden = recall(KEY) === text;
    area.hidden = store.hints.length === 0;
    const set = (value) => {
      remember(KEY, value);
      render();
    };
    fill(area, hidden ? folded(() => set('')) : card(() => set(text)));
  };
  on(['hints', 'language'], render);
  render();
}

function folded(show) {
  return el('button', { type: 'button', class: 'hints-folded', onclick: show }, icon('bulb'), t('showHints'));
}

function card(hide) {
  return el(
    'section',
    { class: 'hints-card', 'aria-labelledby': 'hints-title' },
    el(
      'header',
      {},
      icon('bulb'),
      el('h2', { id: 'hints-title' }, t('hints')),
      el(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': t('hideHints'), onclick: hide },
        icon('close'),
      ),
    ),
    el('ol', {}, ...store.hints.map((hint) => el('li', { dir: 'auto' }, hint))),
  );
}
