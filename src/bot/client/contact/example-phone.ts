import { getExampleNumber, isSupportedCountry } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json';

const fallbackCountry = 'RU';

/** A mobile number of the country as people write it: `+7 912 345 67 89`. */
export function examplePhone(country: string): string {
  const region = isSupportedCountry(country) ? country : fallbackCountry;
  return getExampleNumber(region, examples)?.formatInternational() ?? '';
}
