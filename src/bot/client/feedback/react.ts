import { leaveReview } from '../../../commands/leave-review.js';
import { readOwnReview } from '../../../commands/read-own-review.js';
import type { BookingView } from '../../../commands/read-booking.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { menuScreen, noteScreen } from '../menu/screens.js';
import { showVisit, visitGone } from '../visits/show.js';
import { forgetFeedbackConversation, saveFeedbackConversation } from './conversation.js';
import { askStarsScreen, askWordsScreen, inviteScreen } from './screens.js';

interface OwnReview {
  readonly bookingId: number;
  readonly stars: number;
  readonly body: string | null;
}

/** Keeps the stars; whoever presses again is thanked again. */
export async function takeStars(turn: Turn, bookingId: number, stars: number): Promise<Reaction> {
  const { tenant, client, cause, wording } = turn;
  const result = await leaveReview(tenant, cause, { clientId: client.id, bookingId, stars });
  switch (result.outcome) {
    case 'left':
      return askForMore(turn, result.review);
    case 'already':
      return {
        ...askForMore(turn, result.review),
        notice: { text: wording.texts.plain('feedback.already') },
      };
    case 'not_took_place':
      return notYet(turn, result.booking);
    case 'not_found':
      return visitGone(turn);
  }
}

/** Whatever of a review is still missing. */
export async function askReview(turn: Turn, bookingId: number): Promise<Reaction> {
  const { tenant, client, wording } = turn;
  const own = await readOwnReview(tenant, { clientId: client.id, bookingId });
  if (own === null) return visitGone(turn);
  if (own.review !== null) return askForMore(turn, own.review);
  if (!own.mayReview) return notYet(turn, own.booking);
  return { screen: askStarsScreen(own.booking, tenant.clock.now(), wording) };
}

/** Invites to say more; the next text is taken for it. Who has said it is thanked. */
function askForMore(turn: Turn, { bookingId, stars, body }: OwnReview): Reaction {
  if (body !== null) return thank(turn);
  return { screen: inviteScreen(stars, turn.wording), afterwards: waitForWords(turn, bookingId) };
}

/** Asks for the words once more. `problem`: why the last answer would not do, in HTML. */
export function askAgain(turn: Turn, bookingId: number, problem: string): Reaction {
  return { screen: askWordsScreen(problem, turn.wording), afterwards: waitForWords(turn, bookingId) };
}

function waitForWords(turn: Turn, bookingId: number): (panelId: number) => Promise<void> {
  const { updateId } = turn.cause;
  return (panelId) => saveFeedbackConversation(turn, { kind: 'review_text', bookingId, updateId, panelId });
}

export function thank({ wording }: Turn): Reaction {
  return { screen: noteScreen('feedback.thanks', wording) };
}

/** Leaves the invitation without a word. */
export async function leave(turn: Turn, to: 'thanks' | 'menu'): Promise<Reaction> {
  await forgetFeedbackConversation(turn);
  return to === 'thanks' ? thank(turn) : { screen: menuScreen(turn.tenant.name, turn.wording) };
}

async function notYet(turn: Turn, booking: BookingView): Promise<Reaction> {
  return {
    screen: await showVisit(turn, booking),
    notice: { text: turn.wording.texts.plain('feedback.not_took_place'), alert: true },
  };
}
