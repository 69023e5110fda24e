import type { DayFigures } from '../../../commands/desk/figures.js';
import type { Numbers } from '../../../commands/desk/read-numbers.js';
import { minorDigits } from '../../../domain/place.js';
import type { ChartOrder, ChartPanel } from '../../../reports/chart-order.js';
import { WorkshopBusyError } from '../../../reports/workshop.js';
import { sendPhoto, sendScreen, showActivity } from '../../present.js';
import { button, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { DeskTurn } from '../desk-turn.js';
import { backRow } from '../home/screens.js';
import { drawNumbers, showNumbers } from './data.js';
import { periodWords } from './period/words.js';
import { moneyWords } from './words.js';

const tags = { ru: 'ru-RU', en: 'en-GB' } as const;
/** More bars than this cannot be told apart on a phone. */
const mostDays = 62;
const mostWeeks = 400;

/** Sends the chart of a period as a picture below the figures. */
export async function sendChart(turn: DeskTurn, numbers: Numbers): Promise<void> {
  const { tenant, chatId, wording } = turn;
  await showActivity(tenant.sender, chatId, 'upload_photo');
  try {
    const content = await tenant.workshop.draw(chartOf(numbers, tenant.name, tenant.currency, wording));
    await sendPhoto(tenant.sender, chatId, { content, ...captionOf(numbers, tenant.currency, wording) });
  } catch (error) {
    if (!(error instanceof WorkshopBusyError)) throw error;
    await sendScreen(tenant.sender, chatId, busyScreen(numbers, wording));
  }
}

/** The picture: revenue and visits by day, as bars, before those of the previous period, as a line. */
export function chartOf(numbers: Numbers, salon: string, currency: string, wording: Wording): ChartOrder {
  const { texts, formats } = wording;
  const { period, previous, days, daysBefore } = numbers;
  const main = mainCurrency(numbers, currency);
  const size = days.length <= mostDays ? 1 : days.length <= mostWeeks ? 7 : 30;
  const units = 10 ** minorDigits(main);
  const revenue = (day: DayFigures): number =>
    (day.revenue.find((one) => one.currency === main)?.minor ?? 0) / units;
  const visits = ({ bookings, cancelled }: DayFigures): number => bookings - cancelled;
  const labels = blocksOf(days, size).map(([first]) => labelOf(first?.date ?? '', numbers, formats.locale));
  const panel = (title: string, of: (day: DayFigures) => number, money: string | null): ChartPanel => ({
    title,
    labels,
    current: blocksOf(days, size).map((block) => sum(block, of)),
    previous: blocksOf(daysBefore, size).map((block) => sum(block, of)),
    currency: money,
  });
  return {
    title: texts.plain('d_numbers.chart_title', { salon }),
    subtitle: periodWords(period, wording),
    current: periodWords(period, wording),
    previous: periodWords(previous, wording),
    axis: texts.plain(
      size === 1 ? 'd_numbers.chart_days' : size === 7 ? 'd_numbers.chart_weeks' : 'd_numbers.chart_blocks',
    ),
    panels: [
      panel(texts.plain('d_numbers.chart_revenue', { currency: main }), revenue, main),
      panel(texts.plain('d_numbers.chart_bookings'), visits, null),
    ],
    languageTag: tags[formats.locale],
  };
}

function mainCurrency({ current, before }: Numbers, currency: string): string {
  return current.revenue[0]?.currency ?? before.revenue[0]?.currency ?? currency;
}

function blocksOf(days: readonly DayFigures[], size: number): DayFigures[][] {
  return Array.from({ length: Math.ceil(days.length / size) }, (_, index) =>
    days.slice(index * size, (index + 1) * size),
  );
}

function sum(days: readonly DayFigures[], of: (day: DayFigures) => number): number {
  return days.reduce((total, day) => total + of(day), 0);
}

/** The day of the month inside one month, else with the month, beyond a year with the year. */
function labelOf(date: string, { period, days }: Numbers, locale: 'ru' | 'en'): string {
  if (period.from.slice(0, 7) === period.to.slice(0, 7)) return String(Number(date.slice(8)));
  const format = new Intl.DateTimeFormat(tags[locale], {
    ...{ day: 'numeric', month: '2-digit', timeZone: 'UTC' },
    ...(days.length > mostWeeks ? { year: '2-digit' } : {}),
  });
  return format.format(new Date(`${date}T00:00:00Z`));
}

function captionOf(numbers: Numbers, currency: string, wording: Wording) {
  const { period, previous, current } = numbers;
  const main = mainCurrency(numbers, currency);
  const earned = current.revenue.find((one) => one.currency === main)?.minor ?? 0;
  return {
    caption: wording.texts.html('d_numbers.chart_caption', {
      period: periodWords(period, wording),
      count: current.bookings,
      amount: moneyWords(earned, main, wording),
      previous: periodWords(previous, wording),
    }),
    keyboard: [backRow(showNumbers.data(period), wording)],
  };
}

function busyScreen({ period }: Numbers, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_numbers.chart_busy'),
    keyboard: [
      [button(texts.plain('d_numbers.again'), drawNumbers.data(period))],
      backRow(showNumbers.data(period), wording),
    ],
  };
}
