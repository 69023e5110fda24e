import { deskRoutes } from '../../src/bot/admin/routes.js';
import {
  newGuest,
  openBookingHouse,
  orderData,
  type BookingHouse,
  type TenantId,
  type Visit,
} from './booking-house.js';
import { isFullLength } from '../support/dice.js';

const crew = Array.from({ length: 10 }, (_, index) => newGuest(`Вера ${index + 1}`));
const foreign = Array.from({ length: 10 }, (_, index) => newGuest(`Vera ${index + 1}`, 'en'));

let house: BookingHouse;
beforeAll(async () => {
  house = await openBookingHouse(
    ['anna', 'clinic'],
    [...crew, ...foreign].map(({ id }) => id),
  );
});
afterAll(async () => {
  await house.close();
});

const depth = 8;
const alike = 2;
/** Enough to come to every kind of button; the rest are the same screens of other days and people. */
const mostPresses = isFullLength ? 700 : 450;

interface Found {
  readonly data: string;
  readonly path: string;
}

const kindOf = (data: string): string => data.split(':')[0] ?? '';
const leadsHome = (data: string | undefined): boolean => data !== undefined && /^1(dsk|mn|dsl)$/.test(data);

/** Presses whatever can be reached from the desk, each owner the buttons this owner has found. */
class DeskCrawler {
  readonly kinds = new Set<string>();
  readonly problems: string[] = [];
  presses = 0;
  private readonly seen = new Set<string>();

  constructor(private readonly owners: readonly Visit[]) {}

  async run(): Promise<void> {
    const [first] = this.owners;
    if (first === undefined) return;
    await Promise.all(this.owners.map((owner) => owner.say('/admin')));
    const start = this.found(first, '/admin');
    let level = this.owners.map((owner, index): [Visit, Found[]] => [
      owner,
      start.filter((_, button) => button % this.owners.length === index),
    ]);
    for (let step = 0; step < depth; step++) {
      level = await Promise.all(
        level.map(async ([owner, buttons]): Promise<[Visit, Found[]]> => {
          const found: Found[] = [];
          for (const button of this.fresh(buttons)) found.push(...(await this.press(owner, button)));
          return [owner, found];
        }),
      );
    }
  }

  /** Kinds that nobody has pressed yet go first. */
  private fresh(buttons: readonly Found[]): Found[] {
    const unseen = buttons.filter(({ data }) => !this.seen.has(data));
    const isNew = ({ data }: Found): number => (this.kinds.has(kindOf(data)) ? 1 : 0);
    return unseen.toSorted((a, b) => isNew(a) - isNew(b));
  }

  private async press(owner: Visit, { data, path }: Found): Promise<Found[]> {
    if (this.seen.has(data)) return [];
    if (this.presses >= mostPresses && this.kinds.has(kindOf(data))) return [];
    this.seen.add(data);
    this.presses += 1;
    this.kinds.add(kindOf(data));
    const answer = await owner.pressData(data);
    if (answer === null) this.problems.push(`no answer: ${path}`);
    if (/^(Что-то|Something)/.test(answer?.text ?? '')) this.problems.push(`failed: ${path}`);
    const isHome = kindOf(data) === '1mn' || kindOf(data) === '1dsk';
    const home = owner
      .screen()
      .inlineKeyboard?.flat()
      .some((button) => leadsHome(button.data));
    if (home !== true && !isHome) this.problems.push(`no way back: ${path}\n${owner.screen().text ?? ''}`);
    return this.found(owner, path);
  }

  /** The client's side has a crawler of its own. */
  private found(owner: Visit, path: string): Found[] {
    const counts = new Map<string, number>();
    const found: Found[] = [];
    for (const { text, data } of owner.screen().inlineKeyboard?.flat() ?? []) {
      if (data === undefined || !deskKinds.has(kindOf(data))) continue;
      const count = counts.get(kindOf(data)) ?? 0;
      counts.set(kindOf(data), count + 1);
      if (count < alike) found.push({ data, path: `${path} → ${text}` });
    }
    return found;
  }
}

const deskKinds = new Set(deskRoutes.map(({ id }) => id));

/** Somebody to move, to call and to write about. */
async function fill(tenant: TenantId, language: string): Promise<void> {
  const hourMs = 3_600_000;
  for (let index = 0; index < 6; index++) {
    const guest = house.visit(tenant, newGuest(`Sasha ${index}`, language));
    await guest.say('/start');
    const start =
      Date.parse('2026-03-04T14:00:00Z') + Math.floor(index / 2) * 24 * hourMs + (index % 2) * 2 * hourMs;
    await guest.pressData(`1ou:${orderData(start)}`);
    await guest.shareContact();
    await guest.pressData(`1ok:${orderData(start)}`);
    expect(guest.screen().text).toMatch(/записаны|booked in/);
  }
}

test.each([
  ['anna', 'ru', crew],
  ['clinic', 'en', foreign],
] as const)(
  'every button of the desk of %s within reach is answered and leads back (%s)',
  async (tenant, language, owners) => {
    await fill(tenant, language);
    const crawler = new DeskCrawler(owners.map((owner) => house.visit(tenant, owner)));
    await crawler.run();
    process.stdout.write(
      `desk of ${tenant}: ${crawler.presses} presses, ${crawler.kinds.size} of ${deskKinds.size} kinds of buttons\n`,
    );
    const missed = [...deskKinds].filter((kind) => !crawler.kinds.has(kind));
    process.stdout.write(`not met: ${missed.join(' ')}\n`);
    expect(crawler.problems).toEqual([]);
    expect(crawler.kinds.size).toBeGreaterThan(deskKinds.size * 0.6);
    const refused = house.sandbox
      .calls()
      .filter(
        ({ status, description }) => status !== 200 && !/message is not modified/.test(description ?? ''),
      );
    expect(refused.map(({ method, description }) => `${method}: ${description ?? ''}`)).toEqual([]);
    expect(house.failures()).toEqual([]);
  },
  300_000,
);
