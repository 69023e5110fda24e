import type { DeskRoute } from '../desk-route.js';
import { auditRoutes } from './audit/routes.js';
import { memberRoutes } from './members/routes.js';
import { pinRoutes } from './pin/routes.js';

export const teamRoutes: readonly DeskRoute[] = [...memberRoutes, ...pinRoutes, ...auditRoutes];
