import { everyDay, lunchAt, nineToNine, template } from './template.js';

export const nails = template({
  master: { ru: 'Мастер маникюра', en: 'Nail technician' },
  weekdays: everyDay,
  hours: nineToNine,
  lunch: lunchAt(14),
  categories: [
    {
      name: { ru: 'Маникюр', en: 'Manicure' },
      services: [
        {
          name: { ru: 'Маникюр без покрытия', en: 'Manicure without polish' },
          description: { ru: 'Комбинированный или аппаратный', en: 'Combined or with a drill' },
          minutes: 60,
          price: { ru: 1300, en: 25 },
        },
        {
          name: { ru: 'Маникюр с гель-лаком', en: 'Gel manicure' },
          description: { ru: 'Снятие, маникюр и покрытие', en: 'Removal, manicure and gel polish' },
          minutes: 120,
          price: { ru: 2500, en: 45 },
        },
        {
          name: { ru: 'Укрепление ногтей', en: 'Nail strengthening' },
          description: { ru: 'Гелем, под покрытие', en: 'With gel, under polish' },
          minutes: 30,
          price: { ru: 700, en: 15 },
        },
        {
          name: { ru: 'Наращивание ногтей', en: 'Nail extensions' },
          description: { ru: 'На формы, с покрытием', en: 'On forms, with polish' },
          minutes: 180,
          price: { ru: 4200, en: 75 },
        },
        {
          name: { ru: 'Снятие покрытия', en: 'Polish removal' },
          description: { ru: 'С обработкой ногтей', en: 'With nail care' },
          minutes: 30,
          price: { ru: 600, en: 12 },
        },
      ],
    },
    {
      name: { ru: 'Педикюр', en: 'Pedicure' },
      services: [
        {
          name: { ru: 'Педикюр без покрытия', en: 'Pedicure without polish' },
          description: { ru: 'Пальцы и стопы', en: 'Toes and feet' },
          minutes: 75,
          price: { ru: 2200, en: 40 },
          afterMinutes: 15,
        },
        {
          name: { ru: 'Педикюр с гель-лаком', en: 'Gel pedicure' },
          description: { ru: 'Снятие, педикюр и покрытие', en: 'Removal, pedicure and gel polish' },
          minutes: 120,
          price: { ru: 3000, en: 55 },
          afterMinutes: 15,
        },
        {
          name: { ru: 'Экспресс-педикюр', en: 'Express pedicure' },
          description: { ru: 'Только пальцы', en: 'Toes only' },
          minutes: 45,
          price: { ru: 1500, en: 30 },
          afterMinutes: 15,
        },
      ],
    },
  ],
});
