import { TransientError } from '../lib/errors.js';
import type { Locale, Texts } from '../i18n/texts.js';
import { ChatSilencedError, ChatUnreachableError, TokenRejectedError } from '../telegram/errors.js';
import { isMaintenance } from '../commands/maintenance.js';
import type { TenantContext } from '../commands/tenant-context.js';
import { knownTexts } from '../commands/tenant-texts.js';

/**
 * What becomes of an error: `moment` (the person is told that the salon is back in a moment, and tries again), `again` (the
 * intake tries the update until it can be handled, or the host parks the bot), `silence` (nobody can be told), `defect`
 * (the intake tries it a few times and then gives it up; the person is told in general words).
 */
export type FailureKind = 'moment' | 'again' | 'silence' | 'defect';

export function kindOfFailure(error: unknown): FailureKind {
  if (isMaintenance(error)) return 'moment';
  // An answer that nobody waits for any more: what was to be done is done, and the next press shows it.
  if (error instanceof ChatSilencedError) return 'silence';
  if (error instanceof TransientError || error instanceof TokenRejectedError) return 'again';
  return error instanceof ChatUnreachableError ? 'silence' : 'defect';
}

/** Texts for somebody whose profile could not be read. */
export function textsForStranger(tenant: TenantContext, languageCode: string | undefined): Texts {
  const locale: Locale =
    languageCode === undefined ? tenant.locale : languageCode.startsWith('ru') ? 'ru' : 'en';
  return knownTexts(tenant, locale);
}
