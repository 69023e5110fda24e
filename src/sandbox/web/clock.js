import { api } from './api.js';
import { byId, el, fill } from './dom.js';
import { clockTime, dayName } from './dates.js';
import { t } from './language.js';
import { emit, now, on, store } from './store.js';
import { showFailure } from './toasts.js';

const HOUR_MS = 3_600_000;
const STEPS = [
  ['clockHour', HOUR_MS],
  ['clockDay', 24 * HOUR_MS],
];
/** The clocks of two programs never agree to the second. */
const TURNED_MS = 60_000;

/** Moves everybody's clock, so that what a bot sends later arrives before one's eyes. */
export function mountClock() {
  const area = byId('demo-tools');
  const turn = async (ms) => {
    try {
      const state = await api.turnClock(ms);
      store.clockOffset = state.now - Date.now();
      emit('clock');
    } catch (error) {
      showFailure(error);
    }
  };
  const button = (key, ms) =>
    el('button', { type: 'button', class: 'clock-button', onclick: () => void turn(ms) }, t(key));
  const render = () => {
    if (!store.canTurnClock) return fill(area);
    const turned = Math.abs(store.clockOffset) > TURNED_MS;
    fill(
      area,
      el(
        'section',
        { class: 'clock', 'aria-label': t('clock') },
        el(
          'span',
          { class: 'clock-now', role: 'status' },
          `${dayName(now(), Date.now())}, ${clockTime(now())}`,
        ),
        ...STEPS.map(([key, ms]) => button(key, ms)),
        turned ? button('clockPresent', null) : null,
      ),
    );
  };
  on(['clock', 'language'], render);
  setInterval(() => {
    const shown = area.querySelector('.clock-now');
    if (shown !== null) shown.textContent = `${dayName(now(), Date.now())}, ${clockTime(now())}`;
  }, 15_000);
  render();
}
