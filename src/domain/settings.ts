/** A tenant's rules as plain data. Durations are minutes unless the name says otherwise. */
export interface TenantSettings {
  /** Starts are offered on this grid of the salon's wall clock, whatever the visit's duration. */
  readonly slotGridMinutes: number;
  readonly horizonDays: number;
  readonly minNoticeMinutes: number;
  /** Cancelling and moving by the client is allowed until this long before the start. */
  readonly changeDeadlineMinutes: number;
  readonly maxActiveBookings: number;
  readonly maxBookingsPerDay: number;
  /** Distances before the start at which reminders are sent, longest first. */
  readonly reminderMinutes: readonly number[];
  readonly address: string | null;
  readonly phone: string | null;
  /** When nobody is written to unasked; null: always allowed. */
  readonly quietHours: QuietHours | null;
  /** How long after the end of a visit its client is asked for an opinion. */
  readonly feedbackDelayMinutes: number;
  /** Answers to what people ask most, as plain text. */
  readonly faq: string | null;
  /** Where the salon is, for the map. */
  readonly location: Location | null;
}

/** What says how a salon's times, words and amounts are written. */
export interface SalonProfile {
  /** IANA zone of the salon. */
  readonly zone: string;
  /** The language of clients who have not chosen one. */
  readonly locale: 'ru' | 'en';
  /** ISO 4217. */
  readonly currency: string;
}

/** Minutes after the salon's midnight; an end before the start is on the next day. The two differ. */
export interface QuietHours {
  readonly startMinute: number;
  readonly endMinute: number;
}

/** Degrees, WGS 84. */
export interface Location {
  readonly latitude: number;
  readonly longitude: number;
}

export const defaultSettings: TenantSettings = {
  slotGridMinutes: 30,
  horizonDays: 90,
  minNoticeMinutes: 60,
  changeDeadlineMinutes: 24 * 60,
  maxActiveBookings: 3,
  maxBookingsPerDay: 3,
  reminderMinutes: [24 * 60, 120, 60],
  address: null,
  phone: null,
  quietHours: { startMinute: 22 * 60, endMinute: 8 * 60 },
  feedbackDelayMinutes: 60,
  faq: null,
  location: null,
};
