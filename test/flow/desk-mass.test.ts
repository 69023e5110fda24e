import { monday, newGuest, type TenantId, type Visit } from './booking-house.js';
import { deskHouse, rowsOf, textOf as text } from './desk-house.js';

const boss = newGuest('Вера');
const grey = newGuest('Ann', 'en');

const house = deskHouse(['anna', 'clinic'], boss, grey);

const db = (tenant: TenantId) => house.host.database.database.tenant(tenant);

let guests = 0;
/** A visit as it stands in the salon's book. */
async function put(tenant: TenantId, day: number, hour: number, staff = 1, minutes = 60): Promise<number> {
  guests += 1;
  const zone = tenant === 'clinic' ? 'America/New_York' : 'Europe/Moscow';
  const startsAt = monday.setZone(zone).set({ day, hour, minute: 0 });
  const endsAt = startsAt.plus({ minutes });
  const [row] = await db(tenant).transact(async (tx) => {
    const [client] = await tx.rows<{ id: number }>(
      tx
        .sql('clients')
        .insert({ telegram_id: 8_000_000 + guests, name: `Гость ${guests}` })
        .returning('id'),
    );
    return tx.rows<{ id: number }>(
      tx
        .sql('bookings')
        .insert({
          ...{ client_id: client?.id, service_id: 1, staff_id: staff, price_minor: 220_000, currency: 'RUB' },
          ...{ starts_at: startsAt.toJSDate(), ends_at: endsAt.toJSDate() },
          during: `[${startsAt.toUTC().toISO() ?? ''},${endsAt.toUTC().toISO() ?? ''})`,
          ...{ contact_name: `Гость ${guests}`, contact_phone: `+7916${1_000_000 + guests}` },
        })
        .returning('id'),
    );
  });
  return row?.id ?? 0;
}

/** The status, and the time in UTC: three hours behind Moscow, five ahead of New York. */
async function booked(tenant: TenantId, id: number): Promise<[string, string]> {
  const row = (await house.bookings(tenant)).find((one) => one.id === id);
  return [row?.status ?? 'gone', row?.starts_at.toISOString().slice(11, 16) ?? ''];
}

async function open(tenant: TenantId, section: string, guest = boss): Promise<Visit> {
  const visit = house.visit(tenant, guest);
  await visit.say('/admin');
  await visit.press(section);
  return visit;
}

async function pressAll(visit: Visit, ...labels: readonly (string | RegExp)[]): Promise<void> {
  for (const label of labels) await visit.press(label);
}

test('an owner shifts the rest of a day: typed, previewed, adjusted, done, and clients are told', async () => {
  const [first, second] = [await put('anna', 3, 12), await put('anna', 3, 13)];
  const owner = await open('anna', 'Много записей');
  expect(owner.labels()).toEqual(expect.arrayContaining(['⏱ Сдвинуть по времени', '🗂 К рабочему месту']));
  await owner.press('Сдвинуть');
  await owner.say('когда-нибудь');
  expect(text(owner)).toContain('Не понимаю даты');
  await owner.say('1.02');
  expect(text(owner)).toContain('уже прошли');
  await owner.say('3.03');
  expect(text(owner)).toContain('На сколько сдвинуть');
  await owner.say('потом');
  expect(text(owner)).toContain('Не понимаю');
  await owner.say('+45');
  expect(text(owner)).toContain('На 45 мин позже.');
  expect(text(owner)).toContain('Затронет 2 записи.');
  expect(text(owner)).toMatch(/3 мар\.?, 12:00 → 12:45 · Гость 1\n№ \d+ · Стрижка · Анна/);
  await owner.press('+30');
  expect(text(owner)).toContain('12:00 → 12:30');
  await owner.press('Сдвинуть и сообщить');
  expect(text(owner)).toContain('Сдвинуты 2 записи');
  expect([await booked('anna', first), await booked('anna', second)]).toEqual([
    ['booked', '09:30'],
    ['booked', '10:30'],
  ]);
  const log = await rowsOf<{ action: string }>(house, 'anna', 'audit_log');
  expect(log.filter(({ action }) => action === 'mass.shift')).toHaveLength(1);
  const notices = await rowsOf<{ kind: string; booking_id: number }>(house, 'anna', 'notifications');
  expect(notices.filter(({ kind }) => kind === 'changed').map((row) => row.booking_id)).toEqual([
    first,
    second,
  ]);
});

test('a preview that went stale is refused with an alert and shown anew', async () => {
  const id = await put('anna', 4, 12);
  const owner = await open('anna', 'Много записей');
  await pressAll(owner, 'Сдвинуть', /^ср, 4/, '+15');
  const other = await put('anna', 4, 15);
  const answer = await owner.press('Сдвинуть и сообщить');
  expect(answer).toMatchObject({ alert: true });
  expect(answer?.text).toContain('Ничего не сделано');
  expect(text(owner)).toContain('Затронет 2 записи.');
  expect(await booked('anna', id)).toEqual(['booked', '09:00']);
  await owner.press('Сдвинуть и сообщить');
  expect([await booked('anna', id), await booked('anna', other)]).toEqual([
    ['booked', '09:15'],
    ['booked', '12:15'],
  ]);
});

test('collisions are named, hours give way to “anyway”, overlaps never', async () => {
  const late = await put('anna', 5, 20);
  await put('anna', 5, 18, 2);
  const stays = await put('anna', 6, 0, 1, 30);
  const owner = await open('anna', 'Много записей');
  await pressAll(owner, 'Сдвинуть', /^чт, 5/, /^Анна/, '+30');
  expect(text(owner)).toContain('⚠️ вне рабочих часов');
  expect(owner.labels()).toContain('⚠️ Всё равно сделать');
  await pressAll(owner, '‹ Назад', 'Сдвинуть', /^чт, 5/, /^Анна/);
  await owner.say('3 ч 15 мин');
  expect(text(owner)).toContain(`⛔ занято: запись № ${stays}`);
  expect(owner.labels()).not.toContain('⚠️ Всё равно сделать');
  expect(owner.labels()).toContain(`№ ${late}`);
  await pressAll(owner, '+30', 'Всё равно');
  expect(await booked('anna', late)).toEqual(['booked', '17:30']);
});

test('a service is replaced for everybody who has it', async () => {
  const id = await put('anna', 9, 12);
  const owner = await open('anna', 'Много записей');
  await pressAll(owner, 'Заменить');
  await owner.say('9.03');
  await pressAll(owner, /^Стрижка/, 'Укладка');
  expect(text(owner)).toContain('Новая услуга: Укладка.');
  expect(text(owner)).toMatch(/12:00–13:00 → 12:45/);
  expect(text(owner)).toContain('2 200 ₽ → 1 800 ₽');
  await owner.press('Заменить и сообщить');
  expect((await house.bookings('anna')).find((row) => row.id === id)).toMatchObject({ service_id: 2 });
});

test('a group is cancelled but for one, with a typed reason', async () => {
  const [one, two] = [await put('anna', 10, 12), await put('anna', 10, 14, 2)];
  const owner = await open('anna', 'Много записей');
  await owner.press('Отменить');
  await owner.say('10.03');
  await pressAll(owner, 'Все мастера', 'Все услуги');
  expect(text(owner)).toContain('Выбраны 2 записи');
  await owner.press(/^✅ .*12:00/);
  expect(text(owner)).toContain('Выбрана 1 запись');
  await owner.press('Дальше');
  await owner.say('Мастер <заболел>');
  expect(text(owner)).toContain('Клиентам напишем: Мастер <заболел>');
  await owner.press('Отменить и сообщить');
  expect(text(owner)).toContain('Отменена 1 запись');
  expect([await booked('anna', one), await booked('anna', two)]).toEqual([
    ['booked', '09:00'],
    ['cancelled', '11:00'],
  ]);
  expect(
    (await rowsOf<{ id: number; cancel_reason: string }>(house, 'anna', 'bookings')).find(
      ({ id }) => id === two,
    ),
  ).toMatchObject({
    cancel_reason: 'Мастер <заболел>',
  });
});

test('time is blocked, the bookings in it are moved in the same step, and it is unblocked', async () => {
  const id = await put('anna', 11, 12);
  const owner = await open('anna', 'Закрыть время');
  await pressAll(owner, 'Закрыть время', /^Анна/);
  await owner.say('11.03');
  await owner.say('с утра');
  expect(text(owner)).toContain('Не понимаю часы');
  await owner.say('12:00-14:00');
  await owner.press('Обучение');
  expect(text(owner)).toContain('В это время есть 1 запись.');
  expect(owner.labels()).toContain(`№ ${id}`);
  await pressAll(owner, 'перенести', '+30');
  expect(text(owner)).toContain('⛔ время закрыто');
  expect(owner.labels().join()).not.toContain('сообщить');
  await pressAll(owner, '‹ Назад', 'перенести');
  await owner.say('+120');
  await owner.press('Закрыть, перенести и сообщить');
  expect(text(owner)).toContain('Перенесена 1 запись');
  expect(await booked('anna', id)).toEqual(['booked', '11:00']);
  expect(await rowsOf(house, 'anna', 'time_blocks')).toMatchObject([
    { staff_id: 1, reason: 'Обучение', created_by: boss.id },
  ]);
  await owner.press('‹ Назад');
  await owner.press('12:00–14:00');
  expect(text(owner)).toContain('Обучение');
  await pressAll(owner, 'Открыть это время', 'Да, открыть');
  expect(await rowsOf(house, 'anna', 'time_blocks')).toEqual([]);
  expect((await rowsOf<{ action: string }>(house, 'anna', 'audit_log')).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['block.add', 'block.remove']),
  );
});

test('a slot is blocked with the buttons alone, for everybody, leaving or cancelling what is there', async () => {
  const [kept, gone] = [await put('anna', 12, 12), await put('anna', 12, 15)];
  const owner = await open('anna', 'Закрыть время');
  const begin = async (hours: string): Promise<void> => {
    await owner.say('/admin');
    await pressAll(owner, 'Закрыть время', 'Закрыть время', 'весь салон');
    await owner.say('12.03');
    await pressAll(owner, hours, '1 ч', 'Без причины');
  };
  await begin('12:00');
  await owner.press('записи оставить');
  expect(text(owner)).toContain('Время закрыто');
  await begin('15:00');
  await pressAll(owner, 'Закрыть и отменить', 'Мастер заболел', 'Закрыть, отменить');
  expect([await booked('anna', kept), await booked('anna', gone)]).toEqual([
    ['booked', '09:00'],
    ['cancelled', '12:00'],
  ]);
  expect(await rowsOf(house, 'anna', 'time_blocks')).toHaveLength(2);
});

test('a master blocks the own time only', async () => {
  const own = await put('anna', 13, 12, 1);
  await put('anna', 13, 12, 2);
  const olga = newGuest('Анна-мастер');
  await db('anna').transact((tx) =>
    tx.rows(tx.sql('admins').insert({ telegram_id: olga.id, role: 'staff', staff_id: 1, name: 'Анна' })),
  );
  const master = house.visit('anna', olga);
  await master.say('/admin');
  expect(master.labels().join()).not.toContain('Много записей');
  await pressAll(master, 'Закрыть время', 'Закрыть время');
  await master.say('13.03');
  await pressAll(master, 'Весь день', 'Отпуск');
  expect(text(master)).toContain('В это время есть 1 запись.');
  expect(master.labels()).toContain(`№ ${own}`);
  await master.press('записи оставить');
  const blocks = await rowsOf<{ staff_id: number | null }>(house, 'anna', 'time_blocks');
  expect(blocks.at(-1)).toMatchObject({ staff_id: 1 });
  // The whole salon's closed time is not this person's to open, whatever the button says.
  const everybody = (
    await rowsOf<{ id: number; staff_id: number | null }>(house, 'anna', 'time_blocks')
  ).find((block) => block.staff_id === null);
  await master.pressData(`1kun:${(everybody?.id ?? 0).toString(36)}:yes`);
  expect((await rowsOf<{ id: number }>(house, 'anna', 'time_blocks')).map(({ id }) => id)).toContain(
    everybody?.id,
  );
  const denied = await master.pressData('1mop');
  expect(denied).toMatchObject({ alert: true });
});

test('in English, with one master nobody is asked whose', async () => {
  const id = await put('clinic', 4, 10);
  const owner = await open('clinic', 'Change many', grey);
  await owner.press('Shift');
  await owner.say('2026-03-04');
  expect(text(owner)).toContain('By how much?');
  await owner.press('−15');
  expect(text(owner)).toContain('earlier.');
  expect(text(owner)).toContain('This changes 1 booking.');
  await owner.press('Shift and tell');
  expect(text(owner)).toContain('1 booking was shifted');
  expect(await booked('clinic', id)).toEqual(['booked', '14:45']);
  await owner.say('/admin');
  await pressAll(owner, 'Block time', 'Block time');
  await owner.say('2026-12-24 2026-12-26');
  await pressAll(owner, 'Vacation');
  expect(text(owner)).toContain('There are no bookings at this time.');
  await owner.press('Block the time');
  expect(text(owner)).toContain('The time is blocked');
});
