import { everyDay, nineToNine, template } from './template.js';

export const barber = template({
  master: { ru: 'Барбер', en: 'Barber' },
  weekdays: everyDay,
  hours: nineToNine,
  categories: [
    {
      name: { ru: 'Стрижки', en: 'Haircuts' },
      services: [
        {
          name: { ru: 'Мужская стрижка', en: 'Haircut' },
          description: { ru: 'Стрижка, мытьё и укладка', en: 'Cut, wash and styling' },
          minutes: 60,
          price: { ru: 2000, en: 35 },
        },
        {
          name: { ru: 'Стрижка машинкой', en: 'Clipper cut' },
          description: { ru: 'Одной или двумя насадками', en: 'One or two guards' },
          minutes: 30,
          price: { ru: 1200, en: 20 },
        },
        {
          name: { ru: 'Детская стрижка', en: "Children's haircut" },
          description: { ru: 'До 12 лет', en: 'Up to 12 years' },
          minutes: 45,
          price: { ru: 1500, en: 25 },
        },
        {
          name: { ru: 'Стрижка отца и сына', en: 'Father and son' },
          description: { ru: 'Две стрижки подряд', en: 'Two haircuts in a row' },
          minutes: 90,
          price: { ru: 3200, en: 55 },
        },
      ],
    },
    {
      name: { ru: 'Борода и бритьё', en: 'Beard and shave' },
      services: [
        {
          name: { ru: 'Моделирование бороды', en: 'Beard trim' },
          description: { ru: 'Форма, контур и масло', en: 'Shape, outline and oil' },
          minutes: 30,
          price: { ru: 1200, en: 20 },
        },
        {
          name: { ru: 'Бритьё опасной бритвой', en: 'Straight-razor shave' },
          description: { ru: 'С горячими полотенцами', en: 'With hot towels' },
          minutes: 45,
          price: { ru: 1600, en: 30 },
        },
        {
          name: { ru: 'Стрижка и борода', en: 'Haircut and beard' },
          description: { ru: 'Вместе выгоднее', en: 'Cheaper together' },
          minutes: 90,
          price: { ru: 2900, en: 50 },
        },
        {
          name: { ru: 'Камуфляж седины', en: 'Grey blending' },
          description: { ru: 'Голова или борода', en: 'Hair or beard' },
          minutes: 30,
          price: { ru: 1300, en: 25 },
        },
      ],
    },
  ],
});
