import { z } from 'zod';
import { defaultSettings, type TenantSettings } from '../domain/settings.js';
import { durationExamples, parseDuration } from './duration.js';

const day = 24 * 60;

/** Text of bounded length; a number or a truth value that YAML made of it is refused with the way to write it. */
export function text(maxLength: number): z.ZodString {
  return z
    .string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be text; put it in quotes') })
    .trim()
    .min(1, 'must not be empty')
    .max(maxLength, `must not be longer than ${maxLength} characters`);
}

export function wholeNumber(min: number, max: number): z.ZodInt {
  const message = `must be a whole number from ${min} to ${max}, without quotes`;
  return z.int(message).min(min, message).max(max, message);
}

function minutes(min: number, max: number, unit = 1, limits = durationExamples) {
  return z.string(`must be ${durationExamples}`).transform((value, context) => {
    const parsed = parseDuration(value);
    if (parsed !== null && parsed >= min && parsed <= max && parsed % unit === 0) return parsed;
    context.addIssue({ code: 'custom', message: `must be ${parsed === null ? durationExamples : limits}` });
    return z.NEVER;
  });
}

const phone = z
  .string('must be text; put the phone number in quotes, such as "+74951234567"')
  .transform((value) => value.replace(/[\s().-]/g, ''))
  .pipe(
    z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be an international phone number such as "+74951234567"'),
  );

const quietHoursExample = 'must be two times of day such as "22:00-08:00", or null for none';

const quietHours = z.string(quietHoursExample).transform((value, context) => {
  const times = /^([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)$/.exec(value.trim());
  const [, fromHour, fromMinute, toHour, toMinute] = (times ?? []).map(Number);
  const startMinute = (fromHour ?? 0) * 60 + (fromMinute ?? 0);
  const endMinute = (toHour ?? 0) * 60 + (toMinute ?? 0);
  if (times !== null && startMinute !== endMinute) return { startMinute, endMinute };
  context.addIssue({ code: 'custom', message: quietHoursExample });
  return z.NEVER;
});

function degrees(most: number) {
  const message = `must be degrees from -${most} to ${most}, without quotes`;
  return z.number(message).min(-most, message).max(most, message);
}

const location = z
  .strictObject({ lat: degrees(90), lon: degrees(180) }, 'must be { lat: 55.75, lon: 37.62 }')
  .transform(({ lat, lon }) => ({ latitude: lat, longitude: lon }));

export const settingsSchema = z.strictObject({
  slot_grid: minutes(5, day, 1, 'from 5m to 24h').optional(),
  horizon: minutes(day, 730 * day, day, 'whole days, from 1d to 730d').optional(),
  horizon_days: wholeNumber(1, 730).optional(),
  min_notice: minutes(0, 30 * day, 1, 'from 0m to 30d').optional(),
  change_deadline: minutes(0, 30 * day, 1, 'from 0m to 30d').optional(),
  max_active_bookings: wholeNumber(1, 100).optional(),
  max_bookings_per_day: wholeNumber(1, 100).optional(),
  reminders: z
    .array(minutes(5, 30 * day, 1, 'from 5m to 30d'), 'must be a list such as [24h, 2h]')
    .max(10, 'must have 10 entries at most')
    .refine((list) => new Set(list).size === list.length, 'must not have the same distance twice')
    .optional(),
  address: text(200).nullable().optional(),
  phone: phone.nullable().optional(),
  quiet_hours: quietHours.nullable().optional(),
  feedback_delay: minutes(0, 7 * day, 1, 'from 0m to 7d').optional(),
  faq: text(2000).nullable().optional(),
  location: location.nullable().optional(),
});

/** What the file says over what holds when it says nothing. */
export function toSettings(written: z.output<typeof settingsSchema>): TenantSettings {
  const fallback = defaultSettings;
  return {
    slotGridMinutes: written.slot_grid ?? fallback.slotGridMinutes,
    horizonDays: written.horizon_days ?? (written.horizon ?? fallback.horizonDays * day) / day,
    minNoticeMinutes: written.min_notice ?? fallback.minNoticeMinutes,
    changeDeadlineMinutes: written.change_deadline ?? fallback.changeDeadlineMinutes,
    maxActiveBookings: written.max_active_bookings ?? fallback.maxActiveBookings,
    maxBookingsPerDay: written.max_bookings_per_day ?? fallback.maxBookingsPerDay,
    reminderMinutes: (written.reminders ?? fallback.reminderMinutes).toSorted((a, b) => b - a),
    address: written.address ?? fallback.address,
    phone: written.phone ?? fallback.phone,
    // Null is an answer here: no quiet hours.
    quietHours: written.quiet_hours === undefined ? fallback.quietHours : written.quiet_hours,
    feedbackDelayMinutes: written.feedback_delay ?? fallback.feedbackDelayMinutes,
    faq: written.faq ?? fallback.faq,
    location: written.location ?? fallback.location,
  };
}
