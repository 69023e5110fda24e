/** A date on the salon's wall calendar, `YYYY-MM-DD`. */
export type LocalDate = string;

/** Wall-clock minutes after midnight. `endMinute` may exceed 1440: the interval then ends on the next day. */
export interface MinuteInterval {
  readonly startMinute: number;
  readonly endMinute: number;
}

export interface WeeklyInterval extends MinuteInterval {
  /** ISO weekday, 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
}

/** Replaces the weekly hours on every date from `from` to `to`, both inclusive. */
export type ScheduleException =
  | { readonly kind: 'closed'; readonly from: LocalDate; readonly to: LocalDate }
  | {
      readonly kind: 'special';
      readonly from: LocalDate;
      readonly to: LocalDate;
      readonly intervals: readonly MinuteInterval[];
    };

export interface ScheduleRules {
  readonly weekly: readonly WeeklyInterval[];
  /** Taken out of the weekly hours; special hours stand as they are. */
  readonly breaks: readonly WeeklyInterval[];
  readonly exceptions: readonly ScheduleException[];
}

/** Instants in epoch milliseconds, `end` excluded. */
export interface InstantRange {
  readonly start: number;
  readonly end: number;
}

/** What one master brings to a search for one service. */
export interface StaffAvailability {
  readonly staffId: number;
  readonly rules: ScheduleRules;
  /** Bookings with their own buffers added, and blocked time. May overlap, in any order. */
  readonly busy: readonly InstantRange[];
  readonly durationMinutes: number;
  /** Kept free of other bookings around the visit; may reach outside the working hours. */
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
}

export interface AvailabilityQuery {
  readonly zone: string;
  /** First and last local date of starts, both inclusive. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly minNoticeMinutes: number;
  readonly horizonDays: number;
  readonly gridMinutes: number;
  /** Only masters who offer the service. */
  readonly staff: readonly StaffAvailability[];
}

/** A start that fits at least one master as a whole. */
export interface Slot {
  /** Epoch milliseconds. */
  readonly start: number;
  /** Who can take it, in the order of the query. */
  readonly staffIds: readonly number[];
}

export interface DayAvailability {
  readonly date: LocalDate;
  readonly slots: readonly Slot[];
  /** Number of starts the working hours alone would give, without notice, horizon and busy ranges: the scale of load. */
  readonly capacity: number;
}
