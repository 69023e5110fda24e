import { on, type PressRoute } from '../../presses.js';
import { openMenu } from './data.js';
import { menuScreen } from './screens.js';

export const menuRoutes: readonly PressRoute[] = [
  on(openMenu, async ({ tenant, client, wording }) => ({
    screen: menuScreen(tenant.name, wording, client.isTeam),
  })),
];
