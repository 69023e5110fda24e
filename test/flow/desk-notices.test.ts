import { newGuest, type Visit } from './booking-house.js';
import { deskHouse } from './desk-house.js';

const owner = newGuest('Ольга');
const english = newGuest('Olga', 'en');
const house = deskHouse(['boris'], owner, english);

async function atTheDesk(guest = owner): Promise<Visit> {
  const visit = house.visit('boris', guest);
  await visit.say('/start');
  await visit.say('/admin');
  return visit;
}

test('a client’s booking is told to the owners, each in the own language; its button opens the booking', async () => {
  const [desk, other] = [await atTheDesk(), await atTheDesk(english)];
  await other.press('🔔 My notices');
  expect(other.screen().text).toContain('Now: at 08:00');
  await other.press('Moved bookings');
  expect(other.labels()).toContain('▫️ Moved bookings: off');
  const client = house.visit('boris', newGuest('Вера'));
  await client.say('/start');
  for (const label of ['Записаться', 'Стрижка', '5●', '10:00', 'Меня зовут']) await client.press(label);
  await client.shareContact();
  await client.press('✅');
  const told = await desk.chat.waitFor(
    ({ text }) => text?.includes('🆕 Новая запись') === true,
    'the notice',
    {
      timeoutMs: 30_000,
      anyTime: true,
    },
  );
  expect(told.text).toContain('👤 Вера');
  await other.chat.waitFor(({ text }) => text?.includes('🆕 New booking') === true, 'the English notice', {
    timeoutMs: 30_000,
    anyTime: true,
  });
  const data = told.inlineKeyboard?.[0]?.[0]?.data ?? '';
  await desk.pressData(data, told.messageId);
  const card = desk.chat.messages().find(({ messageId }) => messageId === told.messageId);
  expect(card?.text).toContain('Вера');
  expect(card?.inlineKeyboard?.flat().map(({ text }) => text)).not.toContain('Открыть запись');
});
