const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

/** A start parameter as Telegram allows it. @param {string} text */
export const isPayload = (text) => PAYLOAD.test(text);

/**
 * The address after `#`: `bot=anna_bot&as=1001&start=svc_1`; `#bot=anna_bot?start=svc_1` is understood as well.
 * @returns {{ bot: string | null, as: number | null, start: string | null }}
 */
export function readRoute() {
  const parameters = new URLSearchParams(location.hash.replace(/^#\/?\??/, '').replaceAll('?', '&'));
  const as = Number(parameters.get('as'));
  const start = parameters.get('start');
  return {
    bot: parameters.get('bot'),
    as: Number.isSafeInteger(as) && as !== 0 ? as : null,
    start: start !== null && isPayload(start) ? start : null,
  };
}

/** @param {{ bot: string | null, as: number | null, start?: string | null }} route */
export function routeHash({ bot, as, start = null }) {
  const parameters = new URLSearchParams();
  if (bot !== null) parameters.set('bot', bot);
  if (as !== null) parameters.set('as', String(as));
  if (start !== null) parameters.set('start', start);
  return `#${parameters.toString()}`;
}

/**
 * What a link means inside the sandbox: t.me and tg:// links to a bot open its chat here.
 * @param {string} href
 * @returns {{ bot: string, start: string | null } | null}
 */
export function botLink(href) {
  let url;
  try {
    url = new URL(href);
  } catch {
    return null;
  }
  const start = url.searchParams.get('start');
  const payload = start !== null && isPayload(start) ? start : null;
  if (url.protocol === 'tg:' && url.host === 'resolve') {
    const domain = url.searchParams.get('domain');
    return domain === null ? null : { bot: domain, start: payload };
  }
  const name = /^\/([A-Za-z0-9_]{4,32})\/?$/.exec(url.pathname)?.[1];
  if (!['t.me', 'telegram.me'].includes(url.host) || name === undefined) return null;
  return { bot: name, start: payload };
}
