import { z } from 'zod';
import { readReview, type DeskReviewRow } from '../../../commands/desk/list-reviews.js';
import { ask, question, type AnyQuestion, type Question, type Taken } from '../ask.js';
import type { DeskTurn } from '../desk-turn.js';
import type { ReviewFilter } from './data.js';
import { saveReply, showReviews } from './react.js';
import { askReplyScreen } from './screens.js';

const about = z.object({
  review: z.number().int(),
  version: z.number().int(),
  filter: z.object({
    stars: z.number().int().min(0).max(5),
    show: z.enum(['all', 'hidden', 'open']),
    page: z.number().int().min(0),
  }),
});
type About = z.infer<typeof about>;

const replyQuestion: Question<About> = {
  id: 'reviews_reply',
  permission: 'reviews.answer',
  args: about,
  ask: async (turn, { review, filter }, problem) => {
    const row = await readReview(turn.tenant, review);
    if (row !== null) return askReplyScreen(row, filter, problem, turn.wording);
    return (await showReviews(turn, filter)).screen;
  },
  take: async (turn, { review, version, filter }, answer): Promise<Taken> => {
    if (answer.kind !== 'text') return { problem: turn.wording.texts.html('d_clients.only_text') };
    return saveReply(turn, filter, { reviewId: review, version, typed: answer.text });
  },
};

export function askForReply(turn: DeskTurn, filter: ReviewFilter, { id, version }: DeskReviewRow) {
  return ask(turn, replyQuestion, { review: id, version, filter });
}

export const reviewQuestions: readonly AnyQuestion[] = [question(replyQuestion)];
