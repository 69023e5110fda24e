import { calendar } from './calendar.js';
import { menu } from './menu.js';
import { order } from './order.js';
import { salon } from './salon.js';
import { services } from './services.js';
import { visits } from './visits.js';

export const en = { ...menu, ...services, ...calendar, ...order, ...visits, ...salon };
