import { audit } from './audit.js';
import { blocks } from './blocks.js';
import { bookings } from './bookings.js';
import { broadcast } from './broadcast.js';
import { clients } from './clients.js';
import { exportTexts } from './exports.js';
import { home } from './home.js';
import { hours } from './hours.js';
import { imports } from './import.js';
import { mass } from './mass.js';
import { notices } from './notices.js';
import { numbers } from './numbers.js';
import { pin } from './pin.js';
import { reviews } from './reviews.js';
import { rights } from './rights.js';
import { services } from './services.js';
import { settings } from './settings.js';
import { staff } from './staff.js';
import { team } from './team.js';
import { texts } from './texts.js';

/** What is said to the people of the salon. */
export const desk = {
  ...home,
  ...rights,
  ...team,
  ...bookings,
  ...mass,
  ...blocks,
  ...services,
  ...staff,
  ...hours,
  ...settings,
  ...numbers,
  ...exportTexts,
  ...clients,
  ...imports,
  ...pin,
  ...audit,
  ...reviews,
  ...broadcast,
  ...texts,
  ...notices,
} as const;
