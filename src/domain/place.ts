import { IANAZone } from 'luxon';

const currencies = new Set(Intl.supportedValuesOf('currency'));
const knownZones = new Set<string>();

/** Whether a name is one of the zones of the IANA database. */
export function isZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  const isKnown = IANAZone.isValidZone(name);
  if (isKnown) knownZones.add(name);
  return isKnown;
}

/** Whether a code is an ISO 4217 currency in use. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** How many digits an amount of a currency has behind the point: 2 for most, 0 for yen. */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** The currency a person means by its code or its sign, in any case; null when there is none. */
export function findCurrency(typed: string): string | null {
  const text = typed.trim();
  const code = text.toUpperCase();
  return isCurrency(code) ? code : (signs.get(text.toLowerCase()) ?? null);
}

const signs: ReadonlyMap<string, string> = new Map([
  ['₽', 'RUB'],
  ['руб', 'RUB'],
  ['рубли', 'RUB'],
  ['$', 'USD'],
  ['€', 'EUR'],
  ['евро', 'EUR'],
  ['£', 'GBP'],
  ['₸', 'KZT'],
  ['тенге', 'KZT'],
  ['₾', 'GEL'],
  ['֏', 'AMD'],
  ['₴', 'UAH'],
  ['₺', 'TRY'],
]);

/**
 * The zone a person means: its name, or the city in it, in English or in `locale`'s words; null when there is none.
 * Looks at every zone, about 400, when the name is not one itself: in no time when the cities' names were learnt.
 */
export function findZone(typed: string, locale: string): string | null {
  const text = typed.trim().slice(0, 60);
  if (text === '') return null;
  const wanted = plain(text);
  const zones = Intl.supportedValuesOf('timeZone');
  const exact = zones.find((zone) => plain(zone) === wanted);
  if (exact !== undefined) return exact;
  if (text.includes('/') && isZone(text)) return text;
  const ofCity = zones.find((zone) => plain(cityOf(zone)) === wanted);
  return ofCity ?? zones.find((zone) => plain(cityName(zone, locale)) === wanted) ?? null;
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

const cityOf = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');

/** By zone and language: asking takes up to a quarter of a millisecond each time. */
const cityNames = new Map<string, string>();
const learntInOneGo = 10;

/** Learns what the cities of all zones are called in a language; awaits `breathe` after every few of them. */
export async function learnCityNames(locale: string, breathe: () => Promise<unknown>): Promise<void> {
  for (const [index, zone] of Intl.supportedValuesOf('timeZone').entries()) {
    cityName(zone, locale);
    if (index % learntInOneGo === 0) await breathe();
  }
}

/** The name of a zone's city in a language, as far as the language has one. */
export function cityName(zone: string, locale: string): string {
  if (locale === 'en') return cityOf(zone);
  const key = `${locale} ${zone}`;
  const name = cityNames.get(key) ?? askForCity(zone, locale);
  cityNames.set(key, name);
  return name;
}

function askForCity(zone: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortGeneric' });
  const name = format.formatToParts(0).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name === '' || /[A-Za-z\d]/.test(name) ? cityOf(zone) : name;
}

/** `UTC+3`, `UTC+5:30`: how a zone's clocks stand at an instant (epoch milliseconds). */
export function utcOffset(zone: string, instant: number): string {
  const minutes = Math.round(IANAZone.create(zone).offset(instant));
  const rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** Zones that a salon of this country (ISO 3166 alpha-2) may be in, one for each clock, at most `most`, west to east. */
export function zonesOfCountry(country: string, now: number, most: number): string[] {
  const homes = /^[A-Z]{2}$/.test(country) ? timeZonesOf(new Intl.Locale(`und-${country}`)) : [];
  const byOffset = new Map<number, string>();
  for (const zone of homes.toSorted((a, b) => rank(a) - rank(b))) {
    const offset = IANAZone.create(zone).offset(now);
    if (!byOffset.has(offset)) byOffset.set(offset, zone);
  }
  return [...byOffset]
    .sort(([a], [b]) => a - b)
    .map(([, zone]) => zone)
    .slice(0, most);
}

/** Of zones with one clock, the one that most people know comes first. */
const wellKnown = [
  'Europe/Moscow',
  'Europe/Samara',
  'Asia/Yekaterinburg',
  'Asia/Novosibirsk',
  'Asia/Yakutsk',
  'Asia/Vladivostok',
  'Asia/Kamchatka',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
];

function rank(zone: string): number {
  const index = wellKnown.indexOf(zone);
  return index < 0 ? wellKnown.length : index;
}

/** A method in newer engines, a property in older ones. */
function timeZonesOf(locale: Intl.Locale): readonly string[] {
  const both = locale as { readonly timeZones?: readonly string[]; getTimeZones?(): readonly string[] };
  return both.getTimeZones?.() ?? both.timeZones ?? [];
}
