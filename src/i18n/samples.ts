import type { Locale } from './catalogue.js';

/** What placeholders may stand for, to show a text as clients will read it. */
const samples = {
  about: ['Стилист, 10 лет опыта', 'Stylist, 10 years of practice'],
  address: ['ул. Мира, 5', '5 Quay Street'],
  at: ['14:30', '14:30'],
  author: ['Мария', 'Maria'],
  average: ['4,8', '4.8'],
  before: ['14:00', '14:00'],
  body: ['Всё понравилось!', 'Loved it!'],
  category: ['Волосы', 'Hair'],
  comment: ['Буду с ребёнком', 'Coming with my child'],
  count: ['3', '3'],
  date: ['пятница, 27 ноября', 'Friday 27 November'],
  days: ['90', '90'],
  deadline: ['24 часа', '24 hours'],
  description: ['Мытьё, стрижка и укладка', 'Wash, cut and style'],
  duration: ['1 ч', '1 h'],
  example: ['+7 916 123-45-67', '+44 7400 123456'],
  faq: ['Есть парковка во дворе.', 'There is parking in the yard.'],
  first: ['27 ноября', '27 November'],
  from: ['14:00', '14:00'],
  hours: ['9:00–21:00', '9:00–21:00'],
  language: ['русский', 'English'],
  last: ['25 февраля', '25 February'],
  length: ['12', '12'],
  limit: ['3', '3'],
  master: ['Анна', 'Anna'],
  minutes: ['30', '30'],
  month: ['Ноябрь 2026', 'November 2026'],
  most: ['500', '500'],
  name: ['Мария', 'Maria'],
  number: ['128', '128'],
  page: ['1', '1'],
  pages: ['4', '4'],
  phone: ['+7 916 123-45-67', '+44 7400 123456'],
  price: ['2 200 ₽', '£45'],
  reason: ['Планы изменились', 'Change of plans'],
  reply: ['Спасибо, ждём вас снова!', 'Thank you, see you again!'],
  salon: ['Салон', 'The salon'],
  service: ['Стрижка', 'Haircut'],
  stars: ['★★★★★', '★★★★★'],
  step: ['1', '1'],
  steps: ['3', '3'],
  time: ['14:30', '14:30'],
  to: ['16:00', '16:00'],
  value: ['14:30', '14:30'],
  when: ['завтра в 14:30', 'tomorrow at 14:30'],
} as const satisfies Record<string, readonly [string, string]>;

/** A sample for a placeholder; its own name when it has none. */
export function sampleOf(locale: Locale, name: string): string {
  if (!hasSample(name)) return name;
  const [ru, en] = samples[name];
  return locale === 'ru' ? ru : en;
}

/** Whether a placeholder has a sample. */
export function hasSample(name: string): name is keyof typeof samples {
  return Object.hasOwn(samples, name);
}
