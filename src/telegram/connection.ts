import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** Where the Bot API is and the sockets to it. */
export interface Connection {
  readonly root: URL;
  readonly agent: HttpAgent;
  /** Gives the share back; with the last one the idle sockets close. */
  release(): void;
}

interface Shared {
  readonly root: URL;
  readonly agent: HttpAgent;
  shares: number;
}

// Sockets are worth sharing between bots, and bots are made one by one: counted, so that the last one closes them.
const open = new Map<string, Shared>();

// Shorter than servers keep an idle connection: a message must not be written into a socket that is being closed.
const IDLE_SOCKET_MS = 15_000;

// Node tries the addresses of a host one after another and allows 250 ms each, too little for a distant Telegram server
// when IPv6 is announced but dead: the call then fails with an empty ETIMEDOUT.
const ADDRESS_ATTEMPT_MS = 4_000;

/** A share of the one keep-alive agent for this Bot API server. Throws on an address that is not http(s). */
export function connectTo(apiRoot: string): Connection {
  const root = rootOf(apiRoot);
  let shared = open.get(root.href);
  if (shared === undefined) {
    shared = { root, agent: newAgent(root), shares: 0 };
    open.set(root.href, shared);
  }
  shared.shares += 1;
  return shareOf(shared);
}

function shareOf(shared: Shared): Connection {
  let held = true;
  return {
    root: shared.root,
    agent: shared.agent,
    release: () => {
      if (!held) return;
      held = false;
      shared.shares -= 1;
      if (shared.shares > 0) return;
      open.delete(shared.root.href);
      shared.agent.destroy();
    },
  };
}

function newAgent(root: URL): HttpAgent {
  const options = {
    keepAlive: true,
    timeout: IDLE_SOCKET_MS,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  };
  return root.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
}

function rootOf(apiRoot: string): URL {
  const root = URL.canParse(apiRoot) ? new URL(apiRoot) : null;
  if (root === null || (root.protocol !== 'https:' && root.protocol !== 'http:')) {
    throw new TypeError('the Bot API address must be an http or https URL');
  }
  if (!root.pathname.endsWith('/')) root.pathname += '/';
  return root;
}
