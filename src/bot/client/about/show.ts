import { readRating, readReviews } from '../../../commands/read-reviews.js';
import { readSalonInfo } from '../../../commands/salon-info.js';
import type { Reaction, Screen } from '../../screen.js';
import type { Turn } from '../../turn.js';
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
  const { tenant, chatId, wording } = turn;
  const { name, address, location } = await readSalonInfo(tenant);
  if (location === null) {
    return { screen: await showAbout(turn), notice: { text: wording.texts.plain('about.map_gone') } };
  }
  const { latitude, longitude } = location;
  const point = { chat_id: chatId, latitude, longitude };
  await (address === null
    ? tenant.sender.call('sendLocation', point)
    : tenant.sender.call('sendVenue', { ...point, title: name, address }));
  return { notice: { text: wording.texts.plain('about.map_sent') } };
}
