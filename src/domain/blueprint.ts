import type { WeeklyInterval } from './availability-types.js';

/** What a salon starts with: filled in once, on the first start of an empty tenant. */
export interface SalonBlueprint {
  readonly services: readonly ServiceBlueprint[];
  readonly staff: readonly StaffBlueprint[];
  readonly hours: readonly WeeklyInterval[];
  readonly breaks: readonly WeeklyInterval[];
}

export interface ServiceBlueprint {
  readonly name: string;
  readonly description?: string;
  readonly category?: string;
  /** Minor units of the tenant's currency. */
  readonly priceMinor: number;
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes?: number;
  readonly bufferAfterMinutes?: number;
}

export interface StaffBlueprint {
  readonly name: string;
  readonly about?: string;
  /** Names of the services this master offers; all of them when absent. */
  readonly services?: readonly string[];
  /** Own weekly hours; the salon's when absent. */
  readonly hours?: readonly WeeklyInterval[];
}
