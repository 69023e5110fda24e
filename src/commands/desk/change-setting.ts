import { isDeepStrictEqual } from 'node:util';
import {
  changeServicesCurrency,
  dropSetting,
  lockSettings,
  storedWithVersions,
  storeSetting,
} from '../../db/desk-settings.js';
import { once, type Done } from '../../db/processed-updates.js';
import type { WriteTx } from '../../db/tenant-db.js';
import { minorDigits } from '../../domain/place.js';
import type { SettingKey } from '../../domain/setting-rules.js';
import { planDigests } from '../plan-desk-notices.js';
import { mergeSettings } from '../read-settings.js';
import { profileChanges, storedProfileSchema } from '../salon-profile.js';
import type { Cause, TenantContext } from '../tenant-context.js';
import { audit, type Admin } from './admin.js';
import { replanAhead, type SendingRules } from './replan-notifications.js';
import { findSetting, isOfPlace, ownSettingsSchema, type SettingView } from './settings.js';

/** What somebody wants a setting to be. */
export interface SettingOrder {
  readonly key: SettingKey;
  /** Null: the starting value of the registry. */
  readonly to: { readonly value: unknown } | null;
  /** Of the setting as the person saw it. */
  readonly expectedVersion: number;
}

export type ChangeSettingResult =
  | {
      readonly outcome: 'saved';
      readonly setting: SettingView;
      /** Visits whose reminders were planned anew; null when the setting says nothing about them. */
      readonly replanned: number | null;
      /** Services that have another currency now; null when that is not what changed. */
      readonly services: number | null;
    }
  /** It has that value already. */
  | { readonly outcome: 'same'; readonly setting: SettingView }
  /** Somebody else has changed it meanwhile; nothing was done. */
  | { readonly outcome: 'changed'; readonly setting: SettingView }
  /** No value of this setting. */
  | { readonly outcome: 'invalid' };

type Verdict =
  | { readonly outcome: 'saved'; readonly replanned: number | null; readonly services: number | null }
  | { readonly outcome: 'same' | 'changed' };

const decideSending: ReadonlySet<SettingKey> = new Set([
  'reminderMinutes',
  'quietHours',
  'feedbackDelayMinutes',
  'zone',
]);

/**
 * Changes a setting, or gives it back its starting value: effective with the commit, for whatever is read after it. With
 * it, in the same transaction: what waits to be sent is planned anew when the setting decides that, services get the new
 * currency (bookings keep the one they were made in), and the audit log has old and new. Visits keep their instants when
 * the zone changes.
 */
export async function changeSetting(
  ctx: TenantContext,
  by: Admin,
  { updateId }: Cause,
  order: SettingOrder,
): Promise<ChangeSettingResult> {
  const { key, to } = order;
  const parsed = to === null ? null : ownSettingsSchema.shape[key].safeParse(to.value);
  if (parsed?.success === false) return { outcome: 'invalid' };
  const now = ctx.clock.now();
  const result = await ctx.db.transact((tx) =>
    once<Verdict, ChangeSettingResult>(
      tx,
      { updateId, verb: 'change-setting', now },
      () => write(tx, ctx, by, { key, to: parsed === null ? null : { value: parsed.data }, now }, order),
      async (verdict) => ({ ...verdict, setting: await findSetting(tx, ctx, key) }),
    ),
  );
  if (result.outcome === 'saved') await spread(ctx, key);
  return result;
}

/** What is told after the commit; doing it twice does no harm. */
async function spread(ctx: TenantContext, key: SettingKey): Promise<void> {
  if (isOfPlace(key)) await ctx.profileChanged();
  if (!decideSending.has(key)) return;
  // A visit that was booked while the change was being made may have been planned by the old rules.
  const now = ctx.clock.now();
  await ctx.db.transact(async (tx) => replanAhead(tx, await sendingRules(tx, ctx), now));
  ctx.wake();
}

interface Change {
  readonly key: SettingKey;
  readonly to: { readonly value: unknown } | null;
  readonly now: number;
}

async function write(
  tx: WriteTx,
  ctx: TenantContext,
  by: Admin,
  change: Change,
  { expectedVersion }: SettingOrder,
): Promise<Done<Verdict, ChangeSettingResult>> {
  const { key, to, now } = change;
  await lockSettings(tx);
  const before = await findSetting(tx, ctx, key);
  if (before.version !== expectedVersion) return plain('changed', before);
  const wanted = to === null ? before.starting : to.value;
  if (isDeepStrictEqual(before.value, wanted) && before.isOwn === (to !== null)) return plain('same', before);
  if (to === null) await dropSetting(tx, key);
  else await storeSetting(tx, key, to.value, now);
  await audit(tx, by, {
    ...{
      action: to === null ? 'setting.reset' : 'setting.edit',
      subject: 'setting',
      subjectId: key,
      at: now,
    },
    ...{ old: before.value, new: wanted },
  });
  const setting = await findSetting(tx, ctx, key);
  const services = await recount(tx, before, setting);
  const rules = decideSending.has(key) ? await sendingRules(tx, ctx) : null;
  const replanned = rules === null ? null : await replanAhead(tx, rules, now);
  if (rules !== null && key === 'zone') await planDigests(tx, ctx, rules.zone);
  const verdict = { outcome: 'saved', replanned, services } as const;
  return { outcome: verdict, answer: { ...verdict, setting } };
}

function plain(outcome: 'same' | 'changed', setting: SettingView): Done<Verdict, ChangeSettingResult> {
  return { outcome: { outcome }, answer: { outcome, setting } };
}

/** Services cost the same number of the new currency's units. Null: it is not the currency that changed. */
async function recount(tx: WriteTx, before: SettingView, after: SettingView): Promise<number | null> {
  if (after.key !== 'currency') return null;
  const { currency: from } = storedProfileSchema.pick({ currency: true }).parse({ currency: before.value });
  const { currency: to } = storedProfileSchema.pick({ currency: true }).parse({ currency: after.value });
  return changeServicesCurrency(tx, to, 10 ** (minorDigits(to) - minorDigits(from)));
}

/** The rules of sending as they are stored now, in the zone that is stored now: the context still has the old one. */
async function sendingRules(tx: WriteTx, ctx: TenantContext): Promise<SendingRules> {
  const stored = new Map([...(await storedWithVersions(tx))].map(([key, { value }]) => [key, value]));
  const profile = { ...ctx.starting, ...profileChanges(stored) };
  return { ...mergeSettings({ ...ctx, ...profile }, stored), zone: profile.zone };
}
