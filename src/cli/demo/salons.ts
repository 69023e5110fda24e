import type { SalonBlueprint, ServiceBlueprint } from '../../domain/blueprint.js';
import type { WeeklyInterval } from '../../domain/availability-types.js';

const hours = (weekdays: readonly number[], from: number, to: number): WeeklyInterval[] =>
  weekdays.map((weekday) => ({ weekday, startMinute: from * 60, endMinute: to * 60 }));

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const workdays = [1, 2, 3, 4, 5];

const roubles = (amount: number): number => amount * 100;

const hair = 'Волосы';
const nails = 'Ногти';
const face = 'Лицо и брови';

const beautyServices: ServiceBlueprint[] = [
  service(hair, 'Женская стрижка', roubles(2200), 60, 'Консультация, мытьё, стрижка и укладка феном.'),
  service(hair, 'Окрашивание в один тон', roubles(4800), 120, 'Краска без аммиака, уход и укладка включены.'),
  service(
    hair,
    'Сложное окрашивание',
    roubles(9500),
    210,
    'Балаяж, шатуш, airtouch. Точная цена — после консультации.',
  ),
  service(hair, 'Укладка', roubles(1800), 45, 'Локоны, гладкая укладка или объём.'),
  service(
    nails,
    'Маникюр с покрытием',
    roubles(2000),
    90,
    'Аппаратный маникюр и гель-лак, держится до трёх недель.',
  ),
  service(nails, 'Педикюр с покрытием', roubles(2900), 90, 'Полный педикюр и гель-лак.'),
  service(nails, 'Маникюр без покрытия', roubles(1200), 45, 'Форма, кутикула, масло.'),
  service(face, 'Коррекция и окрашивание бровей', roubles(1600), 45, 'Подберём форму и оттенок.'),
  service(face, 'Ламинирование ресниц', roubles(2400), 60, 'Изгиб и блеск на шесть недель.'),
  service(face, 'Уход за лицом', roubles(3900), 75, 'Очищение, маска и массаж по типу кожи.'),
];

function service(
  category: string,
  name: string,
  priceMinor: number,
  durationMinutes: number,
  description: string,
  bufferAfterMinutes = 0,
): ServiceBlueprint {
  return { category, name, priceMinor, durationMinutes, description, bufferAfterMinutes };
}

const of = (category: string): string[] =>
  beautyServices.filter((entry) => entry.category === category).map((entry) => entry.name);

/** A Russian beauty salon: four masters, three kinds of services. */
const beautySalon: SalonBlueprint = {
  services: beautyServices,
  staff: [
    { name: 'Анна Соколова', about: 'Стилист, 12 лет с ножницами', services: of(hair) },
    {
      name: 'Мария Лебедева',
      about: 'Колорист',
      services: of(hair),
      hours: hours([2, 3, 4, 5, 6], 11, 20),
    },
    { name: 'Ольга Крылова', about: 'Маникюр и педикюр', services: of(nails) },
    {
      name: 'Дарья Власова',
      about: 'Бровист и косметолог',
      services: [...of(face), 'Маникюр без покрытия'],
      hours: hours([1, 2, 4, 5, 6], 10, 19),
    },
  ],
  hours: hours(everyDay, 9, 21),
  breaks: hours(workdays, 14, 15),
};

/** A barber who works alone: his clients never see a choice of masters. */
const barber: SalonBlueprint = {
  services: [
    {
      name: 'Стрижка',
      priceMinor: roubles(1500),
      durationMinutes: 45,
      description: 'Машинка и ножницы, мытьё, укладка.',
    },
    {
      name: 'Борода',
      priceMinor: roubles(900),
      durationMinutes: 30,
      description: 'Форма, контур, горячее полотенце.',
    },
    { name: 'Стрижка и борода', priceMinor: roubles(2200), durationMinutes: 75 },
    {
      name: 'Детская стрижка',
      priceMinor: roubles(1100),
      durationMinutes: 30,
      description: 'До 12 лет, с мультиками.',
    },
    {
      name: 'Бритьё опасной бритвой',
      priceMinor: roubles(1400),
      durationMinutes: 45,
      bufferAfterMinutes: 15,
    },
  ],
  staff: [{ name: 'Тимур' }],
  hours: hours([2, 3, 4, 5, 6, 7], 10, 21),
  breaks: hours([2, 3, 4, 5, 6, 7], 15, 16),
};

/** An English-speaking clinic in another zone, with room between the visits. */
const clinic: SalonBlueprint = {
  services: [
    {
      category: 'Dental',
      name: 'Check-up',
      priceMinor: 6000,
      durationMinutes: 30,
      bufferAfterMinutes: 10,
      description: 'Examination, X-ray if needed and a plan you can take home.',
    },
    {
      category: 'Dental',
      name: 'Hygienist',
      priceMinor: 8500,
      durationMinutes: 45,
      bufferAfterMinutes: 15,
      description: 'Scale, polish and advice.',
    },
    {
      category: 'Dental',
      name: 'White filling',
      priceMinor: 14000,
      durationMinutes: 60,
      bufferAfterMinutes: 15,
    },
    {
      category: 'Physiotherapy',
      name: 'First assessment',
      priceMinor: 7500,
      durationMinutes: 60,
      description: 'We listen, test and agree on a plan.',
    },
    { category: 'Physiotherapy', name: 'Follow-up session', priceMinor: 5500, durationMinutes: 40 },
  ],
  staff: [
    { name: 'Dr Helen Ward', about: 'Dentist', services: ['Check-up', 'White filling'] },
    { name: 'Priya Shah', about: 'Dental hygienist', services: ['Hygienist', 'Check-up'] },
    {
      name: 'Tom Okafor',
      about: 'Physiotherapist',
      services: ['First assessment', 'Follow-up session'],
      hours: hours([1, 2, 3, 4, 5, 6], 8, 16),
    },
  ],
  hours: hours(workdays, 9, 18),
  breaks: hours(workdays, 13, 14),
};

/** Templates the demo's registry may name beside the standard ones. */
export const demoBlueprints: Readonly<Record<string, SalonBlueprint>> = {
  demo_beauty: beautySalon,
  demo_barber: barber,
  demo_clinic: clinic,
};
