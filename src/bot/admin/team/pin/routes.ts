import { lockDesk, pinSessions, readPin, removePin, setPinSession } from '../../../../commands/desk/pin.js';
import { menuScreen } from '../../../client/menu/screens.js';
import type { Reaction } from '../../../screen.js';
import { desk, type DeskRoute } from '../../desk-route.js';
import type { DeskTurn } from '../../desk-turn.js';
import { choosePin, choosePinSession, closeDesk, dropPin, openPin } from './data.js';
import { askForNewPin } from './questions.js';
import { dropPinScreen, pinScreen } from './screens.js';

export const pinRoutes: readonly DeskRoute[] = [
  desk(openPin, 'self.edit', show),
  desk(choosePin, 'self.edit', askForNewPin),
  desk(dropPin, 'self.edit', async (turn, { sure }) => {
    if (sure === 'ask') return { screen: dropPinScreen(turn.wording) };
    await removePin(turn.tenant, turn.admin, turn.cause, turn.admin.telegramId);
    return { ...(await show(turn)), notice: { text: turn.wording.texts.plain('d_pin.removed') } };
  }),
  desk(choosePinSession, 'self.edit', async (turn, { minutes }) => {
    const session = pinSessions.find((one) => String(one) === minutes);
    if (session !== undefined) await setPinSession(turn.tenant, turn.admin, turn.cause, session);
    return show(turn);
  }),
  desk(closeDesk, 'self.edit', async ({ tenant, admin, cause, client, wording }) => {
    await lockDesk(tenant, admin, cause);
    const notice = { text: wording.texts.plain('d_pin.closed') };
    return { screen: menuScreen(tenant.name, wording, client.isTeam), notice };
  }),
];

async function show({ tenant, admin, wording }: DeskTurn): Promise<Reaction> {
  return { screen: pinScreen(await readPin(tenant, admin), wording) };
}
