import type { PressRoute } from '../presses.js';
import { aboutRoutes } from './about/routes.js';
import { newsRoutes } from './broadcasts/routes.js';
import { calendarRoutes } from './calendar/routes.js';
import { feedbackRoutes } from './feedback/routes.js';
import { menuRoutes } from './menu/routes.js';
import { noticeRoutes } from './notices/routes.js';
import { onboardingRoutes } from './onboarding/routes.js';
import { orderRoutes } from './order/routes.js';
import { profileRoutes } from './profile/routes.js';
import { serviceRoutes } from './services/routes.js';
import { visitRoutes } from './visits/routes.js';

/** Every button of the client's side. */
export const clientRoutes: readonly PressRoute[] = [
  ...menuRoutes,
  ...onboardingRoutes,
  ...profileRoutes,
  ...serviceRoutes,
  ...calendarRoutes,
  ...orderRoutes,
  ...visitRoutes,
  ...noticeRoutes,
  ...newsRoutes,
  ...feedbackRoutes,
  ...aboutRoutes,
];
