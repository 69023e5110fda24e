import type { Guest } from './salon-life.js';

/*
 * What else is done at a salon's desk in the course of a week: one part of the desk after another, by one person at a time.
 */

/** Somebody comes by a link, gets another role and leaves; another link is withdrawn. */
export async function inviteAndPart(owner: Guest, newcomer: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('⚙️', '👥 Команда', '➕', '🔗', 'наблюдатель');
  await newcomer.say(`/start ${owner.invitation}`);
  await owner.say('/admin');
  await owner.press('⚙️', '👥 Команда', newcomer.firstName, 'Роль', 'управляющий');
  await owner.press('Убрать из команды', 'Да, убрать', '➕', '🔗', 'владелец', 'Отозвать');
}

/** The desk gets a PIN, is closed and opened after a wrong one, gets another, is closed and opened, and has none in the end. */
export async function guardDesk(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('⚙️', '🔐', 'Установить');
  await owner.say('7391');
  await owner.press('1 ч', '🔒');
  await owner.say('/admin');
  await owner.say('1793');
  await owner.say('7391');
  await owner.press('⚙️', '🔐', 'Убрать', 'Да, убрать');
  await owner.say('/admin');
  await owner.press('⚙️', '🔐', 'Установить');
  await owner.say('8402');
  await owner.press('🔒');
  await owner.say('/admin');
  await owner.say('8402');
  await owner.press('⚙️', '🔐', 'Убрать', 'Да, убрать');
}

/** Holidays are closed and opened again, a day off and a closed time are taken back. */
export async function openAgain(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('⚙️', '🕘', '🎉', '✕ Закрыть на все', '○ Работать во все');
  await owner.say('/admin');
  await owner.press('⚙️', '🕘', '📅', /28/, '🗑');
  await owner.say('/admin');
  await owner.press('Закрыть время', 'весь салон', '🔓', 'Да, открыть');
}

/** A visit at the desk is called off, and one that is over is marked, twice. */
export async function keepBooks(owner: Guest, visitor: string): Promise<void> {
  await owner.say('/admin');
  await owner.press('🔎 Записи', 'Зоя', '❌', 'Клиент попросил');
  await owner.say('/admin');
  await owner.press('📅 Расписание', visitor, '🚫', '↩️', '✅ Пришёл');
}

/** A review is answered, hidden and shown. */
export async function answerReview(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('⭐', 'Всё супер', '💬');
  await owner.say('Спасибо, приходите ещё!');
  await owner.press('🙈', '👁', '✏️');
  await owner.say('Спасибо!');
}

/** Settings and notices are changed, some there and back, and all texts are put back. */
export async function adjustSalon(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('🔔', 'Новые записи', 'Новые записи', 'Без утреннего');
  await owner.say('/admin');
  await owner.press('⚙️', '🔧', '🏠', 'Телефон', '✏️');
  await owner.say('8 495 123-45-67');
  await owner.say('/admin');
  await owner.press('⚙️', '✏️ Тексты', '↩️ Вернуть все', 'Да, вернуть все');
}

/** The order of services and masters changes, and what a master does and takes for it. */
export async function arrangeCatalogue(owner: Guest): Promise<void> {
  await owner.say('/admin');
  await owner.press('⚙️', '💇', 'Борода', '⬆️');
  await owner.say('/admin');
  await owner.press('⚙️', '🧑‍🎨', 'Игорь', '⬆️', 'Услуги мастера', 'Снять всё', 'Делает всё');
  await owner.say('/admin');
  await owner.press('⚙️', '🧑‍🎨', 'Игорь', 'Свои цены', 'Стрижка', '💰');
  await owner.say('1 900');
}

/** A client is looked for, comes under prepayment and out of it. */
export async function lookForClient(owner: Guest, name: string): Promise<void> {
  await owner.say('/admin');
  await owner.press('👥 Клиенты', '🔍');
  await owner.say(name);
  await owner.press(name, '💳', '✅ Можно');
}

/** A client wants to be forgotten. */
export async function vanish(guest: Guest): Promise<void> {
  await guest.say('/profile');
  await guest.press('Мои данные', 'Удалить', 'Да, удалить');
}
