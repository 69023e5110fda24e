import { isSupportedCountry } from 'libphonenumber-js/max';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { Environment } from './env.js';
import { settingsSchema, text } from './registry-settings.js';
import { databaseVariable } from './secrets.js';
import { hint } from './suggest.js';

/** What the entries of a registry are checked against besides their form. */
export interface RegistrySurroundings {
  readonly variables: Environment;
  readonly templates: readonly string[];
}

export const tenantIdPattern = /^[a-z][a-z0-9_]{1,30}$/;

const tokenPattern = /^\d{6,12}:[A-Za-z0-9_-]{30,64}$/;
const variablePattern = /\$\{([^}]*)\}/g;

/** Puts the values of `${VARIABLE}` into the text, and tells which of them are not set. */
export function substitute(written: string, variables: Environment): { value: string; missing: string[] } {
  const missing: string[] = [];
  const value = written.replace(variablePattern, (_, name: string) => {
    if (!Object.hasOwn(variables, name)) missing.push(name);
    return variables[name] ?? '';
  });
  return { value: value.trim(), missing };
}

function tokenSchema(variables: Environment) {
  return text(300).transform((written, context) => {
    const { value, missing } = substitute(written, variables);
    if (missing.length > 0) {
      const names = `${missing.length > 1 ? 'variables' : 'variable'} ${missing.join(', ')}`;
      context.addIssue({
        code: 'custom',
        message: `the environment ${names} is not set; set it for the process or in .env`,
      });
      return z.NEVER;
    }
    if (tokenPattern.test(value)) return value;
    context.addIssue({
      code: 'custom',
      message: 'is not a bot token; copy it from @BotFather whole: digits, a colon, 35 characters',
    });
    return z.NEVER;
  });
}

const telegramIds = z.array(
  z
    .int('must be a Telegram id: a whole number without quotes')
    .positive('must be the Telegram id of a person'),
  'must be a list of Telegram ids such as [123456789]',
);

// Asking costs a third of a millisecond, and a thousand salons live in few zones.
const knownZones = new Set<string>();

function isZone(name: string): boolean {
  const isValid = knownZones.has(name) || IANAZone.isValidZone(name);
  if (isValid) knownZones.add(name);
  return isValid;
}

const timezone = text(60).refine(isZone, {
  error: ({ input }) =>
    `is not a time zone such as Europe/Moscow${hint(String(input), Intl.supportedValuesOf('timeZone'))}`,
});

const country = text(20).refine((code) => isSupportedCountry(code), {
  error: ({ input }) =>
    `is not a country code such as RU${input === 'UK' ? '; did you mean "GB"?' : '; use two capital letters'}`,
});

const currencies = new Set(Intl.supportedValuesOf('currency'));

const currency = text(20).refine((code) => currencies.has(code), {
  error: 'is not a currency code such as RUB; use three capital letters',
});

const place = {
  locale: z.enum(['ru', 'en'], { error: 'must be ru or en' }).optional(),
  timezone: timezone.optional(),
  country: country.optional(),
  currency: currency.optional(),
};

export const defaultsSchema = z.strictObject(place, 'must be a list of fields');

function templateSchema(templates: readonly string[]) {
  return text(60).refine((name) => templates.includes(name), {
    error: ({ input }) =>
      `there is no such template; known are ${templates.join(', ')}${hint(String(input), templates)}`,
  });
}

function databaseSchema(variables: Environment) {
  return text(40)
    .regex(/^[a-z][a-z0-9_]*$/, 'must be a name of small letters, digits and _')
    .refine((name) => name === 'default' || Object.hasOwn(variables, databaseVariable(name)), {
      error: ({ input }) =>
        `the environment variable ${databaseVariable(String(input))} is not set; it has to hold this database's URL`,
    });
}

function tenantSchema({ variables, templates }: RegistrySurroundings) {
  return z.strictObject(
    {
      name: text(64),
      token: tokenSchema(variables),
      owners: telegramIds.default([]),
      state: z.enum(['active', 'suspended'], { error: 'must be active or suspended' }).default('active'),
      template: templateSchema(templates).nullable().default(null),
      settings: settingsSchema.nullish(),
      ...place,
      database: databaseSchema(variables).default('default'),
    },
    'must be a list of fields, at least name and token',
  );
}

function platformSchema(variables: Environment) {
  const bot = z.strictObject({ token: tokenSchema(variables) }, 'must be { token: … }').nullish();
  return z.strictObject(
    { operators: telegramIds.default([]), concierge: bot, sales: bot },
    'must be a list of fields',
  );
}

export function registrySchema(surroundings: RegistrySurroundings) {
  return z.strictObject(
    {
      defaults: defaultsSchema.nullish(),
      platform: platformSchema(surroundings.variables).nullish(),
      tenants: z
        .record(z.string(), tenantSchema(surroundings), 'must be a list of salons by their id')
        .nullish(),
    },
    'must have the fields defaults, platform and tenants',
  );
}

export type WrittenRegistry = z.output<ReturnType<typeof registrySchema>>;
export type WrittenTenant = NonNullable<WrittenRegistry['tenants']>[string];

/** The fields that may stand at a path of the file, to say what was probably meant. */
export function fieldsAt(path: readonly PropertyKey[]): string[] {
  const [top, second, third] = path;
  if (top === undefined) return ['defaults', 'platform', 'tenants'];
  if (top === 'defaults') return Object.keys(defaultsSchema.shape);
  if (top === 'platform') return second === undefined ? ['operators', 'concierge', 'sales'] : ['token'];
  if (third === 'settings') return Object.keys(settingsSchema.shape);
  return Object.keys(tenantSchema({ variables: {}, templates: [] }).shape);
}
