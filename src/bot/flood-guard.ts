import type { RateVerdict } from '../commands/rate-limits.js';
import type { TenantContext } from '../commands/tenant-context.js';
import { textsForStranger } from './failures.js';
import type { Incoming } from './incoming.js';
import { answerPress, sendScreen } from './present.js';
import { openTurn } from './turn.js';
import type { Texts } from '../i18n/texts.js';

type Counted = Exclude<Incoming, { kind: 'blocked' | 'stray-press' | 'nothing' }>;

/**
 * Lets through what people send at the pace of people. The first one too many is answered with a kind word, the others
 * with nothing; only presses are always answered, for an unanswered button looks broken.
 */
export function floodGuard(): (
  tenant: TenantContext,
  update: object,
  incoming: Incoming,
) => Promise<boolean> {
  // An update that is tried again comes as the same object: it has been counted already.
  const verdicts = new WeakMap<object, Promise<RateVerdict>>();
  return async (tenant, update, incoming) => {
    if (!isCounted(incoming)) return true;
    const kind = incoming.kind === 'press' ? 'press' : 'message';
    const verdict = verdicts.get(update) ?? tenant.limits.count(kind, incoming.from.id);
    verdicts.set(update, verdict);
    if ((await verdict) === 'allowed') return true;
    try {
      await restrain(tenant, incoming, (await verdict) === 'first_excess');
    } catch (error) {
      tenant.log.debug({ err: error }, 'somebody who sends too much was not told so');
    }
    return false;
  };
}

function isCounted(incoming: Incoming): incoming is Counted {
  return 'from' in incoming && incoming.kind !== 'blocked';
}

async function restrain(tenant: TenantContext, incoming: Counted, isFirst: boolean): Promise<void> {
  const { sender } = tenant;
  if (incoming.kind === 'press') {
    if (!isFirst) return answerPress(sender, incoming.queryId);
    const texts = await textsOf(tenant, incoming);
    return answerPress(sender, incoming.queryId, { text: texts.plain('limits.presses') });
  }
  if (!isFirst) return;
  const text = (await textsOf(tenant, incoming)).html('limits.messages');
  await sendScreen(sender, incoming.chatId, { text, keyboard: [] });
}

/** In the language the person chose, as far as that can be read just now. */
async function textsOf(tenant: TenantContext, incoming: Counted): Promise<Texts> {
  try {
    return (await openTurn(tenant, incoming)).wording.texts;
  } catch {
    return textsForStranger(tenant, incoming.from.languageCode);
  }
}
