import { deskRoutes } from '../../src/bot/admin/routes.js';
import { servicesRoutes } from '../../src/bot/admin/services/routes.js';
import { staffRoutes } from '../../src/bot/admin/staff/routes.js';
import { newGuest, type Guest, type TenantId, type Visit } from './booking-house.js';
import { deskHouse, owner, rowsOf, plain, textOf as text } from './desk-house.js';

const boss: Guest = { id: 1003, firstName: 'Olga', languageCode: 'en' };

const house = deskHouse(['anna', 'clinic', 'fresh'], owner);

const labels = (visit: Visit): string[] => visit.labels().map(plain);

async function clientAt(tenant: TenantId, ...path: (string | RegExp)[]): Promise<Visit> {
  const visit = house.visit(tenant, newGuest('Клиент'));
  await visit.say('/start');
  for (const label of ['Записаться', ...path]) await visit.press(label);
  return visit;
}

describe('a salon that has nothing yet', () => {
  test('offers templates with a preview, and one press opens the salon', async () => {
    const desk = house.visit('fresh', owner);
    await desk.say('/admin');
    expect(text(desk)).toContain('Добро пожаловать в Новый <салон>');
    for (const name of ['Салон красоты', 'Барбершоп', 'Массаж', 'Маникюр', 'Клиника', 'Репетитор']) {
      await desk.press(name);
      expect(text(desk)).toMatch(/Вот что появится:[^]*₽[^]*Часы: \d\d:\d\d/);
      await desk.press('‹ Назад');
    }
    expect(await rowsOf(house, 'fresh', 'services')).toEqual([]);
    await desk.press('Барбершоп');
    const take = desk.screen().inlineKeyboard?.flat()[0]?.data ?? '';
    await desk.press('✅ Заполнить');
    expect(text(desk)).toContain('💇 Услуги');
    const filled = await rowsOf(house, 'fresh', 'services');
    expect(plain((await desk.pressData(take))?.text)).toContain('уже есть');
    expect(await rowsOf(house, 'fresh', 'services')).toEqual(filled);
    const client = await clientAt('fresh');
    expect(labels(client).join()).toContain('₽');
    await client.press(/₽/);
    expect(client.labels().some((label) => /[●◑○]$/.test(label))).toBe(true);
    await desk.say('/admin');
    expect(text(desk)).toContain('Рабочее место');
  });
});

describe('in English', () => {
  test('a service is made and a master is changed', async () => {
    const desk = house.visit('clinic', boss);
    await desk.say('/admin');
    for (const label of ['⚙️', '💇', '➕']) await desk.press(label);
    await desk.say('X-ray');
    await desk.press('30 min');
    await desk.say('1,500');
    expect(text(desk)).toContain('2 digits behind the point');
    await desk.say('12.50');
    expect(text(desk)).toContain('✅ The service is added');
    expect(text(desk)).toContain('$12.50 · 30 min');
    await desk.press('💰');
    await desk.press('Free of charge');
    expect(text(desk)).toContain('free');
  });
});

describe('people without the right', () => {
  const roles = ['manager', 'staff', 'viewer'] as const;

  test.each(roles)('%s: every button is as the table of permissions says', async (role) => {
    const guest = newGuest('Вера');
    await house.host.database.database
      .tenant('anna')
      .transact((tx) =>
        tx.rows(
          tx
            .sql('admins')
            .insert({ telegram_id: guest.id, role, staff_id: role === 'staff' ? 1 : null, name: 'Вера' }),
        ),
      );
    const visit = house.visit('anna', guest);
    await visit.say('/admin');
    const before = [await rowsOf(house, 'anna', 'services'), await rowsOf(house, 'anna', 'staff')];
    const presses = [
      '1elt:0',
      '1eop:1',
      '1enw',
      '1epk:1:1:duration:2s',
      '1ehd:1:1:yes',
      '1fof:1:1:off:0',
      '1fhd:1:1:yes',
    ];
    for (const data of presses) {
      const answer = plain((await visit.pressData(data))?.text);
      const looks = data.startsWith('1elt') || data.startsWith('1eop');
      const isRefused = role === 'staff' || (role === 'viewer' && !looks);
      expect([data, answer.includes('нет доступа')]).toEqual([data, isRefused]);
    }
    const after = [await rowsOf(house, 'anna', 'services'), await rowsOf(house, 'anna', 'staff')];
    if (role === 'manager') expect(after).not.toEqual(before);
    else expect(after).toEqual(before);
  });

  test('what changes something asks for the right to change', () => {
    const looks = new Set(['1elt', '1eop', '1eph', '1ehp', '1flt', '1fop', '1fph', '1fhp']);
    for (const { id, permission } of [...servicesRoutes, ...staffRoutes]) {
      const needed = id.startsWith('1e') ? 'services.edit' : 'staff.edit';
      expect([id, permission]).toEqual([id, looks.has(id) ? 'salon.view' : needed]);
    }
    expect(deskRoutes).toEqual(expect.arrayContaining([...servicesRoutes, ...staffRoutes]));
  });
});
