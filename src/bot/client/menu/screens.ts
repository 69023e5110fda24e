import type { TextKey } from '../../../i18n/texts.js';
import { button, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openDesk } from '../../admin/home/data.js';
import { openAbout } from '../about/data.js';
import { openProfile } from '../profile/data.js';
import { listServices } from '../services/data.js';
import { listVisits } from '../visits/data.js';
import { openMenu } from './data.js';

/** The start of every way, with a greeting. */
export function greetingScreen(salon: string, wording: Wording): Screen {
  return { text: wording.texts.html('menu.greeting', { salon }), keyboard: menuKeyboard(wording) };
}

/** `isTeam`: for people of the salon, with the way to their desk. */
export function menuScreen(salon: string, wording: Wording, isTeam = false): Screen {
  const { texts } = wording;
  const desk = isTeam ? [[button(texts.plain('desk.open'), openDesk.data({}))]] : [];
  return { text: texts.html('menu.title', { salon }), keyboard: [...menuKeyboard(wording), ...desk] };
}

/** A few words over the main menu: a hint, the help, what a command did. */
export function noteScreen(note: TextKey, wording: Wording): Screen {
  return { text: wording.texts.html(note), keyboard: menuKeyboard(wording) };
}

function menuKeyboard({ texts }: Wording): Keyboard {
  return [
    [button(texts.plain('menu.book'), listServices.data({ page: 0 }), 'primary')],
    [
      button(texts.plain('menu.visits'), listVisits.data({})),
      button(texts.plain('menu.profile'), openProfile.data({})),
    ],
    [button(texts.plain('menu.about'), openAbout.data({}))],
  ];
}

/** The row that leads home from anywhere. */
export function menuRow({ texts }: Wording): Keyboard[number] {
  return [button(texts.plain('nav.menu'), openMenu.data({}))];
}
