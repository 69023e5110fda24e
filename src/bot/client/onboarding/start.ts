import { openClient } from '../../../commands/open-client.js';
import { escapeHtml } from '../../../i18n/html.js';
import { paragraphs, type Reaction } from '../../screen.js';
import type { Turn } from '../../turn.js';
import { greetingScreen } from '../menu/screens.js';
import { showMaster, showService } from '../services/show.js';
import { welcomeScreen } from './screens.js';
import { readStartPayload } from './start-payload.js';

/** `/start`, with what a deep link added to it. */
export async function start(turn: Turn, payload: string): Promise<Reaction> {
  const wish = readStartPayload(payload);
  switch (wish.kind) {
    case 'service':
      return saidAloud(await showService(turn, wish.id));
    case 'master':
      return saidAloud(await showMaster(turn, wish.id, 0));
    case 'source':
      await rememberSource(turn, wish.tag);
      return greet(turn);
    case 'plain':
      return greet(turn);
  }
}

function greet({ tenant, client, wording }: Turn): Reaction {
  const screen = client.onboarded ? greetingScreen : welcomeScreen;
  return { screen: screen(tenant.name, wording) };
}

async function rememberSource({ tenant, from }: Turn, source: string): Promise<void> {
  await openClient(tenant, { telegramId: from.id, languageCode: from.languageCode, source });
}

/** There is no press whose answer could carry the notice, so it stands over the screen. */
function saidAloud({ screen, notice, ...rest }: Reaction): Reaction {
  if (screen === undefined || notice === undefined)
    return { ...rest, ...(screen === undefined ? {} : { screen }) };
  return { ...rest, screen: { ...screen, text: paragraphs(escapeHtml(notice.text), screen.text) } };
}
