import type { TextKey } from '../../../i18n/texts.js';
import { button, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { endTour, showTour, tourLength } from './data.js';

/** The first screen of somebody new: a short tour, or straight to the menu. */
export function welcomeScreen(salon: string, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(texts.html('menu.greeting', { salon }), texts.html('tour.offer')),
    keyboard: [
      [button(texts.plain('tour.show'), showTour.data({ step: 1 }), 'primary')],
      [button(texts.plain('tour.skip'), endTour.data({}))],
    ],
  };
}

const steps: readonly TextKey[] = ['tour.book', 'tour.visits', 'tour.more'];

/** One screen of the tour, from 1. */
export function tourScreen(step: number, wording: Wording): Screen {
  const { texts } = wording;
  const isLast = step >= tourLength;
  return {
    text: paragraphs(
      texts.html(steps[step - 1] ?? 'tour.book'),
      texts.html('tour.place', { step, steps: tourLength }),
    ),
    keyboard: [
      ...(isLast ? [] : [[button(texts.plain('tour.next'), showTour.data({ step: step + 1 }), 'primary')]]),
      ...(step > 1 ? [[button(texts.plain('nav.back'), showTour.data({ step: step - 1 }))]] : []),
      [
        isLast
          ? button(texts.plain('tour.done'), endTour.data({}), 'primary')
          : button(texts.plain('tour.skip'), endTour.data({})),
      ],
    ],
  };
}
