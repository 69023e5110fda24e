import type { SalonProfile, TenantSettings } from './settings.js';

/** Everything the owner can change about how the salon works. */
export type OwnSettings = TenantSettings & SalonProfile;
export type SettingKey = keyof OwnSettings;

const hour = 60;
const day = 24 * hour;

/** How a setting is written, and within which limits. Minutes unless the name says otherwise. */
export type SettingRule =
  /** `bare`: how many minutes a number without a unit means; null: it has to have one. */
  | { readonly kind: 'duration'; readonly min: number; readonly max: number; readonly bare: number | null }
  | { readonly kind: 'days'; readonly min: number; readonly max: number }
  | { readonly kind: 'count'; readonly min: number; readonly max: number }
  | { readonly kind: 'reminders'; readonly most: number; readonly min: number; readonly max: number }
  | { readonly kind: 'quiet' }
  | { readonly kind: 'text'; readonly most: number }
  | { readonly kind: 'phone' | 'location' | 'zone' | 'currency' | 'locale' };

export const settingRules = {
  slotGridMinutes: { kind: 'duration', min: 5, max: day, bare: 1 },
  horizonDays: { kind: 'days', min: 1, max: 730 },
  minNoticeMinutes: { kind: 'duration', min: 0, max: 30 * day, bare: null },
  changeDeadlineMinutes: { kind: 'duration', min: 0, max: 30 * day, bare: null },
  maxActiveBookings: { kind: 'count', min: 1, max: 100 },
  maxBookingsPerDay: { kind: 'count', min: 1, max: 100 },
  reminderMinutes: { kind: 'reminders', most: 10, min: 5, max: 30 * day },
  quietHours: { kind: 'quiet' },
  feedbackDelayMinutes: { kind: 'duration', min: 0, max: 7 * day, bare: null },
  address: { kind: 'text', most: 200 },
  phone: { kind: 'phone' },
  faq: { kind: 'text', most: 2000 },
  location: { kind: 'location' },
  zone: { kind: 'zone' },
  currency: { kind: 'currency' },
  locale: { kind: 'locale' },
} as const satisfies Record<SettingKey, SettingRule>;

export const settingKeys = Object.keys(settingRules) as readonly SettingKey[];

/** Settings side by side on one screen. */
export const settingGroups = {
  booking: [
    'slotGridMinutes',
    'horizonDays',
    'minNoticeMinutes',
    'changeDeadlineMinutes',
    'maxActiveBookings',
    'maxBookingsPerDay',
  ],
  messages: ['reminderMinutes', 'quietHours', 'feedbackDelayMinutes'],
  salon: ['address', 'phone', 'location', 'faq'],
  place: ['zone', 'currency', 'locale'],
} as const satisfies Record<string, readonly SettingKey[]>;

export type SettingGroup = keyof typeof settingGroups;
export const settingGroupNames = Object.keys(settingGroups) as readonly SettingGroup[];

/** Where a setting stands. */
export function groupOf(key: SettingKey): SettingGroup {
  return (
    settingGroupNames.find((group) => (settingGroups[group] as readonly SettingKey[]).includes(key)) ??
    'salon'
  );
}

/** Values that most salons choose from, for a button each. Zones and currencies depend on the salon's country. */
export const settingPresets: { readonly [Key in SettingKey]: readonly OwnSettings[Key][] } = {
  slotGridMinutes: [10, 15, 20, 30, 60],
  horizonDays: [14, 30, 60, 90, 180],
  minNoticeMinutes: [0, 30, hour, 2 * hour, 3 * hour, day],
  changeDeadlineMinutes: [0, 2 * hour, 6 * hour, 12 * hour, day, 2 * day],
  maxActiveBookings: [1, 2, 3, 5, 10],
  maxBookingsPerDay: [1, 2, 3, 5, 10],
  reminderMinutes: [[day, 2 * hour, hour], [day, 2 * hour], [day], [2 * hour], []],
  quietHours: [
    { startMinute: 22 * hour, endMinute: 8 * hour },
    { startMinute: 21 * hour, endMinute: 9 * hour },
    { startMinute: 23 * hour, endMinute: 7 * hour },
    null,
  ],
  feedbackDelayMinutes: [0, 30, hour, 3 * hour, day],
  address: [],
  phone: [],
  faq: [],
  location: [],
  zone: [],
  currency: [],
  locale: ['ru', 'en'],
};
