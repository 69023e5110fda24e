import { barber } from './templates/barber.js';
import { beauty } from './templates/beauty.js';
import { clinic } from './templates/clinic.js';
import { massage } from './templates/massage.js';
import { nails } from './templates/nails.js';
import type { Template } from './templates/template.js';
import { tutor } from './templates/tutor.js';

export type TemplateName = 'beauty' | 'barber' | 'massage' | 'nails' | 'clinic' | 'tutor';

/** What a new salon may start with, by business: `templates.beauty('ru')`. Every call gives a value of its own. */
export const templates: Readonly<Record<TemplateName, Template>> = {
  beauty,
  barber,
  massage,
  nails,
  clinic,
  tutor,
};

/** The names the registry accepts as `template`. */
export function templateNames(): TemplateName[] {
  return Object.keys(templates) as TemplateName[];
}
