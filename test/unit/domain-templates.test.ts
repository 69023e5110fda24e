import type { SalonBlueprint } from '../../src/domain/blueprint.js';
import { templateNames, templates } from '../../src/domain/templates.js';
import { workingRanges } from '../../src/domain/availability.js';

const cyrillic = /[а-яё]/iu;
const texts = (salon: SalonBlueprint) => [
  ...salon.staff.map(({ name }) => name),
  ...salon.services.flatMap(({ name, description, category }) => [name, description ?? '', category ?? '']),
];

it('are offered for six businesses', () => {
  expect(templateNames().sort()).toEqual(['barber', 'beauty', 'clinic', 'massage', 'nails', 'tutor']);
});

describe.each(templateNames())('the template %s', (name) => {
  const ru = templates[name]('ru');
  const en = templates[name]('en');

  it('is the same salon in both languages', () => {
    const shape = (salon: SalonBlueprint) => ({
      hours: salon.hours,
      breaks: salon.breaks,
      services: salon.services.map(({ durationMinutes, bufferAfterMinutes }) => [
        durationMinutes,
        bufferAfterMinutes,
      ]),
    });
    expect(shape(en)).toEqual(shape(ru));
    for (const text of texts(ru)) expect(text).toMatch(/^[А-ЯЁ]/u);
    for (const text of texts(en)) expect(text).not.toMatch(cyrillic);
    for (const text of texts(en)) expect(text).toMatch(/^[A-Z]/u);
  });

  it.each([
    ['Russian', ru],
    ['English', en],
  ])('in %s can be written to the database and booked', (_, salon) => {
    expect(salon.staff).toHaveLength(1);
    expect(salon.services.length).toBeGreaterThanOrEqual(6);
    expect(new Set(salon.services.map((service) => service.name)).size).toBe(salon.services.length);
    for (const service of salon.services) {
      expect(service.priceMinor).toBeGreaterThan(0);
      expect(service.priceMinor % 100).toBe(0);
      expect(service.durationMinutes % 5).toBe(0);
      expect(service.name.length).toBeLessThanOrEqual(40);
    }
    const longest = Math.max(...salon.services.map((service) => service.durationMinutes));
    const rules = { weekly: salon.hours, breaks: salon.breaks, exceptions: [] };
    const monday = workingRanges(rules, '2026-06-01', '2026-06-01', 'Europe/Moscow');
    expect(Math.min(...monday.map(({ start, end }) => (end - start) / 60_000))).toBeGreaterThanOrEqual(
      longest,
    );
    expect(new Date(monday[0]?.start ?? 0).toISOString()).toBe('2026-06-01T06:00:00.000Z');
    expect(new Date(monday.at(-1)?.end ?? 0).toISOString()).toBe('2026-06-01T18:00:00.000Z');
  });

  it('gives values of its own to every caller', () => {
    expect(templates[name]('ru')).toEqual(ru);
    expect(templates[name]('ru').services).not.toBe(ru.services);
    expect(templates[name]('ru').hours[0]).not.toBe(ru.hours[0]);
  });
});
