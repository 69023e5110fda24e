import { everyDay, lunchAt, nineToNine, template } from './template.js';

export const beauty = template({
  master: { ru: 'Мастер', en: 'Stylist' },
  weekdays: everyDay,
  hours: nineToNine,
  lunch: lunchAt(14),
  categories: [
    {
      name: { ru: 'Волосы', en: 'Hair' },
      services: [
        {
          name: { ru: 'Женская стрижка', en: "Women's haircut" },
          description: { ru: 'Мытьё, стрижка и укладка феном', en: 'Wash, cut and blow-dry' },
          minutes: 60,
          price: { ru: 2500, en: 55 },
        },
        {
          name: { ru: 'Мужская стрижка', en: "Men's haircut" },
          description: {
            ru: 'Ножницами или машинкой, с мытьём головы',
            en: 'Scissors or clippers, wash included',
          },
          minutes: 45,
          price: { ru: 1600, en: 35 },
        },
        {
          name: { ru: 'Укладка', en: 'Blow-dry' },
          description: { ru: 'На любую длину волос', en: 'Any length of hair' },
          minutes: 45,
          price: { ru: 1800, en: 40 },
        },
        {
          name: { ru: 'Окрашивание в один тон', en: 'Single-colour dye' },
          description: { ru: 'Краска и уход входят в цену', en: 'Colour and conditioning included' },
          minutes: 120,
          price: { ru: 5500, en: 110 },
          afterMinutes: 15,
        },
      ],
    },
    {
      name: { ru: 'Брови и ресницы', en: 'Brows and lashes' },
      services: [
        {
          name: { ru: 'Коррекция и окрашивание бровей', en: 'Brow shaping and tint' },
          description: {
            ru: 'Форма воском или пинцетом, краска или хна',
            en: 'Wax or tweezers, dye or henna',
          },
          minutes: 45,
          price: { ru: 1500, en: 30 },
        },
        {
          name: { ru: 'Ламинирование ресниц', en: 'Lash lift' },
          description: { ru: 'Эффект держится 6–8 недель', en: 'Lasts six to eight weeks' },
          minutes: 75,
          price: { ru: 2800, en: 60 },
        },
      ],
    },
    {
      name: { ru: 'Лицо', en: 'Face' },
      services: [
        {
          name: { ru: 'Чистка лица', en: 'Facial cleansing' },
          description: {
            ru: 'Комбинированная, с успокаивающей маской',
            en: 'Combined, with a soothing mask',
          },
          minutes: 90,
          price: { ru: 3900, en: 75 },
          afterMinutes: 15,
        },
        {
          name: { ru: 'Вечерний макияж', en: 'Evening make-up' },
          description: { ru: 'С накладными ресницами по желанию', en: 'With false lashes if you wish' },
          minutes: 60,
          price: { ru: 3500, en: 70 },
        },
      ],
    },
  ],
});
