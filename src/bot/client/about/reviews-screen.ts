import type { PublicReview, Rating, ReviewPage } from '../../../commands/read-reviews.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { starsOf } from '../feedback/stars.js';
import { menuRow } from '../menu/screens.js';
import { stillList } from '../services/data.js';
import { listReviews, openAbout } from './data.js';
import { cutTo, fairShare } from './fit.js';

/** Of a message's 4096 units, what is left for reviews and replies beside the lines around them. */
const wordsBudget = 3000;
const serviceUnits = 80;

/** `4,8 ★ · 12 отзывов` */
export function ratingLine(rating: Rating, { texts }: Wording): string {
  return texts.html('about.rating', { average: rating.average, count: rating.count });
}

/** A page of what others say. */
export function reviewsScreen({ rating, reviews, page, pages }: ReviewPage, wording: Wording): Screen {
  const { texts } = wording;
  const words = reviews.flatMap(({ body, reply }) => [body ?? '', reply ?? '']);
  const share = fairShare(
    words.map(({ length }) => length),
    wordsBudget,
  );
  return {
    text: paragraphs(
      lines(
        texts.html('reviews.title'),
        rating === null ? texts.html('reviews.none') : ratingLine(rating, wording),
      ),
      ...reviews.map((review) => reviewParagraph(review, share, wording)),
    ),
    keyboard: [
      ...pager(page, pages, wording),
      [button(texts.plain('nav.back'), openAbout.data({})), ...menuRow(wording)],
    ],
  };
}

function reviewParagraph(review: PublicReview, share: number, { texts, formats }: Wording): string {
  const { stars, initial, createdAt, serviceName, body, reply } = review;
  const about = {
    stars: starsOf(stars),
    author: initial === null ? texts.plain('reviews.nameless') : `${initial}.`,
    month: formats.month(formats.localDate(createdAt).slice(0, 7)),
    service: cutTo(serviceName, serviceUnits),
  };
  return lines(
    texts.html('reviews.head', about),
    body === null ? null : texts.html('reviews.body', { body: cutTo(body, share) }),
    reply === null ? null : texts.html('reviews.reply', { reply: cutTo(reply, share) }),
  );
}

function pager(page: number, pages: number, { texts }: Wording): Keyboard {
  if (pages < 2) return [];
  return [
    [
      ...(page > 0 ? [button('‹', listReviews.data({ page: page - 1 }))] : []),
      button(texts.plain('services.page', { page: page + 1, pages }), stillList.data({ what: 'page' })),
      ...(page < pages - 1 ? [button('›', listReviews.data({ page: page + 1 }))] : []),
    ],
  ];
}
