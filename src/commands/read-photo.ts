import { serviceTable } from '../db/desk-services.js';
import { staffTable } from '../db/desk-staff.js';
import type { TenantContext } from './tenant-context.js';

/** Whose photo: a service's or a master's. */
export type PhotoOf = 'service' | 'staff';

/** The photo clients may look at, as Telegram's file id; null when there is none (any more). Any number may be asked for. */
export function readPhoto(ctx: TenantContext, of: PhotoOf, id: number): Promise<string | null> {
  return ctx.db.read((tx) => (of === 'service' ? serviceTable : staffTable).findPhoto(tx, id));
}
