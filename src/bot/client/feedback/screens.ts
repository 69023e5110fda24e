import type { BookingView } from '../../../commands/read-booking.js';
import { button, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { menuRow } from '../menu/screens.js';
import { openVisit } from '../visits/data.js';
import { leaveFeedback } from './data.js';
import { starsOf, starsRow } from './stars.js';

/** Asks how a visit was. */
export function askStarsScreen(booking: BookingView, now: number, wording: Wording): Screen {
  const { texts, formats } = wording;
  const visit = {
    service: booking.serviceName,
    master: booking.staffName,
    date: formats.date(booking.startsAt, now),
  };
  return {
    text: texts.html('feedback.ask', visit),
    keyboard: [
      starsRow(booking.id),
      [button(texts.plain('nav.back'), openVisit.data({ booking: booking.id })), ...menuRow(wording)],
    ],
  };
}

/** From so many stars on the visit was a success. */
const happyFrom = 4;

/** Thanks for the stars and invites to say more. */
export function inviteScreen(stars: number, { texts }: Wording): Screen {
  return {
    text: paragraphs(
      texts.html('feedback.thanks_stars', { stars: starsOf(stars) }),
      texts.html(stars >= happyFrom ? 'feedback.invite_happy' : 'feedback.invite_sorry'),
      texts.html('feedback.invite_privacy'),
    ),
    keyboard: waysOut(texts),
  };
}

/** Asks for the words again. `problem`: why the last answer would not do, in HTML. */
export function askWordsScreen(problem: string, { texts }: Wording): Screen {
  return { text: problem, keyboard: waysOut(texts) };
}

function waysOut(texts: Wording['texts']): Screen['keyboard'] {
  return [
    [
      button(texts.plain('feedback.skip'), leaveFeedback.data({ to: 'thanks' })),
      button(texts.plain('nav.menu'), leaveFeedback.data({ to: 'menu' })),
    ],
  ];
}
