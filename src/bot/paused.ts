import { Composer } from 'telegraf';
import { formatPhone } from '../lib/phone.js';
import { lines, type Screen } from './screen.js';
import type { TenantContext } from '../commands/tenant-context.js';
import type { BotContext } from './context.js';
import { kindOfFailure, textsForStranger } from './failures.js';
import { readIncoming } from './incoming.js';
import { answerPress, sendScreen } from './present.js';

/** What a suspended tenant's bot does: it says that it is paused, and touches no data. */
export function buildPausedComposer(): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.use(async ({ tenant, update }) => {
    try {
      await answer(tenant, update);
    } catch (error) {
      if (kindOfFailure(error) === 'again') throw error;
      tenant.log.debug({ err: error }, 'the pause was not announced');
    }
  });
  return composer;
}

async function answer(tenant: TenantContext, update: unknown): Promise<void> {
  const incoming = readIncoming(update);
  switch (incoming.kind) {
    case 'press': {
      const texts = textsForStranger(tenant, incoming.from.languageCode);
      await answerPress(tenant.sender, incoming.queryId, { text: texts.plain('paused.toast'), alert: true });
      return;
    }
    case 'stray-press':
      await answerPress(tenant.sender, incoming.queryId);
      return;
    case 'blocked':
    case 'nothing':
      return;
    default:
      await sendScreen(tenant.sender, incoming.chatId, pausedScreen(tenant, incoming.from.languageCode));
  }
}

function pausedScreen(tenant: TenantContext, languageCode: string | undefined): Screen {
  const texts = textsForStranger(tenant, languageCode);
  const { phone } = tenant.settings;
  return {
    text: lines(
      texts.html('paused.text', { salon: tenant.name }),
      phone === null ? null : texts.html('paused.phone', { phone: formatPhone(phone) }),
    ),
    keyboard: [],
  };
}
