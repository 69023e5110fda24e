import { mondayToSaturday, nineToNine, template } from './template.js';

export const tutor = template({
  master: { ru: 'Преподаватель', en: 'Tutor' },
  weekdays: mondayToSaturday,
  hours: nineToNine,
  categories: [
    {
      name: { ru: 'Знакомство', en: 'Getting started' },
      services: [
        {
          name: { ru: 'Пробное занятие', en: 'Trial lesson' },
          description: { ru: 'Определим уровень и цели', en: 'We find your level and goals' },
          minutes: 30,
          price: { ru: 500, en: 10 },
        },
      ],
    },
    {
      name: { ru: 'Занятия', en: 'Lessons' },
      services: [
        {
          name: { ru: 'Индивидуальное занятие', en: 'One-to-one lesson' },
          description: { ru: 'Один на один, очно или онлайн', en: 'In person or online' },
          minutes: 60,
          price: { ru: 1800, en: 40 },
        },
        {
          name: { ru: 'Индивидуальное занятие, 90 минут', en: 'One-to-one lesson, 90 minutes' },
          description: { ru: 'Для сложных тем', en: 'For harder topics' },
          minutes: 90,
          price: { ru: 2500, en: 55 },
        },
        {
          name: { ru: 'Занятие для двоих', en: 'Lesson for two' },
          description: { ru: 'Цена за двоих', en: 'The price is for both' },
          minutes: 60,
          price: { ru: 2400, en: 55 },
        },
        {
          name: { ru: 'Подготовка к экзамену', en: 'Exam preparation' },
          description: { ru: 'Разбор заданий и пробных вариантов', en: 'Tasks and mock papers' },
          minutes: 90,
          price: { ru: 2800, en: 60 },
        },
        {
          name: { ru: 'Разговорная практика', en: 'Conversation practice' },
          description: { ru: 'Говорим всё занятие', en: 'Speaking all the time' },
          minutes: 45,
          price: { ru: 1300, en: 30 },
        },
      ],
    },
  ],
});
