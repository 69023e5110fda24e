import { pinSessions, type PinState } from '../../../../commands/desk/pin.js';
import { menuRow } from '../../../client/menu/screens.js';
import { button, paragraphs, type Keyboard, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { backRow, deskRow } from '../../home/screens.js';
import { choosePin, choosePinSession, closeDesk, dropPin, openPin } from './data.js';

export function pinScreen(state: PinState | null, wording: Wording): Screen {
  const { texts } = wording;
  if (state === null) {
    return {
      text: paragraphs(texts.html('d_pin.title'), texts.html('d_pin.none')),
      keyboard: [[button(texts.plain('d_pin.set'), choosePin.data({}), 'primary')], deskRow(wording)],
    };
  }
  return {
    text: paragraphs(
      texts.html('d_pin.title'),
      texts.html('d_pin.is_set', { session: wording.duration(state.session) }),
    ),
    keyboard: [
      sessionRow(state, wording),
      [button(texts.plain('d_pin.close'), closeDesk.data({}))],
      [
        button(texts.plain('d_pin.change'), choosePin.data({})),
        button(texts.plain('d_pin.remove'), dropPin.data({ sure: 'ask' }), 'danger'),
      ],
      deskRow(wording),
    ],
  };
}

function sessionRow({ session }: PinState, wording: Wording): Keyboard[number] {
  return pinSessions.map((minutes) =>
    button(
      `${minutes === session ? '✓ ' : ''}${wording.duration(minutes)}`,
      choosePinSession.data({ minutes: String(minutes) as `${typeof minutes}` }),
    ),
  );
}

export function dropPinScreen(wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_pin.remove_ask'),
    keyboard: [
      [button(texts.plain('d_pin.remove_yes'), dropPin.data({ sure: 'yes' }), 'danger')],
      backRow(openPin.data({}), wording),
    ],
  };
}

export function choosePinScreen(problem: string | null, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(problem, texts.html('d_pin.choose')),
    keyboard: [backRow(openPin.data({}), wording)],
  };
}

/** What stands at the door of a locked desk. */
export function doorScreen(problem: string | null, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(texts.html('d_pin.door'), problem ?? texts.html('d_pin.enter')),
    keyboard: [menuRow(wording)],
  };
}
