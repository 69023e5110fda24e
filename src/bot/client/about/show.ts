import { readRating, readReviews } from '../../../commands/read-reviews.js';
import { readSalonInfo } from '../../../commands/salon-info.js';
import { button, type Reaction, type Screen } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { sendMapPoint } from '../map-point.js';
import { menuRow } from '../menu/screens.js';
import { openAbout } from './data.js';
import { reviewsScreen } from './reviews-screen.js';
import { aboutScreen } from './screens.js';

export async function showAbout({ tenant, wording }: Turn): Promise<Screen> {
  return aboutScreen(await readSalonInfo(tenant), wording, await readRating(tenant));
}

export async function showReviews({ tenant, wording }: Turn, page: number): Promise<Screen> {
  return reviewsScreen(await readReviews(tenant, page), wording);
}

/** Sends the salon's place as a point on the map, in a message of its own. */
export async function sendSalonPoint(turn: Turn): Promise<Reaction> {
  const { tenant, wording } = turn;
  const { texts } = wording;
  const back = [[button(texts.plain('nav.back'), openAbout.data({})), ...menuRow(wording)]];
  const isSent = await sendMapPoint(turn, await readSalonInfo(tenant), back);
  if (isSent) return { notice: { text: texts.plain('about.map_sent') } };
  return { screen: await showAbout(turn), notice: { text: texts.plain('about.map_gone') } };
}
