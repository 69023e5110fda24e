import type { Guest } from './salon-life.js';

/*
 * What people do with a salon's bot, written so that nobody's wish depends on who is first: clients take days of their own,
 * and the desk changes nothing that they are looking at.
 */

/** A day of March in a client's calendar, and in the desk's. */
const day = (number: number): RegExp => new RegExp(`^${number}[●◑○]$`);
const free = (number: number): RegExp => new RegExp(`^${number}·`);

async function arrive(guest: Guest): Promise<void> {
  await guest.say('/start');
  if (guest.labels.includes('Пропустить')) await guest.press('Пропустить');
}

const book = (guest: Guest, date: number, time: string): Promise<void> =>
  guest.press('Записаться', 'Стрижка', day(date), time);

/** Books with a comment, then calls it off for a reason in own words. */
export async function bookAndCancel(guest: Guest): Promise<void> {
  await arrive(guest);
  await book(guest, 10, '10:00');
  await guest.say('7');
  await guest.say('Вероника');
  await guest.shareContact();
  await guest.press('комментарий');
  await guest.say('Можно с собакой?');
  await guest.press('✅', 'Мои записи', 'Стрижка', 'Отменить', 'Друг');
  await guest.say('Заболела собака');
  await guest.say('/menu');
}

/** Books, changes the name of the visit, moves it and says so to the profile. */
export async function bookAndMove(guest: Guest): Promise<void> {
  await arrive(guest);
  await book(guest, 11, '12:00');
  await guest.press(`Меня зовут ${guest.firstName}`);
  await guest.say('8 916 333-22-11');
  await guest.press('✅', 'Мои записи', 'Стрижка', '✏️ Имя');
  await guest.say('Дочь Нины');
  await guest.say('/visits');
  await guest.press('Стрижка', '✏️ Телефон');
  await guest.say('8 916 333-22-12');
  await guest.say('/visits');
  await guest.press('Стрижка', 'Перенести', day(12), '15:00', '✅ Перенести');
  await guest.say('/visits');
}

/** Fills the profile, switches the language there and back, refuses broadcasts, books for tomorrow. */
export async function fillProfile(guest: Guest): Promise<void> {
  await arrive(guest);
  await guest.press('Профиль', 'Указать имя');
  await guest.say('Игорь Ким');
  await guest.press('Указать телефон');
  await guest.say('нет');
  await guest.say('8 916 444-22-11');
  await guest.press('English', 'Русский', 'Не присылать рассылки');
  await guest.say('/menu');
  await book(guest, 5, '12:00');
  await guest.press('✅');
}

/** Comes once, leaves no trace but a blocked chat. */
export async function lookAround(guest: Guest): Promise<void> {
  await arrive(guest);
  await guest.press('Записаться', 'Стрижка');
  await guest.say('что-то');
  await guest.block();
  await guest.say('/start');
}

/** Answers the reminder. */
export const promise = (guest: Guest): Promise<void> => guest.press('✅ Я приду');

/** Stars and words for the visit that is over. */
export async function review(guest: Guest): Promise<void> {
  await guest.press('5 ⭐');
  await guest.say('Всё супер');
  await guest.say('/menu');
}

/** A new service, edited; a new master; another opening time; days off. */
export async function arrangeSalon(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('⚙️', '💇', '➕');
  await owner.say('Борода');
  await owner.say('завтра');
  await owner.say('1h15');
  await owner.say('1 500,50');
  await owner.press('✏️');
  await owner.say('Борода и усы');
  await owner.press('📝');
  await owner.say('Быстро & аккуратно');
  await owner.press('💰');
  await owner.say('1700');
  await owner.press('📷');
  await owner.sendPhoto();
  await owner.press('🚫', 'Да, скрыть', '✅ Вернуть');
  await owner.say('/admin');
  await owner.press('⚙️', '🧑‍🎨', '➕');
  await owner.say('Игорь');
  await owner.press('✏️');
  await owner.say('Игорь Второй');
  await owner.press('Услуги мастера', '⬜ Борода');
  await owner.say('/admin');
  await owner.press('⚙️', '🕘', /^вс$/, 'Задать часы');
  await owner.say('10-16');
  await owner.say('/admin');
  await owner.press('⚙️', '🕘', '📅', '➕ Выходной');
  await owner.say('28.03-29.03 учёба');
  await owner.press('✅ Сохранить');
}

/** Notes about a client, a visit booked at the desk and moved, and times that are closed. */
async function workAtDesk(owner: Guest, name: string): Promise<void> {
  await owner.say('/admin');
  await owner.press('👥 Клиенты', name, '📝');
  await owner.say('Любит чай');
  await owner.press('⛔');
  await owner.say('Грубит');
  await owner.press('✅ Убрать');
  await owner.say('/admin');
  await owner.press('➕ Новая запись', 'Стрижка', free(17), '12:00');
  await owner.say('Зоя');
  await owner.say('8 916 555-00-01');
  await owner.press('💬');
  await owner.say('с собакой');
  await owner.press('✅ Записать');
  await owner.say('/admin');
  await owner.press('🔎 Записи', 'Зоя', '🔁 Время', free(18), '13:00', '✅ Изменить');
  await owner.press('💰');
  await owner.say('1 200,50');
}

/** All of the desk's day. */
export async function runDesk(owner: Guest, name: string): Promise<void> {
  await workAtDesk(owner, name);
  await changeMany(owner);
  await closeTime(owner);
}

/** The visits of a day are moved by a quarter of an hour. */
async function changeMany(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('Много записей', 'Сдвинуть');
  await owner.say('18.03');
  await owner.say('+45');
  await owner.press('+15', 'Сдвинуть и сообщить');
}

/** The salon is closed for two hours, and whoever was booked then is called off. */
async function closeTime(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('Закрыть время', 'Закрыть время', 'весь салон');
  await owner.say('12.03');
  await owner.press(
    '14:00',
    '2 ч',
    'Без причины',
    'Закрыть и отменить',
    'Мастер заболел',
    'Закрыть, отменить',
  );
}

/** A broadcast to everybody. */
export async function broadcast(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('📣', 'Новая рассылка', 'Написать текст');
  await owner.say('Скидка <b>20 %');
  await owner.say('Весенняя скидка <b>20 %</b>');
  await owner.press('Кому', 'Все клиенты', '📤 Отправить', 'Да, отправить');
}

/** Another text, another setting. */
export async function wordIt(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('⚙️', '✏️ Тексты', 'Найти по словам');
  await owner.say('чем помочь');
  await owner.press(/Чем помочь/, 'Изменить');
  await owner.say('<b>{salon}</b>, здравствуйте! Чего изволите?');
  await owner.press('Сохранить');
}

/** Somebody is taken into the team; a link for somebody else is made and withdrawn. */
export async function enlargeTeam(owner: Guest, newcomer: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('⚙️', '👥 Команда', '➕');
  await owner.say(String(newcomer.id));
  await owner.press('наблюдатель');
  await newcomer.say('/start');
  await newcomer.say('/admin');
}
