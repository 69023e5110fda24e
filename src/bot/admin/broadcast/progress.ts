import type { BroadcastView } from '../../../commands/desk/broadcasts.js';
import type { TenantContext } from '../../../commands/tenant-context.js';
import { textsFor } from '../../../i18n/texts.js';
import { refreshScreen } from '../../present.js';
import { wordingFor } from '../../wording.js';
import { progressScreen } from './progress-screens.js';

/** What is shown in passing must not hold up what is sent. */
const paintMs = 5_000;

/** Brings the message at the desk up to date, where one shows this broadcast. */
export async function showProgress(tenant: TenantContext, broadcast: BroadcastView): Promise<void> {
  const { panel } = broadcast;
  if (panel === null) return;
  const { zone, country } = tenant;
  const locale = panel.locale === 'ru' || panel.locale === 'en' ? panel.locale : tenant.locale;
  const screen = progressScreen(broadcast, wordingFor({ locale, zone, country }, textsFor(locale)));
  const { chatId, messageId } = panel;
  await refreshScreen(tenant.sender, chatId, messageId, screen, AbortSignal.timeout(paintMs));
}
