import { feedbackDialogue } from '../../src/bot/client/feedback/answers.js';
import { takeStars } from '../../src/bot/client/feedback/react.js';
import { keyOf } from '../../src/bot/client/dialogue.js';
import { openTurn, type Turn } from '../../src/bot/turn.js';
import type { Reaction } from '../../src/bot/screen.js';
import { bookSlot } from '../../src/commands/book-slot.js';
import { readConversation } from '../../src/commands/conversation.js';
import { all, buildSalon, newClient, nextUpdateId, type Salon } from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let test: TestDatabase;
let salon: Salon;
let clientId: number;
let bookingId: number;

beforeAll(async () => {
  test = await testDatabase();
  salon = await buildSalon(test.database);
  clientId = (await newClient(salon.ctx)).id;
  const start = salon.at('2026-03-05T10:00');
  const order = { clientId, serviceId: salon.services[0] ?? 0, staffId: null, start };
  const result = await bookSlot(salon.ctx, { updateId: nextUpdateId() }, order);
  if (result.outcome !== 'booked') throw new Error(result.outcome);
  bookingId = result.booking.id;
  salon.clock.setTo(salon.at('2026-03-05T12:00'));
});
afterAll(() => test.close());

const stored = () => all<{ stars: number; body: string | null }>(salon.ctx, 'reviews');

describe('an update that is delivered twice', () => {
  const chatId = 77_000_001;
  const panelId = 5;

  /** A turn of the booking's client, whose messages all get one id. */
  async function turn(updateId: number): Promise<Turn> {
    const sender = { call: <Result>() => Promise.resolve({ message_id: panelId } as Result) };
    const [row] = await salon.ctx.db.read((tx) =>
      tx.rows<{ telegram_id: number }>(tx.sql('clients').where({ id: clientId }).select('telegram_id')),
    );
    const from = { id: row?.telegram_id ?? 0, firstName: 'Мария', languageCode: 'ru' };
    return openTurn({ ...salon.ctx, sender }, { updateId, chatId, from });
  }

  async function shown(reaction: Reaction | null): Promise<string | undefined> {
    await reaction?.afterwards?.(panelId);
    return reaction?.screen?.text;
  }

  async function say(text: string, updateId: number): Promise<string | undefined> {
    const one = await turn(updateId);
    const kept = await readConversation(one.tenant, keyOf(one));
    return shown(await feedbackDialogue.take(one, kept, { kind: 'text', text }));
  }

  it('leads to the same screens and is taken for nothing new', async () => {
    const [press, long, good, later] = [nextUpdateId(), nextUpdateId(), nextUpdateId(), nextUpdateId()];
    for (const updateId of [press, press]) {
      const reaction = await takeStars(await turn(updateId), bookingId, 5);
      expect(reaction.notice).toBeUndefined();
      expect(await shown(reaction)).toContain('★★★★★');
    }
    expect(await say('я'.repeat(1001), long)).toContain('помещается');
    expect(await say('я'.repeat(1001), long)).toContain('★★★★★');
    expect(await stored()).toMatchObject([{ body: null }]);
    for (const updateId of [good, good]) expect(await say('Хорошо', updateId)).toContain('Ваше мнение');
    expect(await say('А ещё', later)).toBeUndefined();
    expect(await stored()).toMatchObject([{ stars: 5, body: 'Хорошо' }]);
  });
});
