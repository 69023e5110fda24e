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
};
