const PREFIX = 'local-telegram:';

/**
 * What the browser kept for the page; null when nothing, or when it keeps nothing at all (private windows).
 * @param {string} key
 */
export function recall(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // A browser that keeps nothing loses only comfort: the language choice and the unread counts.
  }
}
