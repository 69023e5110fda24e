import type { SessionKey } from '../db/sessions.js';

/** Whose conversation, and which of the person's updates changes it. */
export interface SessionTurn extends SessionKey {
  readonly updateId: number;
}

/**
 * Keeps conversations of one tenant, each for 30 minutes from its last use. None of the calls rejects when the place where
 * they are kept is away: what was kept is then found in this process. What an update changes never replaces what a later
 * update of the same person has changed, in whichever process.
 */
export interface SessionStore {
  read(key: SessionKey): Promise<unknown>;
  save(turn: SessionTurn, state: object): Promise<void>;
  end(turn: SessionTurn): Promise<void>;
}
