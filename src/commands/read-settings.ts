import { z } from 'zod';
import { storedSettings } from '../db/settings.js';
import type { ReadTx } from '../db/tenant-db.js';
import type { TenantSettings } from '../domain/settings.js';
import { isSameProfile, profileChanges } from './salon-profile.js';
import type { TenantContext } from './tenant-context.js';

const day = 24 * 60;
const minutes = z.number().int().min(0);
const text = z.string().trim().min(1).max(300).nullable();
const minuteOfDay = minutes.max(day - 1);

/** What may be stored for each setting; a stored value of any other shape counts as absent. */
export const storedSettingsSchema = z.object({
  slotGridMinutes: z.number().int().min(1).max(day),
  horizonDays: z.number().int().min(1).max(730),
  minNoticeMinutes: minutes.max(60 * day),
  changeDeadlineMinutes: minutes.max(60 * day),
  maxActiveBookings: z.number().int().min(1).max(1000),
  maxBookingsPerDay: z.number().int().min(1).max(1000),
  reminderMinutes: z.array(minutes.min(1).max(60 * day)).max(10),
  address: text,
  phone: text,
  quietHours: z
    .object({ startMinute: minuteOfDay, endMinute: minuteOfDay })
    .refine(({ startMinute, endMinute }) => startMinute !== endMinute)
    .nullable(),
  feedbackDelayMinutes: minutes.max(7 * day),
  faq: z.string().trim().min(1).max(2000).nullable(),
  location: z
    .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .nullable(),
} satisfies Record<keyof TenantSettings, z.ZodType>);

const saidOfTenant = new WeakMap<TenantContext, Set<string>>();

/** The tenant's settings now: the registry's starting values, and over them what the owner changed later. */
export async function readSettings(tx: ReadTx, ctx: TenantContext): Promise<TenantSettings> {
  return mergeSettings(ctx, await storedSettings(tx));
}

/** The registry's starting values and, over them, stored ones as far as they are valid. */
export function mergeSettings(ctx: TenantContext, stored: ReadonlyMap<string, unknown>): TenantSettings {
  // Another process may have changed them; this one learns it with the first settings it reads after that.
  if (!isSameProfile({ ...ctx.starting, ...profileChanges(stored) }, ctx)) void ctx.profileChanged();
  const changed: Record<string, unknown> = {};
  for (const [key, value] of stored) {
    if (!isSetting(key)) continue;
    const parsed = storedSettingsSchema.shape[key].safeParse(value);
    if (parsed.success) changed[key] = parsed.data;
    else warnOnce(ctx, key);
  }
  return { ...ctx.settings, ...changed };
}

function isSetting(key: string): key is keyof TenantSettings {
  return Object.hasOwn(storedSettingsSchema.shape, key);
}

/** Settings are read on almost every press; a bad one is worth one line per start. */
function warnOnce(ctx: TenantContext, key: string): void {
  const said = saidOfTenant.get(ctx) ?? new Set();
  saidOfTenant.set(ctx, said);
  if (said.has(key)) return;
  said.add(key);
  ctx.log.warn({ tenant: ctx.id, setting: key }, 'a stored setting is not valid; the starting value holds');
}
