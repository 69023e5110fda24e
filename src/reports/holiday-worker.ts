import { parentPort, workerData } from 'node:worker_threads';
import Holidays from 'date-holidays';
import { stepBack } from '../lib/step-back.js';
import type { HolidayOrder, PublicHoliday } from './holiday-calendar.js';

/*
 * The calendar of all countries is large: reading it takes as long as a hundred presses, so it is read here, in a thread
 * that answers once and ends.
 */

const dayMs = 86_400_000;
type Holiday = ReturnType<Holidays['getHolidays']>[number];

function list({ country, years, language }: HolidayOrder): PublicHoliday[] {
  const calendar = new Holidays(country);
  // What is declared as an array is undefined for a country that is not in the calendar.
  const inYear = (year: number): Holiday[] | undefined => calendar.getHolidays(year, language);
  return years
    .flatMap((year) => inYear(year) ?? [])
    .filter(({ type }) => type === 'public')
    .map(({ date, start, end, name }) => {
      const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / dayMs));
      // A day that begins at sunset is named by the evening before it.
      const isEve = Number(date.slice(11, 13)) >= 12;
      const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`) + (isEve ? dayMs : 0);
      return { from: dateAt(first), to: dateAt(first + (days - 1) * dayMs), name };
    });
}

function dateAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

stepBack();
parentPort?.postMessage(list(workerData as HolidayOrder));
