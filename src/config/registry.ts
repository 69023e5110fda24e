import type { z } from 'zod';
import { templateNames } from '../domain/templates.js';
import type { Environment } from './env.js';
import { fieldsAt, registrySchema, substitute, tenantIdPattern } from './registry-schema.js';
import type { WrittenRegistry, WrittenTenant } from './registry-schema.js';
import { toSettings } from './registry-settings.js';
import { readSource, type RegistrySource } from './registry-source.js';
import { RegistryProblem, type Registry, type RegistryReading, type TenantConfig } from './registry-types.js';
import { hint } from './suggest.js';

export * from './registry-types.js';

type Path = readonly PropertyKey[];
type Report = (path: Path, message: string, of?: 'key' | 'value') => void;

const houseDefaults = { locale: 'ru', timezone: 'Europe/Moscow', country: 'RU', currency: 'RUB' } as const;

/**
 * Reads the text of `tenants.yaml`: either a registry in which everything is right, or all that is wrong with it.
 * `file` is what the problems call it, `variables` is where `${VARIABLE}` is looked up.
 */
export function parseRegistry(
  text: string,
  file: string,
  variables: Environment,
  knownTemplates: readonly string[] = templateNames(),
): RegistryReading {
  const source = readSource(text);
  const problems = source.problems.map(({ line, message }) => new RegistryProblem(file, line, '', message));
  const report: Report = (path, message, of) =>
    problems.push(new RegistryProblem(file, source.lineOf(path, of), fieldName(path), message));
  if (source.value === null && problems.length > 0) return { ok: false, problems };

  const parsed = registrySchema({ variables, templates: knownTemplates }).safeParse(source.value ?? {});
  if (!parsed.success) onePerField(parsed.error.issues).forEach((issue) => reportIssue(issue, report));
  const tokens = writtenTokens(source);
  reportIds(source, report);
  reportDuplicateTokens(tokens, variables, report);
  if (parsed.success) reportContradictions(parsed.data, report);

  if (!parsed.success || problems.length > 0) return { ok: false, problems: inOrder(problems) };
  return { ok: true, registry: toRegistry(parsed.data, tokens) };
}

function fieldName(path: Path): string {
  return path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : `${name}${name && '.'}${String(step)}`),
    '',
  );
}

function inOrder(problems: readonly RegistryProblem[]): RegistryProblem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function onePerField(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const seen = new Set<string>();
  return issues.filter((issue) => {
    const place = `${issue.code === 'unrecognized_keys' ? 'keys of ' : ''}${fieldName(issue.path)}`;
    return !seen.has(place) && seen.add(place);
  });
}

function reportIssue(issue: z.core.$ZodIssue, report: Report): void {
  if (issue.code !== 'unrecognized_keys') {
    report(issue.path, issue.message);
    return;
  }
  const known = fieldsAt(issue.path);
  for (const key of issue.keys) {
    const meant = hint(key, known);
    report([...issue.path, key], `unknown key${meant || `; known are ${known.join(', ')}`}`, 'key');
  }
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function reportIds({ value }: RegistrySource, report: Report): void {
  for (const [id] of entries(Object.fromEntries(entries(value)).tenants)) {
    if (tenantIdPattern.test(id)) continue;
    report(
      ['tenants', id],
      'an id has 2 to 31 small Latin letters, digits or _ and starts with a letter',
      'key',
    );
  }
}

/** Tokens as they stand in the file, whether or not the rest of it is right. */
function writtenTokens({ value }: RegistrySource): { path: Path; written: string }[] {
  const { tenants, platform } = Object.fromEntries(entries(value));
  const found = [
    ...entries(platform).map(([id, entry]) => ({ path: ['platform', id, 'token'], entry })),
    ...entries(tenants).map(([id, entry]) => ({ path: ['tenants', id, 'token'], entry })),
  ];
  return found.flatMap(({ path, entry }) => {
    const written = Object.fromEntries(entries(entry)).token;
    return typeof written === 'string' ? [{ path, written }] : [];
  });
}

function reportDuplicateTokens(
  tokens: ReturnType<typeof writtenTokens>,
  variables: Environment,
  report: Report,
): void {
  const owners = new Map<string, Path>();
  for (const { path, written } of tokens) {
    const { value, missing } = substitute(written, variables);
    if (missing.length > 0 || value === '') continue;
    // The digits are the bot's id: a replaced token of the same bot would be a second poller of it all the same.
    const bot = value.split(':', 1)[0] ?? value;
    const first = owners.get(bot);
    if (first === undefined) owners.set(bot, path);
    else
      report(path, `this is the bot of ${fieldName(first.slice(0, -1))}; every salon needs a bot of its own`);
  }
}

function reportContradictions(written: WrittenRegistry, report: Report): void {
  for (const [id, { settings }] of Object.entries(written.tenants ?? {})) {
    if (settings?.horizon !== undefined && settings.horizon_days !== undefined) {
      report(
        ['tenants', id, 'settings', 'horizon'],
        'says the same as horizon_days; keep one of them',
        'key',
      );
    }
  }
}

function toRegistry(written: WrittenRegistry, tokens: ReturnType<typeof writtenTokens>): Registry {
  const { defaults, platform, tenants } = written;
  return {
    platform: {
      operators: platform?.operators ?? [],
      concierge: platform?.concierge ?? null,
      sales: platform?.sales ?? null,
    },
    tenants: new Map(
      Object.entries(tenants ?? {}).map(([id, tenant]) => [id, toTenant(id, tenant, defaults ?? {})]),
    ),
    holdsTokens: tokens.some((token) => !token.written.includes('${')),
  };
}

function toTenant(
  id: string,
  { settings, locale, timezone, country, currency, ...rest }: WrittenTenant,
  defaults: NonNullable<WrittenRegistry['defaults']>,
): TenantConfig {
  return {
    id,
    ...rest,
    locale: locale ?? defaults.locale ?? houseDefaults.locale,
    timezone: timezone ?? defaults.timezone ?? houseDefaults.timezone,
    country: country ?? defaults.country ?? houseDefaults.country,
    currency: currency ?? defaults.currency ?? houseDefaults.currency,
    settings: toSettings(settings ?? {}),
  };
}
