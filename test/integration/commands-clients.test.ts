import {
  endConversation,
  readConversation,
  saveConversation,
  type ConversationKey,
} from '../../src/commands/conversation.js';
import { markClientBlocked } from '../../src/commands/mark-client-blocked.js';
import { openClient } from '../../src/commands/open-client.js';
import { InvalidContactError, saveContact } from '../../src/commands/save-contact.js';
import {
  add,
  all,
  buildSalon,
  newClient,
  nextPersonId,
  nextUpdateId,
  type Salon,
} from '../support/builders.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

interface StoredClient {
  telegram_id: number;
  locale: string | null;
  source: string | null;
  blocked_bot_at: Date | null;
  seen_at: Date;
}

const minute = 60_000;
let test: TestDatabase;
let salon: Salon;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  salon = await buildSalon(test.database);
});

const stored = () => all<StoredClient>(salon.ctx, 'clients');

describe('openClient', () => {
  it('makes a profile on the first contact and finds it again', async () => {
    const telegramId = nextPersonId();
    const first = await openClient(salon.ctx, { telegramId, languageCode: 'ru' });
    expect(first).toEqual({
      id: expect.any(Number) as number,
      telegramId,
      name: null,
      phone: null,
      locale: 'ru',
      onboarded: false,
      isTeam: false,
      textsVersion: null,
      catalogueVersion: expect.any(String) as string,
      refusesBroadcasts: false,
    });
    expect(await openClient(salon.ctx, { telegramId, languageCode: 'ru' })).toEqual(first);
    expect(await stored()).toHaveLength(1);
  });

  it('makes one profile when somebody writes many times at once', async () => {
    const telegramId = nextPersonId();
    const opened = await Promise.all(Array.from({ length: 10 }, () => openClient(salon.ctx, { telegramId })));
    expect(new Set(opened.map((profile) => profile.id)).size).toBe(1);
    expect(await stored()).toHaveLength(1);
  });

  it.each([
    ['ru', 'ru'],
    ['uk', 'ru'],
    ['KK-kz', 'ru'],
    ['uz_Latn', 'ru'],
    ['en', 'en'],
    ['pt-br', 'en'],
    ['rue', 'en'],
  ])('speaks to %s in %s', async (languageCode, locale) => {
    expect((await openClient(salon.ctx, { telegramId: nextPersonId(), languageCode })).locale).toBe(locale);
  });

  it("speaks the salon's language until the person's is known", async () => {
    const english = await buildSalon(test.database, { locale: 'en' });
    const telegramId = nextPersonId();
    expect((await openClient(english.ctx, { telegramId })).locale).toBe('en');
    expect((await openClient(english.ctx, { telegramId, languageCode: '' })).locale).toBe('en');
    expect((await openClient(english.ctx, { telegramId, languageCode: 'be' })).locale).toBe('ru');
  });

  it('keeps a stored language whatever the app says later', async () => {
    const telegramId = nextPersonId();
    await openClient(salon.ctx, { telegramId, languageCode: 'en' });
    expect((await openClient(salon.ctx, { telegramId, languageCode: 'ru' })).locale).toBe('en');
  });

  it('keeps the first source', async () => {
    const telegramId = nextPersonId();
    await openClient(salon.ctx, { telegramId });
    await openClient(salon.ctx, { telegramId, source: 'vk' });
    await openClient(salon.ctx, { telegramId, source: 'flyer' });
    expect((await stored())[0]?.source).toBe('vk');
  });

  it('writes nothing within an hour of the last visit, and the time of the visit after it', async () => {
    const telegramId = nextPersonId();
    await openClient(salon.ctx, { telegramId });
    const writes = jest.spyOn(salon.ctx.db, 'transact');
    salon.clock.setTo(salon.clock.now() + 60 * minute);
    await openClient(salon.ctx, { telegramId });
    expect(writes).not.toHaveBeenCalled();
    salon.clock.setTo(salon.clock.now() + minute);
    await openClient(salon.ctx, { telegramId });
    expect(writes).toHaveBeenCalledTimes(1);
    expect((await stored())[0]?.seen_at.getTime()).toBe(salon.clock.now());
  });

  it('clears "blocked the bot" when the person writes again', async () => {
    const telegramId = nextPersonId();
    await openClient(salon.ctx, { telegramId });
    await markClientBlocked(salon.ctx, telegramId);
    const blockedAt = salon.clock.now();
    salon.clock.setTo(blockedAt + minute);
    await markClientBlocked(salon.ctx, telegramId);
    expect((await stored())[0]?.blocked_bot_at?.getTime()).toBe(blockedAt);
    await openClient(salon.ctx, { telegramId });
    expect((await stored())[0]?.blocked_bot_at).toBeNull();
  });

  it.each([Number.NaN, -1, 0, 1.5, 2 ** 53])('refuses %p as a Telegram id', async (telegramId) => {
    await expect(openClient(salon.ctx, { telegramId })).rejects.toMatchObject({ code: 'invalid_person' });
    await markClientBlocked(salon.ctx, telegramId);
    expect(await stored()).toEqual([]);
  });

  it('knows people with ids beyond 32 bits', async () => {
    const telegramId = 2 ** 52 + 1;
    expect((await openClient(salon.ctx, { telegramId })).telegramId).toBe(telegramId);
  });
});

describe('saveContact', () => {
  it('keeps name and phone, together or one by one', async () => {
    const { id: clientId, telegramId } = await openClient(salon.ctx, { telegramId: nextPersonId() });
    await saveContact(salon.ctx, { updateId: nextUpdateId() }, { clientId, name: 'Ольга' });
    const saved = await saveContact(
      salon.ctx,
      { updateId: nextUpdateId() },
      { clientId, phone: '+79161234567' },
    );
    expect(saved).toMatchObject({ name: 'Ольга', phone: '+79161234567' });
    expect(await openClient(salon.ctx, { telegramId })).toEqual(saved);
  });

  it('changes nothing when the same update comes again', async () => {
    const client = await newClient(salon.ctx);
    const cause = { updateId: nextUpdateId() };
    await saveContact(salon.ctx, cause, { clientId: client.id, name: 'Ольга' });
    await saveContact(salon.ctx, { updateId: nextUpdateId() }, { clientId: client.id, name: 'Елена' });
    const again = await saveContact(salon.ctx, cause, { clientId: client.id, name: 'Ольга' });
    expect(again.name).toBe('Елена');
  });

  it.each([
    ['name', { name: 'Я' }],
    ['name', { name: ' Ольга' }],
    ['name', { name: 'x'.repeat(101) }],
    ['phone', { phone: '89161234567' }],
    ['phone', { phone: '+7916123456789012' }],
    ['phone', { phone: '' }],
  ])('refuses a %s that was not checked: %p', async (field, contact) => {
    const client = await newClient(salon.ctx);
    const saving = saveContact(salon.ctx, { updateId: nextUpdateId() }, { clientId: client.id, ...contact });
    await expect(saving).rejects.toThrow(InvalidContactError);
    await expect(saving).rejects.toMatchObject({ field });
    expect(await openClient(salon.ctx, client)).toEqual(client);
  });

  it.each([Number.NaN, -1, 2 ** 53, 999_999])('refuses a client who is not there: %p', async (clientId) => {
    const saving = saveContact(salon.ctx, { updateId: nextUpdateId() }, { clientId, name: 'Ольга' });
    await expect(saving).rejects.toMatchObject({ field: 'client' });
  });
});

describe('conversation', () => {
  const key = { chatId: -1_001_234_567_890, userId: 42 };
  const save = (who: ConversationKey, state: object): Promise<void> =>
    saveConversation(salon.ctx, { ...who, updateId: nextUpdateId() }, state);

  it('keeps a value per chat and person', async () => {
    expect(await readConversation(salon.ctx, key)).toBeNull();
    await save(key, { step: 'name', list: [1, 'два'] });
    await save({ ...key, userId: 43 }, { step: 'other' });
    expect(await readConversation(salon.ctx, key)).toEqual({ step: 'name', list: [1, 'два'] });
    await save(key, { step: 'phone' });
    expect(await readConversation(salon.ctx, key)).toEqual({ step: 'phone' });
    await endConversation(salon.ctx, { ...key, updateId: nextUpdateId() });
    expect(await readConversation(salon.ctx, key)).toBeNull();
    expect(await readConversation(salon.ctx, { ...key, userId: 43 })).toEqual({ step: 'other' });
  });

  it('ends 30 minutes after the last use', async () => {
    const start = salon.clock.now();
    await save(key, { step: 'name' });
    salon.clock.setTo(start + 29 * minute);
    expect(await readConversation(salon.ctx, key)).toEqual({ step: 'name' });
    salon.clock.setTo(start + 58 * minute);
    expect(await readConversation(salon.ctx, key)).toEqual({ step: 'name' });
    salon.clock.setTo(start + 88 * minute);
    expect(await readConversation(salon.ctx, key)).toBeNull();
  });

  it('writes nothing when read twice within a minute', async () => {
    await save(key, { step: 'name' });
    const writes = jest.spyOn(salon.ctx.db, 'transact');
    salon.clock.setTo(salon.clock.now() + minute);
    await readConversation(salon.ctx, key);
    expect(writes).not.toHaveBeenCalled();
  });

  it('forgets what ended when somebody else goes on', async () => {
    for (let userId = 1; userId <= 5; userId++) await save({ chatId: 1, userId }, {});
    salon.clock.setTo(salon.clock.now() + 30 * minute);
    await save(key, {});
    expect(await all(salon.ctx, 'sessions', 'user_id')).toMatchObject([{ user_id: key.userId }]);
  });

  it('lets many people talk at once while old conversations are forgotten', async () => {
    const keys = Array.from({ length: 40 }, (_, userId) => ({ chatId: 7, userId }));
    await Promise.all(keys.map((each) => save(each, { step: 1 })));
    salon.clock.setTo(salon.clock.now() + 31 * minute);
    await Promise.all(keys.map((each) => save(each, { step: 2 })));
    expect(await Promise.all(keys.map((each) => readConversation(salon.ctx, each)))).toEqual(
      keys.map(() => ({ step: 2 })),
    );
  });
});

describe('processed updates', () => {
  it('forgets those of more than a week ago, and no others', async () => {
    const client = await newClient(salon.ctx);
    const day = 24 * 60 * minute;
    const at = (days: number) => new Date(salon.clock.now() - days * day);
    await add(salon.ctx, 'processed_updates', { update_id: 1, at: at(8) }, { update_id: 2, at: at(6) });
    await saveContact(salon.ctx, { updateId: 256 * 7 }, { clientId: client.id, name: 'Ольга' });
    const left = await all<{ update_id: number }>(salon.ctx, 'processed_updates', 'update_id');
    expect(left.map((row) => row.update_id)).not.toContain(1);
    expect(left.map((row) => row.update_id)).toEqual(expect.arrayContaining([2, 256 * 7]));
  });

  it('holds no personal details', async () => {
    const client = await newClient(salon.ctx);
    const written = JSON.stringify(await all(salon.ctx, 'processed_updates', 'update_id'));
    expect(written).not.toContain(client.name);
    expect(written).not.toContain(client.phone);
  });
});
