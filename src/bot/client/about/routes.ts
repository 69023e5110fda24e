import { readSalonInfo } from '../../../commands/salon-info.js';
import { on, type PressRoute } from '../../presses.js';
import { openAbout } from './data.js';
import { aboutScreen } from './screens.js';

export const aboutRoutes: readonly PressRoute[] = [
  on(openAbout, async ({ tenant, wording }) => ({
    screen: aboutScreen(await readSalonInfo(tenant), wording),
  })),
];
