import { mostStars } from '../../../domain/review.js';
import { button, type Keyboard } from '../../screen.js';
import { rate } from './data.js';

/** `★★★★☆` */
export function starsOf(count: number): string {
  return '★'.repeat(count) + '☆'.repeat(mostStars - count);
}

/** The row of buttons that takes a visit's stars, fewest first. */
export function starsRow(bookingId: number): Keyboard[number] {
  return Array.from({ length: mostStars }, (_, index) => {
    const stars = index + 1;
    return button(`${stars} ⭐`, rate.data({ booking: bookingId, stars }));
  });
}
