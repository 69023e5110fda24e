import { newGuest, type Guest, type Visit } from './booking-house.js';
import { deskHouse } from './desk-house.js';

const owner = newGuest('Ольга');
const englishOwner = newGuest('Olga', 'en');
const house = deskHouse(['anna'], owner, englishOwner);

const text = (visit: Visit): string => visit.screen().text ?? '';
const admins = () =>
  house.host.database.database
    .tenant('anna')
    .read((tx) => tx.rows<{ telegram_id: number; role: string }>(tx.sql('admins').select('*')));
const roleOf = async ({ id }: Guest) =>
  (await admins()).find(({ telegram_id }) => telegram_id === id)?.role ?? null;

async function atTheDesk(guest = owner): Promise<Visit> {
  const visit = house.visit('anna', guest);
  await visit.say('/start');
  await visit.say('/admin');
  return visit;
}

async function inTheTeam(): Promise<Visit> {
  const desk = await atTheDesk();
  await desk.press('⚙️ Салон');
  await desk.press('👥 Команда');
  return desk;
}

/** Makes a link for a role and gives its payload. */
async function invitation(desk: Visit, role: string): Promise<string> {
  await desk.press('➕ Добавить');
  await desk.press('🔗 Пригласить по ссылке');
  await desk.press(role);
  const payload = /\?start=(\S+)/.exec(text(desk))?.[1];
  if (payload === undefined) throw new Error(text(desk));
  return payload;
}

const commandsFor = ({ id }: Guest, method: string) =>
  house.sandbox
    .calls({ method })
    .filter(({ parameters }) => (parameters.scope as { chat_id?: number } | undefined)?.chat_id === id);

test('somebody joins by a link, works, gets another role and is removed; the desk closes at the next press', async () => {
  const desk = await inTheTeam();
  const payload = await invitation(desk, 'управляющий');
  const vera = house.visit('anna', newGuest('Вера'));
  await vera.chat.start(payload);
  await vera.settled();
  expect(text(vera)).toContain('Ваша роль — управляющий');
  expect(text(desk)).toContain('Вера теперь в команде');
  expect(commandsFor(vera.guest, 'setMyCommands')).toHaveLength(1);
  const late = house.visit('anna', newGuest('Ева'));
  await late.chat.start(payload);
  await late.settled();
  expect(text(late)).toContain('больше не действует');
  expect(await roleOf(late.guest)).toBeNull();
  await vera.press('🗂 Рабочее место');
  expect(text(vera)).toContain('Вы вошли как управляющий');
  expect(vera.labels()).not.toContain('👥 Команда');
  await desk.say('/admin');
  for (const label of ['⚙️ Салон', '👥 Команда', 'Вера', 'Роль', 'наблюдатель']) await desk.press(label);
  expect(await roleOf(vera.guest)).toBe('viewer');
  await vera.say('/admin');
  expect(text(vera)).toContain('Вы вошли как наблюдатель');
  await desk.press('Убрать из команды');
  expect(await roleOf(vera.guest)).toBe('viewer');
  expect((await desk.press('Да, убрать'))?.text).toBe('Больше не в команде.');
  expect(await roleOf(vera.guest)).toBeNull();
  const answer = await vera.press('📅');
  expect(answer).toMatchObject({ alert: true });
  expect(answer?.text).toContain('попросите владельца добавить вас');
  expect(commandsFor(vera.guest, 'deleteMyCommands')).toHaveLength(1);
});

test('somebody is added by number or by a forwarded message; what is no id is explained', async () => {
  const [nina, rita] = [newGuest('Нина'), newGuest('Рита')];
  await house.visit('anna', nina).say('/start');
  const desk = await inTheTeam();
  await desk.press('➕ Добавить');
  await desk.say('Нина');
  expect(text(desk)).toContain('Это не похоже на Telegram id');
  await desk.say(String(nina.id));
  expect(text(desk)).toContain(`Какая роль у ${nina.id}?`);
  await desk.press('мастер');
  await desk.press('Мария');
  expect(await roleOf(nina)).toBe('staff');
  expect(text(house.visit('anna', nina))).toContain('Вы в команде: Салон «Анна»');
  await desk.press('‹ Назад');
  await desk.press('➕ Добавить');
  const forwarded = (sender: object | null) => ({
    message: {
      message_id: 900,
      date: 1,
      chat: { id: owner.id, type: 'private' },
      from: { id: owner.id, is_bot: false, first_name: owner.firstName },
      text: 'привет',
      forward_origin: sender === null ? { type: 'hidden_user' } : { type: 'user', sender_user: sender },
    },
  });
  desk.chat.update(forwarded(null));
  await desk.settled();
  expect(text(desk)).toContain('скрыл свой профиль');
  desk.chat.update(forwarded({ id: rita.id, is_bot: false, first_name: 'Рита' }));
  await desk.settled();
  await desk.press('наблюдатель');
  expect(await roleOf(rita)).toBe('viewer');
});

test('an owner of the registry has no buttons to be changed with', async () => {
  const desk = await inTheTeam();
  await desk.press(/^Ольга/);
  expect(text(desk)).toContain('Этого владельца назначил тот, кто обслуживает бота');
  expect(desk.labels().join()).not.toMatch(/Роль|Убрать/);
});

describe('the PIN', () => {
  test('is set, closes the desk, leaves no digits in the chat, and locks after wrong tries', async () => {
    const desk = await atTheDesk();
    for (const label of ['⚙️ Салон', '🔐 ПИН-код', 'Установить']) await desk.press(label);
    await desk.say('1234');
    expect(text(desk)).toContain('легко угадать');
    await desk.say('8462');
    expect(text(desk)).toContain('Установлен');
    expect(desk.chat.transcript()).not.toMatch(/8462|Ольга: 1234/);
    expect(JSON.stringify(house.host.logs)).not.toContain('8462');
    await desk.press('🔒 Закрыть сейчас');
    await desk.say('/admin');
    expect(text(desk)).toContain('Рабочее место закрыто');
    await desk.say('1111');
    expect(text(desk)).toContain('Код не подошёл');
    await desk.say('8462');
    expect(text(desk)).toContain('Вы вошли как владелец');
    await desk.say('/admin');
    expect(text(desk)).toContain('Вы вошли как владелец');
    house.clock.setTo(house.clock.now() + 31 * 60_000);
    await desk.press('📅');
    expect(text(desk)).toContain('Введите ПИН-код');
    for (const wrong of ['1111', '2222', '3333']) await desk.say(wrong);
    expect(text(desk)).toContain('Следующая попытка — после');
    await desk.say('8462');
    expect(text(desk)).toContain('Слишком много попыток');
    house.clock.setTo(house.clock.now() + 31_000);
    await desk.say('8462');
    expect(text(desk)).toContain('Вы вошли как владелец');
    expect(desk.chat.transcript()).not.toContain('8462');
    for (const label of ['⚙️ Салон', '🔐 ПИН-код', 'Убрать', 'Да, убрать']) await desk.press(label);
    await desk.say('/admin');
    expect(text(desk)).toContain('Вы вошли как владелец');
  });

  test('in English', async () => {
    const desk = await atTheDesk(englishOwner);
    for (const label of ['⚙️ Salon', '🔐 PIN', 'Set']) await desk.press(label);
    await desk.say('0000');
    expect(text(desk)).toContain('easy to guess');
    await desk.say('5917');
    await desk.press('🔒');
    await desk.say('/admin');
    await desk.say('5918');
    expect(text(desk)).toContain('That is not the PIN');
    await desk.say('5917');
    expect(text(desk)).toContain('You are here as the owner');
    expect(desk.chat.transcript()).not.toMatch(/591[78]/);
  });
});
