import { t } from './language.js';

async function answerOf(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error(t('unreachable'));
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(typeof body.error === 'string' ? body.error : `HTTP ${response.status}`);
  return body;
}

const get = (path) => answerOf(fetch(path, { cache: 'no-store' }));

const post = (path, body) =>
  answerOf(
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );

const chatQuery = (person, bot) => new URLSearchParams({ person: String(person), bot }).toString();

/** Nobody's real place is asked for: the Red Square will do. */
const SOMEWHERE = { latitude: 55.7539, longitude: 37.6208 };

/** The page's requests to the local Telegram; each rejects with an Error whose message can be shown. */
export const api = {
  state: (person) =>
    get(person === null ? '/page/state' : `/page/state?person=${encodeURIComponent(person)}`),
  chat: (person, bot) => get(`/page/chat?${chatQuery(person, bot)}`),
  send: (person, bot, text) => post('/page/send', { person, bot, text }),
  press: (person, bot, messageId, data) => post('/page/press', { person, bot, messageId, data }),
  shareContact: (person, bot) => post('/page/contact', { person, bot }),
  shareForeignContact: (person, bot) => post('/page/contact', { person, bot, foreign: true }),
  shareLocation: (person, bot) => post('/page/location', { person, bot, ...SOMEWHERE }),
  sendFile: (person, bot, file) => post('/page/file', { person, bot, ...file }),
  block: (person, bot) => post('/page/block', { person, bot }),
  unblock: (person, bot) => post('/page/unblock', { person, bot }),
  turnClock: (ms) => post('/page/clock', ms === null ? { present: true } : { by: ms }),
  eventsUrl: (person) => `/page/events?person=${encodeURIComponent(person)}`,
};
