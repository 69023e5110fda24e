import type { MinuteInterval, WeeklyInterval } from '../availability-types.js';
import type { SalonBlueprint } from '../blueprint.js';

export type TemplateLocale = 'ru' | 'en';

/** Builds what a salon of one business starts with. Prices suppose a currency of 100 minor units. */
export type Template = (locale: TemplateLocale) => SalonBlueprint;

export type Localized = Readonly<Record<TemplateLocale, string>>;

export interface ServiceSketch {
  readonly name: Localized;
  readonly description: Localized;
  readonly minutes: number;
  /** Whole roubles; in English whole units of the tenant's own currency. */
  readonly price: Readonly<Record<TemplateLocale, number>>;
  /** Cleaning up, airing, notes: kept free after the visit. */
  readonly afterMinutes?: number;
}

export interface TemplateSketch {
  /** One master, so that clients are not asked whom they want before there is a choice. */
  readonly master: Localized;
  readonly categories: readonly {
    readonly name: Localized;
    readonly services: readonly ServiceSketch[];
  }[];
  readonly weekdays: readonly number[];
  readonly hours: MinuteInterval;
  readonly lunch?: MinuteInterval;
}

export const everyDay = [1, 2, 3, 4, 5, 6, 7] as const;
export const mondayToSaturday = [1, 2, 3, 4, 5, 6] as const;

export const nineToNine: MinuteInterval = { startMinute: 9 * 60, endMinute: 21 * 60 };

/** The lunch hour that starts at `hour` o'clock. */
export function lunchAt(hour: number): MinuteInterval {
  return { startMinute: hour * 60, endMinute: hour * 60 + 60 };
}

/** Puts a sketch into one language. */
export function template(sketch: TemplateSketch): Template {
  const weekly = (interval: MinuteInterval): WeeklyInterval[] =>
    sketch.weekdays.map((weekday) => ({ weekday, ...interval }));
  return (locale) => ({
    staff: [{ name: sketch.master[locale] }],
    services: sketch.categories.flatMap((category) =>
      category.services.map((service) => ({
        name: service.name[locale],
        description: service.description[locale],
        category: category.name[locale],
        priceMinor: service.price[locale] * 100,
        durationMinutes: service.minutes,
        ...(service.afterMinutes === undefined ? {} : { bufferAfterMinutes: service.afterMinutes }),
      })),
    ),
    hours: weekly(sketch.hours),
    breaks: sketch.lunch === undefined ? [] : weekly(sketch.lunch),
  });
}
