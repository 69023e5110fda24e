import { frontDoor, type FrontDoor } from '../support/front-door.js';
import { newGuest, openBookingHouse, type BookingHouse } from './booking-house.js';

let front: FrontDoor;
let house: BookingHouse;
beforeAll(async () => {
  front = await frontDoor();
  house = await openBookingHouse(['boris'], [], { PUBLIC_URL: front.url });
  front.lead(() => house.host.host.httpUrl);
});
afterAll(async () => {
  await house.close();
  await front.stop();
});

test('somebody books and calls off a visit in a salon to which Telegram delivers', async () => {
  const vera = house.visit('boris', { ...newGuest('Вера'), phone: '+79161112233' });
  await vera.say('/start');
  await vera.press('Записаться');
  await vera.press('Стрижка');
  await vera.press('3●');
  await vera.press('12:00');
  await vera.say('Вера Иванова');
  await vera.shareContact();
  await vera.press('✅ Записаться');
  expect(vera.screen().text).toContain('вы записаны');
  const [booking] = await house.bookings('boris');
  expect(booking).toMatchObject({ status: 'booked', contact_name: 'Вера Иванова' });
  expect(booking?.starts_at.toISOString()).toBe('2026-03-03T09:00:00.000Z');
  await vera.press('Мои записи');
  await vera.press('12:00');
  await vera.press('Отменить запись');
  await vera.press('Да, отменить');
  expect(await house.bookings('boris')).toMatchObject([{ id: booking?.id, status: 'cancelled' }]);
  expect(house.failures()).toEqual([]);
  expect(house.sandbox.calls({ bot: 'boris_bot', method: 'getUpdates' })).toEqual([]);
  expect(front.passed.length).toBeGreaterThan(8);
  expect(new Set(front.passed.map(({ status, tenant }) => `${tenant} ${status}`))).toEqual(
    new Set(['boris 200']),
  );
});
