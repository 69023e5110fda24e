const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

/**
 * Listens to what happens in a person's chats and connects again, for ever, when the connection is lost.
 * connecting → open → lost → (wait) → open …; `closed` ends it.
 * @param {string} url
 * @param {{ onOpen(): void, onLost(): void, onEvent(event: object): void }} handlers
 * @returns {() => void} stops listening
 */
export function listen(url, { onOpen, onLost, onEvent }) {
  let source = null;
  let timer = null;
  let wait = FIRST_WAIT_MS;

  const connect = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(url);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      onOpen();
    };
    source.onmessage = (message) => onEvent(JSON.parse(message.data));
    source.onerror = () => {
      // The browser's own retry gives up after an HTTP error (a proxy, a restart), so the page retries itself.
      source.close();
      onLost();
      clearTimeout(timer);
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };
  const connectSoon = () => {
    if (source.readyState === EventSource.CLOSED && document.visibilityState === 'visible') connect();
  };

  connect();
  window.addEventListener('online', connectSoon);
  document.addEventListener('visibilitychange', connectSoon);
  return () => {
    clearTimeout(timer);
    source.close();
    window.removeEventListener('online', connectSoon);
    document.removeEventListener('visibilitychange', connectSoon);
  };
}
