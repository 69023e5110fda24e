import { blocksRoutes } from './blocks/routes.js';
import { bookingsRoutes } from './bookings/routes.js';
import { broadcastRoutes } from './broadcast/routes.js';
import { clientsRoutes } from './clients/routes.js';
import { exportsRoutes } from './exports/routes.js';
import { homeRoutes } from './home/routes.js';
import { hoursRoutes } from './hours/routes.js';
import { massRoutes } from './mass/routes.js';
import { noticesRoutes } from './notices/routes.js';
import { numbersRoutes } from './numbers/routes.js';
import { reviewsRoutes } from './reviews/routes.js';
import { servicesRoutes } from './services/routes.js';
import { settingsRoutes } from './settings/routes.js';
import { staffRoutes } from './staff/routes.js';
import { teamRoutes } from './team/routes.js';
import { textsRoutes } from './texts/routes.js';
import type { DeskRoute } from './desk-route.js';

/** Every button of the desk. */
export const deskRoutes: readonly DeskRoute[] = [
  ...homeRoutes,
  ...teamRoutes,
  ...bookingsRoutes,
  ...massRoutes,
  ...blocksRoutes,
  ...servicesRoutes,
  ...staffRoutes,
  ...hoursRoutes,
  ...settingsRoutes,
  ...numbersRoutes,
  ...exportsRoutes,
  ...clientsRoutes,
  ...reviewsRoutes,
  ...broadcastRoutes,
  ...textsRoutes,
  ...noticesRoutes,
];
