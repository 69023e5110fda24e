import { z } from 'zod';
import { storedSettingsAndTexts } from '../db/settings.js';
import type { TenantDb } from '../db/tenant-db.js';
import { isCurrency, isZone } from '../domain/place.js';
import type { SalonProfile } from '../domain/settings.js';

/** What may be stored of a salon's profile; a stored value of any other shape counts as absent. */
export const storedProfileSchema = z.object({
  zone: z.string().max(60).refine(isZone),
  locale: z.enum(['ru', 'en']),
  currency: z.string().refine(isCurrency),
} satisfies Record<keyof SalonProfile, z.ZodType>);

const keys = ['zone', 'locale', 'currency'] as const satisfies readonly (keyof SalonProfile)[];

/** What the owner changed of the profile, as far as it is valid. */
export function profileChanges(stored: ReadonlyMap<string, unknown>): Partial<SalonProfile> {
  const changes: Record<string, unknown> = {};
  for (const key of keys) {
    if (!stored.has(key)) continue;
    const parsed = storedProfileSchema.shape[key].safeParse(stored.get(key));
    if (parsed.success) changes[key] = parsed.data;
  }
  return changes;
}

/** What the owner changed of what the bot is and says. */
export interface OwnersChanges {
  readonly profile: Partial<SalonProfile>;
  /** For `readTexts`. */
  readonly textsVersion: number | null;
}

/** Of a salon whose tables are empty. */
export const noOwnersChanges: OwnersChanges = { profile: {}, textsVersion: null };

/** The changes, read from the tenant's database. */
export async function readOwnersChanges(db: TenantDb): Promise<OwnersChanges> {
  const { settings, textsVersion } = await db.read(storedSettingsAndTexts);
  return { profile: profileChanges(settings), textsVersion };
}

/** Whether two profiles say the same. */
export function isSameProfile(one: SalonProfile, other: SalonProfile): boolean {
  return keys.every((key) => one[key] === other[key]);
}
