import { markOnboarded } from '../../../commands/mark-onboarded.js';
import { on, type PressRoute } from '../../presses.js';
import { menuScreen } from '../menu/screens.js';
import { endTour, showTour } from './data.js';
import { tourScreen } from './screens.js';

export const onboardingRoutes: readonly PressRoute[] = [
  on(showTour, async ({ wording }, { step }) => ({ screen: tourScreen(step, wording) })),
  on(endTour, async ({ tenant, client, wording }) => {
    if (!client.onboarded) await markOnboarded(tenant, client.id);
    return { screen: menuScreen(tenant.name, wording) };
  }),
];
