import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { Client } from 'pg';
import { buildSalon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { contentsOf } from '../support/desk-walk.js';
import { isFullLength, testDice, type Dice } from '../support/dice.js';
import { noteFaults } from '../support/fault-figures.js';
import * as desk from '../support/desk-scripts.js';
import { RepeatingBot, type Recorded } from '../support/repeated-updates.js';
import { Guest, Stage, type Moment } from '../support/salon-life.js';
import * as scripts from '../support/salon-scripts.js';

/*
 * A week of a salon is played once and every update written down. Then the same updates come to a fresh salon one to five
 * times each: repeated at once, repeated when other chats have gone on, repeated after a restart, and in another order
 * where Telegram promises none. Both salons must hold the same in the end, and the same must have been said to people who
 * had asked for nothing.
 */

const lives = isFullLength ? 4 : 1;
/** Of what else is done at the desk; the dice say which. */
const deskScripts = isFullLength ? 8 : 2;
const reruns = isFullLength ? 2 : 1;
const mostCopies = 4;
/** Telegram gives so many at once; of these a restart brings back all, or the newer ones. */
const mostUnconfirmed = isFullLength ? 100 : 12;

let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  database = await testDatabase();
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.close();
});

test('every update delivered one to five times leaves what one delivery leaves', async () => {
  for (let life = 0; life < lives; life += 1) {
    const dice = testDice(life);
    const { bot: single, recorded } = await live(dice);
    const expected = await stateOf(single);
    const lived = await verbsOf(single);
    for (let rerun = 0; rerun < reruns; rerun += 1) {
      const { bot, copies, restarts } = await relive(recorded, dice);
      const [told, wanted] = [unaskedOf(bot), unaskedOf(single)];
      noteFaults({
        fault: 'updates delivered 1–5 times, shuffled',
        seed: dice.seed,
        faults: copies,
        operations: recorded.length,
        acknowledged: wanted.length,
        lost: wanted.filter((text) => !told.includes(text)).length,
        doubled: Math.max(0, told.length - wanted.length),
        remark: `${restarts} restarts; acknowledged: messages to people who had not asked`,
      });
      expect(await stateOf(bot)).toEqual(expected);
      expect(told).toEqual(wanted);
      expect(errorsOf(bot)).toEqual([]);
    }
    expect(errorsOf(single)).toEqual([]);
    expect(wantedEverywhere(recorded)).toBe(true);
    if (isFullLength) expect(writingVerbs().filter((verb) => !lived.has(verb))).toEqual(notLived);
  }
}, 600_000);

const march = (day: number, hour: number): number =>
  DateTime.fromISO('2026-03-01T00:00', { zone: 'Europe/Moscow' }).set({ day, hour }).toMillis();

async function openSalon(): Promise<RepeatingBot> {
  return new RepeatingBot(await buildSalon(database.database));
}

async function live(dice: Dice): Promise<{ bot: RepeatingBot; recorded: readonly Moment[] }> {
  const bot = await openSalon();
  const numbers = numbersOf(bot.salon.ctx.id);
  const stage = new Stage(bot, dice, async () => JSON.stringify(await numbers.read()));
  const guest = (id: number, name: string): Guest => new Guest(stage, id, name);
  const [owner, nina, igor] = [guest(1, 'Хозяйка'), guest(2002, 'Нина'), guest(2003, 'Игорь')];
  const { early, late } = chosenScripts(dice, owner, guest(2006, 'Юля'));
  await stage.play([
    () => scripts.bookAndCancel(guest(2001, 'Вера')),
    () => scripts.bookAndMove(nina),
    () => scripts.fillProfile(igor),
    () => scripts.lookAround(guest(2004, 'Ева')),
    () => scripts.arrangeSalon(owner),
  ]);
  await stage.play([() => scripts.runDesk(owner, 'Вероника')]);
  await stage.play([() => scripts.enlargeTeam(owner, guest(2005, 'Зина'))]);
  for (const script of early) await stage.play([script]);
  await stage.passTo(march(4, 12));
  await stage.play([() => scripts.promise(igor)]);
  await stage.passTo(march(5, 18));
  await stage.play([() => scripts.review(igor), () => scripts.wordIt(owner)]);
  await stage.play([() => scripts.broadcast(owner)]);
  for (const script of late) await stage.play([script]);
  // Whether somebody leaves before or after a broadcast begins, Telegram may turn round: both counts are right.
  await stage.passTo(march(6, 12));
  await stage.play([() => desk.vanish(nina)]);
  await stage.passTo(march(9, 12));
  return { bot, recorded: stage.recorded };
}

/** Some of what else is done at the desk: before the visits of the week begin, and after the first one. */
function chosenScripts(dice: Dice, owner: Guest, newcomer: Guest) {
  const early = [
    () => desk.inviteAndPart(owner, newcomer),
    () => desk.guardDesk(owner),
    () => desk.openAgain(owner),
    () => desk.arrangeCatalogue(owner),
    () => desk.lookForClient(owner, 'Вероника'),
  ];
  const late = [
    () => desk.keepBooks(owner, 'Игорь'),
    () => desk.answerReview(owner),
    async () => {
      await desk.adjustSalon(owner);
      await scripts.wordIt(owner);
    },
  ];
  const chosen = new Set(dice.shuffled([...early, ...late]).slice(0, deskScripts));
  const isChosen = (script: () => Promise<void>) => chosen.has(script);
  return { early: early.filter(isChosen), late: late.filter(isChosen) };
}

/** Verbs that write once per update, as the sources name them. */
function writingVerbs(): string[] {
  const folder = join(__dirname, '../../src/commands');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const named = /(?:verb: |(?:changeCatalogue|changeOnce)\(ctx, cause, )'([a-z-]+)'/g;
  return [...sources.join('\n').matchAll(named)].map(([, verb]) => verb ?? '').toSorted();
}

/** What the week has no room for: files that come and go, a salon that is empty, a broadcast that is stopped on its way. */
const notLived = [
  ...['choose-template', 'commit-import', 'export-audit', 'export-data', 'preview-import'],
  ...['start-empty', 'steer-broadcast'],
];

async function verbsOf({ salon }: RepeatingBot): Promise<ReadonlySet<string>> {
  const { rows } = await admin.query<{ verb: string }>(
    `select distinct jsonb_object_keys(outcome) as verb from t_${salon.ctx.id}.processed_updates`,
  );
  return new Set(rows.map(({ verb }) => verb));
}

interface Rerun {
  readonly bot: RepeatingBot;
  /** Updates handed over once more. */
  readonly copies: number;
  readonly restarts: number;
}

/** The same life in a fresh salon. */
async function relive(recorded: readonly Moment[], dice: Dice): Promise<Rerun> {
  const bot = await openSalon();
  const { salon } = bot;
  const numbers = numbersOf(salon.ctx.id);
  const given = new Map<Recorded, number>();
  const newest = new Map<string, Recorded>();
  let restarts = 0;
  let unconfirmed: Recorded[] = [];
  const again = async (updates: readonly Recorded[]): Promise<void> => {
    const before = await numbers.read();
    for (const update of updates) {
      const copies = given.get(update) ?? 0;
      if (copies >= mostCopies) continue;
      given.set(update, copies + 1);
      await bot.deliver(update, false);
    }
    // Numbers that copies used up are given back: else the buttons that were written down would mean other rows.
    await numbers.restore(before);
  };
  for (const moment of shuffled(recorded, dice)) {
    salon.clock.setTo(moment.at);
    if (!isUpdate(moment)) {
      await bot.work();
      unconfirmed = [];
      continue;
    }
    // Telegram repeats what was not confirmed before it delivers the next of the same queue.
    const earlier = newest.get(moment.queue);
    if (earlier !== undefined && dice.below(4) === 0) await again([earlier]);
    newest.set(moment.queue, moment);
    await bot.deliver(moment, true);
    unconfirmed = [...unconfirmed, moment].slice(-mostUnconfirmed);
    await again(Array.from({ length: dice.below(3) }, () => moment));
    if (dice.below(6) > 0) continue;
    restarts += 1;
    bot.restart();
    await again(mixedByChat(unconfirmed, dice));
    unconfirmed = unconfirmed.slice(dice.below(unconfirmed.length + 1));
  }
  return { bot, restarts, copies: [...given.values()].reduce((sum, count) => sum + count, 0) };
}

const isUpdate = (moment: Moment): moment is Recorded => 'json' in moment;

/** Updates of different chats come in any order, as long as rows get the numbers that were written down. */
function shuffled(recorded: readonly Moment[], dice: Dice): Moment[] {
  const moments = [...recorded];
  for (let count = 0; count < moments.length * 3; count += 1) {
    const at = dice.below(moments.length - 1);
    const [one, next] = [moments[at], moments[at + 1]];
    if (one === undefined || next === undefined || !isUpdate(one) || !isUpdate(next)) continue;
    if (one.chatId === next.chatId || (one.makesRows && next.makesRows)) continue;
    [moments[at], moments[at + 1]] = [next, one];
  }
  return moments;
}

/** As a restarted process handles what it gets again: only updates of one chat keep their order. */
function mixedByChat(updates: readonly Recorded[], dice: Dice): Recorded[] {
  const chats = new Map<number, Recorded[]>();
  for (const update of updates) chats.set(update.chatId, [...(chats.get(update.chatId) ?? []), update]);
  return dice.shuffled(updates).flatMap(({ chatId }) => chats.get(chatId)?.shift() ?? []);
}

interface NumberGiven {
  readonly name: string;
  readonly value: string | null;
}

/** The last number that each table of a tenant has given to a row. */
function numbersOf(tenantId: string) {
  const schema = `t_${tenantId}`;
  return {
    read: async (): Promise<NumberGiven[]> => {
      const { rows } = await admin.query<NumberGiven>(
        'select sequencename as name, last_value as value from pg_sequences where schemaname = $1 order by 1',
        [schema],
      );
      return rows;
    },
    restore: async (numbers: readonly NumberGiven[]): Promise<void> => {
      const calls = numbers.map(
        ({ name, value }) => `setval('${schema}.${name}', ${value ?? 1}, ${value !== null})`,
      );
      await admin.query(`select ${calls.join(', ')}`);
    },
  };
}

/** Which updates were answered, and where conversations stand, differs. */
const ownBooks = ['processed_updates', 'sessions'];
/** Of rows that were given the server's own time or a secret, and of messages behind others that only a copy brought. */
const incidental = {
  settings: /(?<="key": "catalogue", .*)"updated_at": "[^"]*"/,
  admin_invites: /"token_hash": "[^"]*"/,
  admins: /"created_at": "[^"]*"/,
  services: /"created_at": "[^"]*"/,
  staff: /"created_at": "[^"]*"/,
  notifications: /"message_id": \d+/,
};

async function stateOf({ salon }: RepeatingBot): Promise<Record<string, unknown>> {
  const contents = (await contentsOf(salon.ctx, ownBooks)) as Record<string, string[]>;
  for (const [table, pattern] of Object.entries(incidental)) {
    contents[table] = contents[table]?.map((row) => row.replace(pattern, '')) ?? [];
  }
  return contents;
}

const unaskedOf = ({ delivered }: RepeatingBot): string[] =>
  delivered
    .filter(({ unasked }) => unasked)
    .map(({ chatId, text }) => `${chatId}: ${text}`)
    .toSorted();

const errorsOf = ({ salon }: RepeatingBot): string[] =>
  salon.logged.filter((line) => /"level":"(error|fatal)"/.test(line));

/** The week is worth its name: messages, presses, and somebody who leaves. */
const wantedEverywhere = (recorded: readonly Moment[]): boolean =>
  ['"message"', '"callback_query"', '"my_chat_member"'].every((kind) =>
    recorded.some((moment) => isUpdate(moment) && moment.json.includes(kind)),
  );
