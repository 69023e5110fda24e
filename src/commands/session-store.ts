import type { SessionKey } from '../db/sessions.js';

/**
 * Keeps conversations of one tenant, each for 30 minutes from its last use. None of the calls rejects when the place where
 * they are kept is away: what was kept is then found in this process.
 */
export interface SessionStore {
  read(key: SessionKey): Promise<unknown>;
  save(key: SessionKey, state: object): Promise<void>;
  end(key: SessionKey): Promise<void>;
}
