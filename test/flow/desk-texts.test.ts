import { newGuest, type Guest, type TenantId, type Visit } from './booking-house.js';
import { deskHouse, deskOf, owner, textOf as text } from './desk-house.js';

const house = deskHouse(['boris', 'anna'], owner);

const atTexts = (tenant: TenantId): Promise<Visit> => deskOf(house, tenant, owner, '⚙️', '✏️ Тексты');

/** Finds a text by its words and opens it. */
async function open(visit: Visit, words: string, label: string | RegExp): Promise<void> {
  await visit.press('Найти по словам');
  await visit.say(words);
  await visit.press(label);
}

async function word(visit: Visit, pattern: string): Promise<void> {
  await visit.press('Изменить');
  await visit.say(pattern);
  await visit.press('Сохранить');
}

async function menuOf(tenant: TenantId, guest = newGuest('Вера')): Promise<Visit> {
  const visit = house.visit(tenant, guest);
  await visit.say('/start');
  await visit.say('/menu');
  return visit;
}

test('found, worded with an error first, looked at, saved: clients see it at once, of this salon only', async () => {
  const guest = newGuest('Вера');
  expect(text(await menuOf('boris', guest))).toContain('Чем помочь?');
  const desk = await atTexts('boris');
  await open(desk, 'чем помочь', /Чем помочь/);
  expect(text(desk)).toContain('Стандартный текст');
  await desk.press('Изменить');
  await desk.say('<b>Барбер {shop}</b>');
  expect(text(desk)).toContain('Бот не знает, что подставить вместо {shop}');
  await desk.say('<b>{salon}</b>, здорово! Чего изволите?');
  expect(text(desk)).toContain('Так это увидит клиент');
  expect(text(desk)).toContain('Салон, здорово!');
  expect(text(await menuOf('boris', guest))).toContain('Чем помочь?');
  expect((await desk.press('Сохранить'))?.text).toContain('Сохранено');
  expect(text(desk)).toContain('Изменён вами');

  expect(text(await menuOf('boris', guest))).toBe('Барбер <Борис>, здорово! Чего изволите?');
  expect(text(await menuOf('boris', newGuest('Eve', 'en')))).toContain('How can we help?');
  expect(text(await menuOf('anna'))).toContain('Чем помочь?');

  await desk.press('Вернуть стандартный');
  expect(text(desk)).toContain('Чем помочь?');
  await desk.press('Да, вернуть');
  expect(text(await menuOf('boris', guest))).toContain('Чем помочь?');
});

async function bookAt(tenant: TenantId, guest: Guest): Promise<Visit> {
  const client = house.visit(tenant, guest);
  await client.say('/start');
  for (const label of ['Записаться', 'Стрижка', /^4[●◑○]$/, /^12:00$/, `Меня зовут ${guest.firstName}`]) {
    await client.press(label);
  }
  await client.shareContact();
  await client.press('✅');
  return client;
}

test('a reminder is said in the salon’s words, and what the bot says of itself, too', async () => {
  const desk = await atTexts('boris');
  await open(desk, 'Ждём вас {when}', /^Ждём вас/);
  await word(desk, '<b>Кресло ваше {when}!</b>');
  const client = await bookAt('boris', newGuest('Вера'));
  house.clock.setTo(Date.parse('2026-03-03T12:00:00+03:00'));
  const reminder = await client.chat.waitFor(
    (message) => message.fromBot && (message.text ?? '').includes('Кресло ваше завтра в 12:00!'),
    'a reminder in own words',
    { anyTime: true },
  );
  expect(reminder.text).toContain('Стрижка');

  // Refused, it is told in the log: the first introduction, at the start, was not.
  house.sandbox.injectFault({
    fault: { kind: 'error', code: 400, description: 'Bad Request: not now' },
    bot: 'boris_bot',
    method: 'setMyShortDescription',
  });
  await open(await atTexts('boris'), 'в любое время', /запись в/i);
  await word(desk, 'Бритьё в «{salon}» круглые сутки');
  await house.host.waitForLog(/could not introduce itself/);
  const told = house.sandbox.calls({ bot: 'boris_bot', method: 'setMyShortDescription' }).at(-1);
  expect(told?.parameters).toMatchObject({
    short_description: 'Бритьё в «Барбер <Борис>» круглые сутки',
  });
});
