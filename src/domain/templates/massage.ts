import { everyDay, lunchAt, nineToNine, template } from './template.js';

export const massage = template({
  master: { ru: 'Массажист', en: 'Therapist' },
  weekdays: everyDay,
  hours: nineToNine,
  lunch: lunchAt(14),
  categories: [
    {
      name: { ru: 'Массаж тела', en: 'Body massage' },
      services: [
        {
          name: { ru: 'Классический массаж', en: 'Classic massage' },
          description: { ru: 'Всё тело, средняя сила', en: 'Full body, medium pressure' },
          minutes: 60,
          price: { ru: 3000, en: 60 },
          afterMinutes: 15,
        },
        {
          name: { ru: 'Классический массаж, 90 минут', en: 'Classic massage, 90 minutes' },
          description: { ru: 'Всё тело без спешки', en: 'Full body, unhurried' },
          minutes: 90,
          price: { ru: 4200, en: 85 },
          afterMinutes: 15,
        },
        {
          name: { ru: 'Спортивный массаж', en: 'Sports massage' },
          description: { ru: 'Глубокая проработка мышц', en: 'Deep work on the muscles' },
          minutes: 60,
          price: { ru: 3500, en: 70 },
          afterMinutes: 15,
        },
        {
          name: { ru: 'Лимфодренажный массаж', en: 'Lymphatic drainage' },
          description: { ru: 'Мягкая техника, снимает отёки', en: 'Gentle, eases swelling' },
          minutes: 60,
          price: { ru: 3300, en: 65 },
          afterMinutes: 15,
        },
      ],
    },
    {
      name: { ru: 'Зоны', en: 'Single areas' },
      services: [
        {
          name: { ru: 'Спина и шея', en: 'Back and neck' },
          description: { ru: 'Для тех, кто много сидит', en: 'For those who sit a lot' },
          minutes: 40,
          price: { ru: 2200, en: 45 },
          afterMinutes: 15,
        },
        {
          name: { ru: 'Шейно-воротниковая зона', en: 'Neck and shoulders' },
          description: { ru: 'Снимает напряжение и головную боль', en: 'Eases tension and headache' },
          minutes: 30,
          price: { ru: 1600, en: 35 },
          afterMinutes: 10,
        },
        {
          name: { ru: 'Массаж лица', en: 'Face massage' },
          description: { ru: 'Скульптурный, с маслом', en: 'Sculpting, with oil' },
          minutes: 45,
          price: { ru: 2500, en: 50 },
          afterMinutes: 10,
        },
        {
          name: { ru: 'Массаж стоп', en: 'Foot massage' },
          description: { ru: 'С тёплым полотенцем', en: 'With a warm towel' },
          minutes: 30,
          price: { ru: 1500, en: 30 },
          afterMinutes: 10,
        },
      ],
    },
  ],
});
