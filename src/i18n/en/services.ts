import type { services as original } from '../ru/services.js';

export const services = {
  'services.title': '<b>What would you like?</b>\n\nChoose a service.',
  'services.categories': '<b>What would you like?</b>\n\nChoose a section.',
  'services.category': '<b>{category}</b>\n\nChoose a service.',
  'services.category_row': '{category} · {count, plural, one {# service} other {# services}}',
  'services.other': 'Other',
  'services.row': '{name} · {price} · {duration}',
  'services.page': '{page} of {pages}',
  'services.page_pressed': 'Turn the pages with ‹ and ›',
  'services.empty': 'There is nothing to book here just now. Please look in later or get in touch with us.',
  'services.gone': 'That service is no longer offered. Here is what we have now',
  'service.card': '<b>{name}</b>\n{price} · {duration}',
  'service.card_with_master': '<b>{name}</b>\n{price} · {duration}\nWith: {master}',
  'service.any_master': 'whoever is free',
  'service.free': 'free of charge',
  'service.about': '{description}',
  'staff.title': 'Who would you like to see?',
  'staff.any': '👥 Anyone who is free',
  'staff.row': '{name} · {price} · {duration}',
  'staff.about': '<b>{name}</b> — {about}',
  'staff.gone': 'This specialist no longer offers that service',
} as const satisfies Record<keyof typeof original, string>;
