import { salonHours } from '../db/schedule.js';
import type { WeeklyInterval } from '../domain/availability-types.js';
import type { Location } from '../domain/settings.js';
import { readSettings } from './read-settings.js';
import type { TenantContext } from './tenant-context.js';

export interface SalonInfo {
  readonly name: string;
  readonly address: string | null;
  readonly phone: string | null;
  /** Where the salon is, for the map. */
  readonly location: Location | null;
  /** Answers to what people ask most, as plain text. */
  readonly faq: string | null;
  /** IANA zone of all times shown. */
  readonly zone: string;
  /** The salon's weekly hours, in the order of the week. */
  readonly hours: readonly WeeklyInterval[];
}

/** What a client may want to know about the salon itself. */
export async function readSalonInfo(ctx: TenantContext): Promise<SalonInfo> {
  return ctx.db.read(async (tx) => {
    const { address, phone, location, faq } = await readSettings(tx, ctx);
    return { name: ctx.name, address, phone, location, faq, zone: ctx.zone, hours: await salonHours(tx) };
  });
}
