import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LocalDate } from '../domain/availability-types.js';

/** A day, or days, on which a country rests. Both dates inclusive. */
export interface PublicHoliday {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** In the language asked for where the calendar has it, else as the country says it. */
  readonly name: string;
}

export interface HolidayOrder {
  /** ISO 3166 alpha-2. */
  readonly country: string;
  readonly years: readonly number[];
  readonly language: string;
}

/** Calendars of a process, by what was asked: they do not change while it runs. */
const known = new Map<string, Promise<readonly PublicHoliday[]>>();
const most = 200;

/** The public holidays of a country in some years, in order; none for a country that the calendar does not know. */
export function publicHolidays(order: HolidayOrder): Promise<readonly PublicHoliday[]> {
  const key = `${order.country} ${order.years.join()} ${order.language}`;
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  if (known.size >= most) known.clear();
  const asked = askThread(order);
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}

/** One thread at a time: each holds the whole calendar of the world while it works. */
let turn: Promise<unknown> = Promise.resolve();

function askThread(order: HolidayOrder): Promise<readonly PublicHoliday[]> {
  const answer = turn.then(() => readInThread(order));
  turn = answer.catch(() => undefined);
  return answer;
}

async function readInThread(order: HolidayOrder): Promise<readonly PublicHoliday[]> {
  const { filename, execArgv } = workerFile();
  const worker = new Worker(filename, { workerData: order, execArgv });
  try {
    const [found] = (await once(worker, 'message')) as [readonly PublicHoliday[]];
    return found.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  } finally {
    await worker.terminate();
  }
}

/** The compiled program runs the compiled worker; from the sources, the thread compiles what it loads. */
function workerFile(): { readonly filename: string; readonly execArgv: string[] } {
  if (!__filename.endsWith('.ts')) return { filename: join(__dirname, 'holiday-worker.js'), execArgv: [] };
  const hooks = [require.resolve('sucrase/register/ts'), join(__dirname, '../lib/typescript-sources.ts')];
  return { filename: join(__dirname, 'holiday-worker.ts'), execArgv: hooks.flatMap((hook) => ['-r', hook]) };
}
