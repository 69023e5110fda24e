import {
  newGuest,
  openBookingHouse,
  orderData,
  type BookingHouse,
  type TenantId,
  type Visit,
} from './booking-house.js';

let house: BookingHouse;
beforeAll(async () => {
  house = await openBookingHouse(['anna', 'clinic']);
});
afterAll(async () => {
  await house.close();
});

const depth = 8;
const visitors = 24;
/** How many buttons of one kind are pressed on one screen: a calendar has thirty of the same. */
const alike = 2;

/** A button on somebody's screen. */
interface Found {
  readonly data: string;
  readonly label: string;
  readonly path: string;
}

const kindOf = (data: string): string => data.split(':')[0] ?? '';
const isPersonal = (data: string): boolean => /^1v/.test(data);
const leadsHome = (data: string | undefined): boolean =>
  data !== undefined && /^1(mn$|pq:menu$|te$|ol:menu:|vq:menu:)/.test(data);

class Crawler {
  readonly seen = new Set<string>();
  readonly kinds = new Set<string>();
  readonly problems: string[] = [];
  presses = 0;

  constructor(private readonly guests: readonly Visit[]) {}

  async run(): Promise<void> {
    let level = await Promise.all(
      this.guests.map(async (guest): Promise<[Visit, Found[]]> => {
        await guest.say('/start');
        return [guest, this.buttonsOf(guest, '/start')];
      }),
    );
    for (let step = 0; step < depth; step++) {
      const plans = this.share(level);
      level = await Promise.all(
        plans.map(async ([guest, buttons]): Promise<[Visit, Found[]]> => {
          const found: Found[] = [];
          for (const button of buttons) found.push(...(await this.press(guest, button)));
          return [guest, found];
        }),
      );
    }
  }

  /** Everybody's own bookings stay theirs; the rest is pressed once, by whoever has the least to do. */
  private share(level: readonly [Visit, Found[]][]): [Visit, Found[]][] {
    const plans = this.guests.map((guest): [Visit, Found[]] => [guest, []]);
    for (const [finder, buttons] of level) {
      for (const button of buttons) {
        const key = isPersonal(button.data) ? `${finder.guest.id} ${button.data}` : button.data;
        if (this.seen.has(key)) continue;
        this.seen.add(key);
        const [idlest] = [...plans].sort(([, a], [, b]) => a.length - b.length);
        const plan = isPersonal(button.data) ? plans.find(([guest]) => guest === finder) : idlest;
        plan?.[1].push(button);
      }
    }
    return plans;
  }

  private async press(guest: Visit, { data, path }: Found): Promise<Found[]> {
    this.presses += 1;
    this.kinds.add(kindOf(data));
    const answer = await guest.pressData(data);
    if (answer === null) this.problems.push(`no answer: ${path}`);
    if (/^(Что-то|Something)/.test(answer?.text ?? '')) this.problems.push(`failed: ${path}`);
    const home =
      guest
        .screen()
        .inlineKeyboard?.flat()
        .some((button) => leadsHome(button.data)) === true;
    const isMenu = guest.labels().some((label) => /О салоне|About us/.test(label));
    if (!home && !isMenu) this.problems.push(`no way back: ${path}`);
    return this.buttonsOf(guest, path);
  }

  private buttonsOf(guest: Visit, path: string): Found[] {
    const counts = new Map<string, number>();
    const found: Found[] = [];
    for (const { text, data } of guest.screen().inlineKeyboard?.flat() ?? []) {
      if (data === undefined) continue;
      const kind = data.startsWith('1cx') ? data : kindOf(data);
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      if (count < alike) found.push({ data, label: text, path: `${path} → ${text}` });
    }
    return found;
  }
}

/** Every second guest is known and has a visit ahead: those see summaries where the others are asked. */
async function guestsOf(tenant: TenantId, language: string): Promise<Visit[]> {
  const guests = Array.from({ length: visitors }, () => house.visit(tenant, newGuest('Sasha', language)));
  const known = guests.filter((_, index) => index % 2 === 1);
  await Promise.all(guests.map((guest) => guest.say('/start')));
  await Promise.all(known.map((guest, index) => bookVisit(guest, index)));
  return guests;
}

const hourMs = 3_600_000;

async function bookVisit(guest: Visit, index: number): Promise<void> {
  const start =
    Date.parse('2026-03-20T14:00:00Z') + (index % 3) * hourMs * 1.5 + Math.floor(index / 3) * 24 * hourMs;
  const order = orderData(start);
  await guest.pressData(`1ou:${order}`);
  await guest.shareContact();
  await guest.pressData(`1ok:${order}`);
  expect(guest.screen().text).toMatch(/записаны|booked in/);
}

const everyKind = [
  'mn',
  'ab',
  'sl',
  'so',
  'sr',
  'cm',
  'cd',
  'cx',
  'os',
  'ok',
  'on',
  'op',
  'ou',
  'ol',
  'vl',
  'vo',
  'va',
  'vc',
];

test.each([
  ['anna', 'ru', ['ca', 'sc', 'sx']],
  ['clinic', 'en', []],
] as const)(
  'every button of %s within reach of /start is answered and leads back (%s)',
  async (tenant, language, more) => {
    const crawler = new Crawler(await guestsOf(tenant, language));
    await crawler.run();
    expect(crawler.problems).toEqual([]);
    const missed = [...everyKind, ...more].filter((kind) => !crawler.kinds.has(`1${kind}`));
    expect(missed).toEqual([]);
    expect(crawler.presses).toBeGreaterThan(150);
    const refused = house.sandbox
      .calls()
      .filter(
        ({ status, description }) => status !== 200 && !/message is not modified/.test(description ?? ''),
      );
    expect(refused.map(({ method, description }) => `${method}: ${description ?? ''}`)).toEqual([]);
    expect(house.failures()).toEqual([]);
    process.stdout.write(`${tenant}: ${crawler.presses} presses, ${crawler.kinds.size} kinds of buttons\n`);
  },
  240_000,
);
