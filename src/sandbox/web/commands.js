import { el, fill, freshId } from './dom.js';
import { t } from './language.js';
import { sendText } from './sending.js';
import { currentBot, store } from './store.js';

/**
 * The bot's commands: a button that lists them all, and a list that follows what is typed after `/`.
 * closed → open (button, or "/" typed) → closed (chosen, Escape, anything else typed).
 * @param {HTMLTextAreaElement} input
 */
export function mountCommands(input) {
  const id = freshId('commands');
  const list = el('div', { class: 'commands', role: 'listbox', id, hidden: true });
  const state = { offered: [], at: 0 };
  const close = () => {
    list.hidden = true;
    input.removeAttribute('aria-activedescendant');
  };
  const show = (offered) => {
    Object.assign(state, { offered, at: 0 });
    list.hidden = offered.length === 0;
    list.setAttribute('aria-label', t('commandsOf', currentBot()?.name ?? ''));
    paint();
  };
  const paint = () => {
    fill(
      list,
      ...state.offered.map((command, at) =>
        option(command, at === state.at, `${id}-${at}`, () => choose(command)),
      ),
    );
    input.setAttribute('aria-activedescendant', `${id}-${state.at}`);
    list.children[state.at]?.scrollIntoView({ block: 'nearest' });
  };
  const choose = ({ command }) => {
    close();
    input.value = '';
    input.dispatchEvent(new Event('input'));
    input.focus();
    void sendText(store.bot, `/${command}`);
  };
  const move = (step) => {
    state.at = (state.at + step + state.offered.length) % state.offered.length;
    paint();
  };
  input.setAttribute('aria-controls', id);
  input.setAttribute('aria-autocomplete', 'list');
  input.addEventListener('input', () => {
    const typed = matching(input.value);
    if (typed.length > 0) show(typed);
    else close();
  });
  input.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    const act = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => choose(state.offered[state.at]),
      Tab: () => choose(state.offered[state.at]),
      Escape: close,
    }[event.key];
    if (act === undefined || event.shiftKey) return;
    event.preventDefault();
    act();
  });
  document.addEventListener('pointerdown', (event) => {
    if (!list.contains(event.target) && event.target.closest?.('.commands-button') === null) close();
  });
  return { list, button: (bot) => opener(bot, { list, input, show, close }) };
}

function matching(text) {
  const typed = /^\/([a-z0-9_]*)$/i.exec(text)?.[1]?.toLowerCase();
  if (typed === undefined) return [];
  const commands = currentBot()?.commands ?? [];
  // A command typed to its end is sent by Enter as it stands.
  if (commands.some(({ command }) => command === typed)) return [];
  return commands.filter(({ command }) => command.startsWith(typed));
}

function opener(bot, { list, input, show, close }) {
  return el(
    'button',
    {
      type: 'button',
      class: 'commands-button',
      'aria-label': t('commands'),
      title: t('commands'),
      onclick: () => {
        if (!list.hidden) close();
        else show([...bot.commands]);
        input.focus();
      },
    },
    '/',
  );
}

function option({ command, description }, chosen, id, choose) {
  return el(
    'div',
    { class: 'command', role: 'option', id, 'aria-selected': String(chosen), onclick: choose },
    el('span', { class: 'command-name' }, `/${command}`),
    el('span', { class: 'command-about', dir: 'auto' }, description),
  );
}
