import { lunchAt, mondayToSaturday, nineToNine, template } from './template.js';

export const clinic = template({
  master: { ru: 'Дежурный врач', en: 'Doctor on duty' },
  weekdays: mondayToSaturday,
  hours: nineToNine,
  lunch: lunchAt(13),
  categories: [
    {
      name: { ru: 'Приём', en: 'Consultations' },
      services: [
        {
          name: { ru: 'Первичный приём', en: 'First consultation' },
          description: { ru: 'Осмотр, жалобы, план лечения', en: 'Examination and a treatment plan' },
          minutes: 45,
          price: { ru: 2500, en: 80 },
          afterMinutes: 10,
        },
        {
          name: { ru: 'Повторный приём', en: 'Follow-up visit' },
          description: { ru: 'В течение 30 дней после первого', en: 'Within 30 days of the first one' },
          minutes: 30,
          price: { ru: 1900, en: 55 },
          afterMinutes: 10,
        },
        {
          name: { ru: 'Расшифровка анализов', en: 'Test results review' },
          description: { ru: 'Возьмите результаты с собой', en: 'Please bring the results' },
          minutes: 20,
          price: { ru: 1200, en: 40 },
          afterMinutes: 10,
        },
        {
          name: { ru: 'Справка или медкнижка', en: 'Medical certificate' },
          description: { ru: 'Осмотр и оформление', en: 'Examination and paperwork' },
          minutes: 30,
          price: { ru: 1500, en: 45 },
          afterMinutes: 10,
        },
      ],
    },
    {
      name: { ru: 'Процедуры и диагностика', en: 'Procedures and tests' },
      services: [
        {
          name: { ru: 'УЗИ', en: 'Ultrasound' },
          description: { ru: 'Одна область, с заключением', en: 'One area, report included' },
          minutes: 30,
          price: { ru: 2200, en: 75 },
          afterMinutes: 10,
        },
        {
          name: { ru: 'ЭКГ', en: 'ECG' },
          description: { ru: 'С расшифровкой', en: 'With interpretation' },
          minutes: 20,
          price: { ru: 1100, en: 35 },
          afterMinutes: 10,
        },
        {
          name: { ru: 'Взятие крови', en: 'Blood sample' },
          description: {
            ru: 'Натощак, стоимость анализов отдельно',
            en: 'On an empty stomach, tests are extra',
          },
          minutes: 15,
          price: { ru: 400, en: 15 },
          afterMinutes: 5,
        },
        {
          name: { ru: 'Прививка', en: 'Vaccination' },
          description: { ru: 'С осмотром, вакцина отдельно', en: 'With a check-up, vaccine is extra' },
          minutes: 20,
          price: { ru: 900, en: 30 },
          afterMinutes: 10,
        },
      ],
    },
  ],
});
