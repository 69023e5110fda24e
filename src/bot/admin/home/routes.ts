import { desk, type DeskRoute } from '../desk-route.js';
import { openDesk, openSalon } from './data.js';
import { salonScreen } from './screens.js';
import { homeReaction } from './show.js';

export const homeRoutes: readonly DeskRoute[] = [
  desk(openDesk, 'desk.open', homeReaction),
  desk(openSalon, 'desk.open', async (turn) => ({ screen: salonScreen(turn) })),
];
