import { countUpcoming, storedWithVersions, type StoredSetting } from '../../db/desk-settings.js';
import type { ReadTx } from '../../db/tenant-db.js';
import { groupOf, settingKeys, type OwnSettings, type SettingKey } from '../../domain/setting-rules.js';
import { storedSettingsSchema } from '../read-settings.js';
import { storedProfileSchema } from '../salon-profile.js';
import type { TenantContext } from '../tenant-context.js';

/** A setting as it holds now. */
export interface SettingView<Key extends SettingKey = SettingKey> {
  readonly key: Key;
  readonly value: OwnSettings[Key];
  /** What the registry says, and resetting leads to. */
  readonly starting: OwnSettings[Key];
  /** The owner has changed it. */
  readonly isOwn: boolean;
  /** 0 while it has its starting value; every change makes another one. */
  readonly version: number;
}

/** What may be stored for every setting. */
export const ownSettingsSchema = storedSettingsSchema.extend(storedProfileSchema.shape);

/** Everything the owner can change, as it holds now, in the order of the house. */
export async function readOwnSettings(ctx: TenantContext): Promise<SettingView[]> {
  return ctx.db.read(async (tx) => {
    const stored = await storedWithVersions(tx);
    return settingKeys.map((key) => viewSetting(ctx, key, stored.get(key)));
  });
}

/** One setting as it holds now. */
export async function readOwnSetting(ctx: TenantContext, key: SettingKey): Promise<SettingView> {
  return ctx.db.read((tx) => findSetting(tx, ctx, key));
}

/** As `readOwnSetting`, in a transaction. */
export async function findSetting(tx: ReadTx, ctx: TenantContext, key: SettingKey): Promise<SettingView> {
  return viewSetting(ctx, key, (await storedWithVersions(tx)).get(key));
}

/** How many visits are still to come. */
export async function countVisitsAhead(ctx: TenantContext): Promise<number> {
  return ctx.db.read((tx) => countUpcoming(tx, ctx.clock.now()));
}

/** A stored value that is not valid counts as absent, but keeps its version. */
export function viewSetting(
  ctx: TenantContext,
  key: SettingKey,
  stored: StoredSetting | undefined,
): SettingView {
  const starting = startingOf(ctx)[key];
  const parsed = stored === undefined ? null : ownSettingsSchema.shape[key].safeParse(stored.value);
  const isOwn = parsed?.success === true;
  const value = isOwn ? (parsed.data as OwnSettings[SettingKey]) : starting;
  return { key, value, starting, isOwn, version: stored?.version ?? 0 };
}

function startingOf({ settings, starting }: TenantContext): OwnSettings {
  return { ...settings, ...starting };
}

/** Whether a setting is of the place: it stands in the tenant's context, and the host has to hear of a change. */
export function isOfPlace(key: SettingKey): boolean {
  return groupOf(key) === 'place';
}
