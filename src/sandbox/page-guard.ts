import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from this machine and from the sandbox's own page. Without it any web page open in the
 * browser could drive the chats: by a form (`Origin`), or by a host name that it points to this address (`Host`).
 */
export function isOwnPage(request: IncomingMessage): boolean {
  const { host, origin } = request.headers;
  if (host === undefined || !isLoopbackAddress(request.socket.remoteAddress ?? '')) return false;
  const name = host.replace(/:\d{1,5}$/, '');
  if (!['localhost', '127.0.0.1', '[::1]'].includes(name)) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = request.headers['sec-fetch-site'];
  // A link from elsewhere may open the page itself, which changes nothing; everything else must come from the page.
  const navigation = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
  return site === undefined || site === 'same-origin' || site === 'none' || navigation;
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}
