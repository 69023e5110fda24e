import { deleteExpiredSessions, findSession, upsertSession } from '../db/sessions.js';
import type { TenantDb } from '../db/tenant-db.js';
import type { Clock } from '../lib/clock.js';
import type { SessionShelf } from './sessions.js';

/** Conversations in the tenant's own database, which is called `place` in the log when it is away. */
export function databaseSessions(db: TenantDb, clock: Clock, place: string): SessionShelf {
  return {
    place,
    mayForget: false,
    find: (key) => db.read((tx) => findSession(tx, key), 'at once'),
    put: (key, session) =>
      db.transact(async (tx) => {
        const now = clock.now();
        const isKept = await upsertSession(tx, key, session, now);
        await deleteExpiredSessions(tx, now);
        return isKept;
      }),
  };
}
