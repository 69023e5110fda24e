import { avatar } from './avatar.js';
import { byId, el, fill } from './dom.js';
import { roleName, t } from './language.js';
import { choosePerson } from './session.js';
import { fullName, on, store } from './store.js';

/** The switch that says, at all times, who is chatting. */
export function mountPeople() {
  const area = byId('people');
  const render = () => {
    const focused = area.contains(document.activeElement);
    fill(area, ...view());
    if (focused) area.querySelector('[aria-checked=true]')?.focus();
  };
  area.addEventListener('keydown', walk);
  on(['people', 'me', 'language'], render);
  render();
}

function view() {
  const label = el('span', { class: 'people-label', id: 'people-label' }, t('whoAreYou'));
  if (store.people.length === 0) return [label, el('span', { class: 'people-empty' }, t('noPeople'))];
  const group = el(
    'div',
    { class: 'people-group', role: 'radiogroup', 'aria-labelledby': 'people-label' },
    ...store.people.map(pill),
  );
  return [label, group];
}

function pill(person) {
  const chosen = person.id === store.me;
  const name = fullName(person);
  const role = person.role === null ? '' : roleName(person.role);
  return el(
    'button',
    {
      type: 'button',
      class: 'person',
      role: 'radio',
      'aria-checked': String(chosen),
      'aria-label': role === '' ? name : `${role}: ${name}`,
      title: [name, role, person.phone].filter(Boolean).join(' · '),
      tabindex: chosen ? '0' : '-1',
      'data-person': person.id,
      onclick: () => choosePerson(person.id),
    },
    avatar(name, person.id, 'small'),
    el(
      'span',
      { class: 'person-words' },
      el('span', { class: 'person-role' }, role === '' ? name : role),
      role !== '' && el('span', { class: 'person-name', dir: 'auto' }, name),
    ),
  );
}

function walk(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const at = store.people.findIndex((person) => person.id === store.me);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  choosePerson(store.people.at((at + step) % store.people.length).id);
}
