import { endConversation } from '../../../commands/conversation.js';
import { eraseClient } from '../../../commands/erase-client.js';
import { exportClient } from '../../../commands/export-client.js';
import { sendFile } from '../../present.js';
import { button, type Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { keyOf } from '../dialogue.js';
import { menuRow } from '../menu/screens.js';
import { openMyData } from './data.js';
import { erasedScreen } from './screens.js';

/** Sends everything stored about the person as a file. */
export async function sendExport({ tenant, client, chatId, wording }: Turn): Promise<Reaction> {
  const data = await exportClient(tenant, client.id);
  await sendFile(tenant.sender, chatId, {
    filename: `my-data-${wording.formats.localDate(tenant.clock.now())}.json`,
    content: Buffer.from(`${JSON.stringify(data, null, 2)}\n`),
    caption: wording.texts.html('data.file', { salon: tenant.name }),
    keyboard: [[button(wording.texts.plain('nav.back'), openMyData.data({})), ...menuRow(wording)]],
  });
  return { notice: { text: wording.texts.plain('data.sent') } };
}

/** Erases the person. What is said about it is in the language chosen until now. */
export async function erase(turn: Turn): Promise<Reaction> {
  const { tenant, cause, client, wording } = turn;
  const { cancelled } = await eraseClient(tenant, cause, client.id);
  await endConversation(tenant, keyOf(turn));
  return { screen: erasedScreen(cancelled, wording) };
}
