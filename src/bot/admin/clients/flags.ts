import type { ClientFlag, FlagClientResult } from '../../../commands/desk/flag-client.js';
import { paragraphs, type Reaction } from '../../screen.js';
import type { Wording } from '../../wording.js';
import type { DeskTurn } from '../desk-turn.js';
import { clientGone, shownCard } from './show.js';

type Flagged = Exclude<FlagClientResult, { readonly outcome: 'reason_too_long' }>;

/** The card after a client was flagged, and what that means. A typed reason brings no toast: what it means stands above. */
export async function flagged(turn: DeskTurn, flag: ClientFlag, result: Flagged): Promise<Reaction> {
  if (result.outcome === 'not_found') return clientGone(turn);
  const said = whatItMeans(flag, result.client.figures.upcoming, turn.wording);
  const shown = shownCard(turn, result.client, said);
  const isTyped = flag.kind === 'blacklist' && flag.on && flag.reason !== null;
  if (!isTyped || said.alert !== true || shown.screen === undefined) return shown;
  const { text, keyboard } = shown.screen;
  return { screen: { text: paragraphs(said.html, text), keyboard } };
}

interface Said {
  readonly text: string;
  readonly html: string;
  readonly alert?: boolean;
}

function whatItMeans(flag: ClientFlag, upcoming: number, { texts }: Wording): Said {
  const say = (key: Parameters<typeof texts.html>[0], params?: Parameters<typeof texts.html>[1]) => ({
    text: texts.plain(key, params),
    html: texts.html(key, params),
  });
  if (flag.kind === 'prepay') {
    return say(flag.on ? 'd_clients.prepay_on_toast' : 'd_clients.prepay_off_toast');
  }
  if (!flag.on) return say('d_clients.unblacklisted_toast');
  return upcoming === 0
    ? say('d_clients.blacklisted_toast')
    : { ...say('d_clients.blacklisted_upcoming', { count: upcoming }), alert: true };
}
