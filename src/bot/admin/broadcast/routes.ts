import { listClientSources, segmentOfSource } from '../../../commands/desk/broadcasts.js';
import { listEntries } from '../../../commands/desk/catalogue-kind.js';
import { deleteDraft, draftBroadcast } from '../../../commands/desk/edit-broadcast.js';
import { startBroadcast, steerBroadcast } from '../../../commands/desk/send-broadcast.js';
import { services } from '../../../commands/desk/services.js';
import type { TextKey } from '../../../i18n/texts.js';
import type { Reaction } from '../../screen.js';
import { desk, type DeskRoute } from '../desk-route.js';
import type { DeskTurn } from '../desk-turn.js';
import { audienceScreen, daysScreen, servicesScreen, sourcesScreen } from './audience-screens.js';
import {
  askSend,
  deleteBroadcast,
  dropPhoto,
  listBroadcasts,
  newBroadcast,
  openAudience,
  openBroadcast,
  openDays,
  pickService,
  pickSource,
  previewBroadcast,
  sendBroadcast,
  setButton,
  steerSending,
  takeDays,
  takeSegment,
  takeService,
  takeSource,
  typeDays,
  writeText,
} from './data.js';
import { askForDays, askForText } from './questions.js';
import { askDeleteScreen, askSendScreen } from './screens.js';
import { changeDraft, showCard, showGone, showList, showPreview, withDraft } from './show.js';

const needed = 'broadcasts.send';

export const broadcastRoutes: readonly DeskRoute[] = [
  desk(listBroadcasts, needed, (turn, { page }) => showList(turn, page)),
  desk(newBroadcast, needed, async (turn) =>
    showCard(turn, await draftBroadcast(turn.tenant, turn.admin, turn.cause)),
  ),
  desk(openBroadcast, needed, (turn, { id }) => showCard(turn, id)),
  desk(writeText, needed, (turn, { id }) => withDraft(turn, id, () => askForText(turn, id))),
  desk(previewBroadcast, needed, (turn, { id }) => showPreview(turn, id)),
  desk(setButton, needed, (turn, { id, to }) => changeDraft(turn, id, { kind: 'button', on: to === 'on' })),
  desk(dropPhoto, needed, (turn, { id }) => changeDraft(turn, id, { kind: 'no_photo' })),
  desk(deleteBroadcast, needed, (turn, { id, sure }) =>
    sure === 'ask'
      ? withDraft(turn, id, () => ({ screen: askDeleteScreen(id, turn.wording) }))
      : dropDraft(turn, id),
  ),
  desk(openAudience, needed, (turn, { id }) =>
    withDraft(turn, id, () => ({ screen: audienceScreen(id, turn.wording) })),
  ),
  desk(takeSegment, needed, (turn, { id, kind }) =>
    changeDraft(turn, id, { kind: 'segment', segment: { kind } }),
  ),
  desk(openDays, needed, (turn, { id, kind }) =>
    withDraft(turn, id, () => ({ screen: daysScreen(id, kind, turn.wording) })),
  ),
  desk(takeDays, needed, (turn, { id, kind, days }) =>
    changeDraft(turn, id, { kind: 'segment', segment: { kind, days } }),
  ),
  desk(typeDays, needed, (turn, { id, kind }) => withDraft(turn, id, () => askForDays(turn, id, kind))),
  desk(pickService, needed, (turn, { id, page }) =>
    withDraft(turn, id, async () => ({
      screen: servicesScreen(id, await listEntries(turn.tenant, services), page, turn.wording),
    })),
  ),
  desk(takeService, needed, (turn, { id, service: serviceId }) =>
    changeDraft(turn, id, { kind: 'segment', segment: { kind: 'service', serviceId } }),
  ),
  desk(pickSource, needed, (turn, { id, page }) =>
    withDraft(turn, id, async () => ({
      screen: sourcesScreen(id, await listClientSources(turn.tenant), page, turn.wording),
    })),
  ),
  desk(takeSource, needed, async (turn, { id, client }) => {
    const segment = await segmentOfSource(turn.tenant, client);
    return segment === null ? showGone(turn) : changeDraft(turn, id, { kind: 'segment', segment });
  }),
  desk(askSend, needed, (turn, { id }) =>
    withDraft(turn, id, (card) => ({ screen: askSendScreen(card, turn.wording) })),
  ),
  desk(sendBroadcast, needed, (turn, { id, version }) => send(turn, id, version)),
  desk(steerSending, needed, (turn, { id, to }) => steer(turn, id, to)),
];

async function dropDraft(turn: DeskTurn, id: number): Promise<Reaction> {
  const outcome = await deleteDraft(turn.tenant, id);
  if (outcome === 'gone') return showGone(turn);
  return showList(turn, 0, { text: turn.wording.texts.plain('d_broadcast.deleted') });
}

const startWords: Readonly<Record<'started' | 'changed' | 'empty' | 'nobody', TextKey>> = {
  started: 'd_broadcast.started',
  changed: 'desk.changed_meanwhile',
  empty: 'd_broadcast.empty',
  nobody: 'd_broadcast.nobody',
};

async function send(turn: DeskTurn, id: number, expectedVersion: number): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const { outcome } = await startBroadcast(tenant, admin, cause, { id, expectedVersion });
  if (outcome === 'gone') return showGone(turn);
  const text = wording.texts.plain(startWords[outcome]);
  return showCard(turn, id, { text, alert: outcome !== 'started' });
}

async function steer(turn: DeskTurn, id: number, to: 'stop' | 'go'): Promise<Reaction> {
  const { tenant, admin, cause, wording } = turn;
  const order = { id, to: to === 'stop' ? 'stopped' : 'sending' } as const;
  const { outcome } = await steerBroadcast(tenant, admin, cause, order);
  if (outcome === 'gone') return showGone(turn);
  if (outcome === 'unchanged') return showCard(turn, id);
  const key = outcome === 'stopped' ? 'd_broadcast.stopped_alert' : 'd_broadcast.resumed';
  return showCard(turn, id, { text: wording.texts.plain(key), alert: outcome === 'stopped' });
}
