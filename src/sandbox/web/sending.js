import { api } from './api.js';
import { dropPayload } from './session.js';
import { store } from './store.js';
import { showFailure } from './toasts.js';

/**
 * Waits for a request; a failure becomes a toast.
 * @param {Promise<unknown>} request
 * @returns {Promise<boolean>} whether it worked
 */
export async function act(request) {
  try {
    await request;
    return true;
  } catch (error) {
    showFailure(error);
    return false;
  }
}

/** Writes to a bot as the current person. @param {string} bot @param {string} text */
export async function sendText(bot, text) {
  const sent = await act(api.send(store.me, bot, text));
  if (sent && text.startsWith('/start')) dropPayload();
  return sent;
}
