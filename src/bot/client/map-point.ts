import type { SalonInfo } from '../../commands/salon-info.js';
import type { Turn } from '../turn.js';
import type { Keyboard } from '../screen.js';

/** Sends the salon's place as a point on the map, in a message of its own with this way back; false when it has none. */
export async function sendMapPoint(
  { tenant, chatId }: Turn,
  { name, address, location }: SalonInfo,
  keyboard: Keyboard,
): Promise<boolean> {
  if (location === null) return false;
  const { latitude, longitude } = location;
  const point = { chat_id: chatId, latitude, longitude, reply_markup: { inline_keyboard: keyboard } };
  await (address === null
    ? tenant.sender.call('sendLocation', point)
    : tenant.sender.call('sendVenue', { ...point, title: name, address }));
  return true;
}
