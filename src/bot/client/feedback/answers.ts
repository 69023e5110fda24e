import { writeReview, type WriteReviewResult } from '../../../commands/write-review.js';
import { reviewLength } from '../../../domain/review.js';
import { stripButtons } from '../../present.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { putKeyboardAway } from '../contact/keyboard.js';
import type { Answer, Dialogue } from '../dialogue.js';
import { visitGone } from '../visits/show.js';
import {
  parseFeedbackConversation,
  saveFeedbackConversation,
  type FeedbackConversation,
} from './conversation.js';
import { askAgain, askReview, thank } from './react.js';

type Waiting = Extract<FeedbackConversation, { kind: 'review_text' }>;

/** The words that follow the stars. */
export const feedbackDialogue: Dialogue = {
  question: (state) => {
    const waiting = parseFeedbackConversation(state);
    if (waiting === null || waiting.kind === 'review_settled') return null;
    return { without: null };
  },
  take: async (turn, kept, answer) => {
    const waiting = parseFeedbackConversation(kept);
    if (waiting === null) return null;
    // This update was delivered before and acted on: only the screen it led to is shown once more.
    if (waiting.updateId === turn.cause.updateId) return askReview(turn, waiting.bookingId);
    return waiting.kind === 'review_text' ? takeWords(turn, waiting, answer) : null;
  },
  drop: () => Promise.resolve(),
};

async function takeWords(turn: Turn, waiting: Waiting, answer: Answer): Promise<Reaction> {
  const { tenant, chatId, client, cause, wording } = turn;
  const { bookingId, panelId } = waiting;
  if (answer.kind !== 'text') {
    // Nobody asked for a contact: it came from a keyboard that was left over.
    if (answer.kind === 'contact') await putKeyboardAway(turn, null);
    await stripButtons(tenant.sender, chatId, panelId);
    return askAgain(turn, bookingId, wording.texts.html('contact.only_text'));
  }
  const words = { clientId: client.id, bookingId, typed: answer.text };
  const result = await writeReview(tenant, cause, words);
  await stripButtons(tenant.sender, chatId, panelId);
  return answerTo(turn, bookingId, result);
}

async function answerTo(turn: Turn, bookingId: number, result: WriteReviewResult): Promise<Reaction> {
  const { texts } = turn.wording;
  switch (result.outcome) {
    case 'empty':
      return askAgain(turn, bookingId, texts.html('feedback.empty'));
    case 'too_long': {
      const lengths = { length: result.length, most: reviewLength };
      return askAgain(turn, bookingId, texts.html('feedback.too_long', lengths));
    }
    case 'not_found':
      await settle(turn, bookingId);
      return visitGone(turn);
    case 'written':
    case 'already':
      await settle(turn, bookingId);
      return thank(turn);
  }
}

/** Remembers the answer's update, so that it is known when it comes again. */
async function settle(turn: Turn, bookingId: number): Promise<void> {
  const { updateId } = turn.cause;
  await saveFeedbackConversation(turn, { kind: 'review_settled', bookingId, updateId });
}
