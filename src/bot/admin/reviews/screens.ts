import { replyLength } from '../../../commands/desk/answer-review.js';
import type { DeskReviewPage, DeskReviewRow } from '../../../commands/desk/list-reviews.js';
import { may } from '../../../domain/permissions.js';
import { cutTo } from '../../client/about/fit.js';
import { starsOf } from '../../client/feedback/stars.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openBooking } from '../bookings/data.js';
import { dayOf } from '../clients/client-words.js';
import { openClientCard } from '../clients/data.js';
import type { DeskTurn } from '../desk-turn.js';
import { backRow, deskRow } from '../home/screens.js';
import { pagerRow } from '../paging.js';
import { askReply, dropReply, hideReview, listDeskReviews, openReview, type ReviewFilter } from './data.js';

const barCells = 10;
const bodyUnits = 1500;
const rowUnits = 26;
const shows = { all: 'd_reviews.all', open: 'd_reviews.open_ones', hidden: 'd_reviews.hidden' } as const;

/** The reviews that fit the filter, and how the stars are spread. */
export function reviewsDeskScreen(page: DeskReviewPage, filter: ReviewFilter, wording: Wording): Screen {
  const { texts } = wording;
  const { average, distribution, total, reviews } = page;
  const count = distribution.reduce((sum, one) => sum + one, 0);
  return {
    text: paragraphs(
      lines(
        texts.html('d_reviews.title'),
        average === null ? texts.html('d_reviews.none') : texts.html('about.rating', { average, count }),
      ),
      count === 0 ? null : distributionLines(distribution),
      count === 0 ? null : texts.html('d_reviews.found', { total }),
    ),
    keyboard: [
      ...(count === 0 ? [] : filterRows(filter, wording)),
      ...reviews.map((review) => [
        button(reviewRow(review, wording), openReview.data({ review: review.id, ...filter })),
      ]),
      ...pagerRow(page, (one) => listDeskReviews.data({ ...filter, page: one })),
      deskRow(wording),
    ],
  };
}

/** `5 ★ ▇▇▇▇▇▇▁▁▁▁ 12`, in letters of one width. */
function distributionLines(distribution: readonly number[]): string {
  const most = Math.max(1, ...distribution);
  const rows = distribution.map((count, index) => {
    const full = count === 0 ? 0 : Math.max(1, Math.round((count / most) * barCells));
    return `<code>${index + 1} ★ ${'▇'.repeat(full)}${'▁'.repeat(barCells - full)} ${count}</code>`;
  });
  return rows.reverse().join('\n');
}

function filterRows(filter: ReviewFilter, { texts }: Wording): Keyboard {
  const chosen = (is: boolean, label: string): string => (is ? `✓ ${label}` : label);
  return [
    [0, 5, 4, 3, 2, 1].map((stars) =>
      button(
        chosen(filter.stars === stars, stars === 0 ? texts.plain('d_reviews.any') : `${stars}★`),
        listDeskReviews.data({ ...filter, stars, page: 0 }),
      ),
    ),
    (['all', 'open', 'hidden'] as const).map((show) =>
      button(
        chosen(filter.show === show, texts.plain(shows[show])),
        listDeskReviews.data({ ...filter, show, page: 0 }),
      ),
    ),
  ];
}

function reviewRow(review: DeskReviewRow, wording: Wording): string {
  const { stars, body, hidden, reply, clientName } = review;
  const marks = `${hidden ? '🙈 ' : ''}${reply === null ? '' : '💬 '}`;
  const words = body ?? wording.texts.plain('d_reviews.no_words');
  const name = clientName ?? wording.texts.plain('d_clients.nameless');
  return `${marks}${stars}★ ${cutTo(name, rowUnits)}: ${words}`;
}

/** One review and what the salon can do about it. */
export function reviewScreen(
  { admin, wording }: DeskTurn,
  review: DeskReviewRow,
  filter: ReviewFilter,
): Screen {
  const { texts } = wording;
  const { stars, body, reply, hidden } = review;
  return {
    text: paragraphs(
      lines(
        texts.html('d_reviews.stars', { stars: starsOf(stars) }),
        texts.html('d_reviews.who', {
          client: review.clientName ?? texts.plain('d_clients.nameless'),
          date: dayOf(review.createdAt, wording),
        }),
        texts.html('d_reviews.visit', { service: review.serviceName, master: review.staffName }),
      ),
      body === null
        ? texts.html('d_reviews.only_stars')
        : texts.html('reviews.body', { body: cutTo(body, bodyUnits) }),
      reply === null ? null : texts.html('reviews.reply', { reply: cutTo(reply, bodyUnits) }),
      hidden ? texts.html('d_reviews.is_hidden') : null,
    ),
    keyboard: [
      ...(may(admin.role, 'reviews.answer') ? answerRows(review, filter, wording) : []),
      [
        button(texts.plain('d_reviews.to_client'), openClientCard.data({ client: review.clientId })),
        button(texts.plain('d_reviews.to_booking'), openBooking.data({ booking: review.bookingId })),
      ],
      backRow(listDeskReviews.data(filter), wording),
    ],
  };
}

function answerRows(
  { id, reply, hidden }: DeskReviewRow,
  filter: ReviewFilter,
  { texts }: Wording,
): Keyboard {
  const about = { review: id, ...filter };
  const drop = button(texts.plain('d_reviews.drop_reply'), dropReply.data(about), 'danger');
  return [
    [
      button(texts.plain(reply === null ? 'd_reviews.reply' : 'd_reviews.edit_reply'), askReply.data(about)),
      ...(reply === null ? [] : [drop]),
    ],
    [
      hidden
        ? button(texts.plain('d_reviews.unhide'), hideReview.data({ ...about, to: 'show' }))
        : button(texts.plain('d_reviews.hide'), hideReview.data({ ...about, to: 'hide' })),
    ],
  ];
}

/** Asks for the answer. `problem`: what was wrong with the last one, as HTML. */
export function askReplyScreen(
  review: DeskReviewRow,
  filter: ReviewFilter,
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { id, body, reply, stars } = review;
  return {
    text: paragraphs(
      problem,
      texts.html('d_reviews.ask', { most: replyLength }),
      lines(
        texts.html('d_reviews.stars', { stars: starsOf(stars) }),
        body === null ? null : texts.html('reviews.body', { body: cutTo(body, bodyUnits) }),
      ),
      reply === null ? null : texts.html('d_reviews.reply_now', { reply: cutTo(reply, bodyUnits) }),
    ),
    keyboard: [backRow(openReview.data({ review: id, ...filter }), wording)],
  };
}
