import { action, choice } from '../../callback-data.js';

export const openProfile = action('pf', 1, {});
export const changeProfileName = action('pn', 1, {});
export const changeProfilePhone = action('pp', 1, {});
/** The Telegram name as the answer to "what is your name". */
export const useTelegramName = action('pu', 1, {});
/** The ways out of a question that waits for typed text. */
export const leaveProfileQuestion = action('pq', 1, { to: choice('profile', 'menu') });
export const chooseLanguage = action('pl', 1, { locale: choice('ru', 'en') });
export const openMyData = action('pd', 1, {});
export const exportMyData = action('px', 1, {});
/** Asks before erasing. */
export const askErase = action('pe', 1, {});
export const eraseMyData = action('pz', 1, {});
