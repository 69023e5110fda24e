import { calendar } from './calendar.js';
import { desk } from './desk/catalogue.js';
import { feedback } from './feedback.js';
import { limits } from './limits.js';
import { menu } from './menu.js';
import { news } from './news.js';
import { notices } from './notices.js';
import { onboarding } from './onboarding.js';
import { order } from './order.js';
import { profile } from './profile.js';
import { salon } from './salon.js';
import { services } from './services.js';
import { visits } from './visits.js';

export const en = {
  ...menu,
  ...services,
  ...calendar,
  ...order,
  ...onboarding,
  ...profile,
  ...visits,
  ...notices,
  ...news,
  ...feedback,
  ...salon,
  ...limits,
  ...desk,
};
