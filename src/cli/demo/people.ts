import type { PersonSetup } from '../../sandbox/sandbox.js';

/** Who the person at the keyboard may be. */
export const demoPeople: readonly PersonSetup[] = [
  {
    id: 1001,
    firstName: 'Мария',
    lastName: 'Иванова',
    languageCode: 'ru',
    phone: '+79161234567',
    role: 'client',
  },
  {
    id: 1002,
    firstName: 'Emma',
    lastName: 'Brooks',
    languageCode: 'en',
    phone: '+447400123456',
    role: 'client2',
  },
  {
    id: 1003,
    firstName: 'Анна',
    lastName: 'Соколова',
    languageCode: 'ru',
    phone: '+79165550101',
    role: 'owner',
  },
  { id: 1004, firstName: 'Олег', languageCode: 'ru', phone: '+79165550102', role: 'operator' },
];
