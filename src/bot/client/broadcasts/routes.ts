import { refuseBroadcasts } from '../../../commands/refuse-broadcasts.js';
import { sendScreen } from '../../present.js';
import { on, type PressRoute } from '../../presses.js';
import type { Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { profileScreen } from '../profile/screens.js';
import { showServices } from '../services/show.js';
import { bookFromNews, chooseNews, refuseNews } from './data.js';

export const newsRoutes: readonly PressRoute[] = [
  on(refuseNews, async (turn) => {
    await setRefused(turn, true);
    return { notice: { text: turn.wording.texts.plain('news.refused'), alert: true } };
  }),
  // Below: what the salon wrote stays readable.
  on(bookFromNews, async (turn) => {
    await sendScreen(turn.tenant.sender, turn.chatId, await showServices(turn));
    return {};
  }),
  on(chooseNews, (turn, { to }) => choose(turn, to === 'off')),
];

async function choose(turn: Turn, refused: boolean): Promise<Reaction> {
  const { client, wording } = turn;
  await setRefused(turn, refused);
  return {
    screen: profileScreen({ ...client, refusesBroadcasts: refused }, wording),
    notice: { text: wording.texts.plain(refused ? 'news.refused' : 'news.wanted'), alert: refused },
  };
}

function setRefused({ tenant, client }: Turn, refused: boolean): Promise<void> {
  return refuseBroadcasts(tenant, { clientId: client.id, refused });
}
