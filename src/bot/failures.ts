import { TransientError } from '../lib/errors.js';
import type { Locale, Texts } from '../i18n/texts.js';
import { ChatUnreachableError, TokenRejectedError } from '../telegram/errors.js';
import type { TenantContext } from '../commands/tenant-context.js';
import { knownTexts } from '../commands/tenant-texts.js';

/**
 * What becomes of an error: `again` (the intake delivers the update once more, or the host parks the bot), `silence`
 * (nobody is there to be told), `apology` (a defect: logged, and the person is told in general words).
 */
export type FailureKind = 'again' | 'silence' | 'apology';

export function kindOfFailure(error: unknown): FailureKind {
  if (error instanceof TransientError || error instanceof TokenRejectedError) return 'again';
  return error instanceof ChatUnreachableError ? 'silence' : 'apology';
}

/** Texts for somebody whose profile could not be read. */
export function textsForStranger(tenant: TenantContext, languageCode: string | undefined): Texts {
  const locale: Locale =
    languageCode === undefined ? tenant.locale : languageCode.startsWith('ru') ? 'ru' : 'en';
  return knownTexts(tenant, locale);
}
