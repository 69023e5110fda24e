import type { DeskRoute } from '../desk-route.js';
import { cardRoutes } from './card/routes.js';
import { findRoutes } from './find/routes.js';
import { planRoutes } from './plan/routes.js';
import { scheduleRoutes } from './schedule/routes.js';

export const bookingsRoutes: readonly DeskRoute[] = [
  ...scheduleRoutes,
  ...cardRoutes,
  ...findRoutes,
  ...planRoutes,
];
