import type { DeskService } from '../../../commands/desk/services.js';
import type { listClientSources } from '../../../commands/desk/broadcasts.js';
import { segmentDays } from '../../../domain/broadcast.js';
import { shorten } from '../../../i18n/html.js';
import { button, paragraphs, rowsOf, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow } from '../home/screens.js';
import { pageOf, pagerRow } from '../paging.js';
import {
  openAudience,
  openBroadcast,
  openDays,
  pickService,
  pickSource,
  takeDays,
  takeSegment,
  takeService,
  takeSource,
  typeDays,
} from './data.js';

export type DaysKind = 'visited' | 'sleeping';
type Source = Awaited<ReturnType<typeof listClientSources>>[number];

const nameLength = 40;
const usualDays = [7, 14, 30, 60, 90, 180, 365];

/** For whom a draft can be. */
export function audienceScreen(id: number, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: texts.html('d_broadcast.audience_title'),
    keyboard: [
      ...(['all', 'upcoming', 'no_upcoming'] as const).map((kind) => [
        button(texts.plain(`d_broadcast.segment_${kind}`), takeSegment.data({ id, kind })),
      ]),
      ...(['visited', 'sleeping'] as const).map((kind) => [
        button(texts.plain(`d_broadcast.pick_${kind}`), openDays.data({ id, kind })),
      ]),
      [button(texts.plain('d_broadcast.pick_service'), pickService.data({ id, page: 0 }))],
      [button(texts.plain('d_broadcast.pick_source'), pickSource.data({ id, page: 0 }))],
      backRow(openBroadcast.data({ id }), wording),
    ],
  };
}

export function daysScreen(id: number, kind: DaysKind, wording: Wording): Screen {
  const { texts } = wording;
  const days = usualDays.map((one) =>
    button(texts.plain('d_broadcast.days', { days: one }), takeDays.data({ id, kind, days: one })),
  );
  return {
    text: texts.html(`d_broadcast.days_${kind}`),
    keyboard: [
      ...rowsOf(days, 2),
      [button(texts.plain('d_broadcast.days_other'), typeDays.data({ id, kind }))],
      backRow(openAudience.data({ id }), wording),
    ],
  };
}

export function askDaysScreen(id: number, kind: DaysKind, problem: string | null, wording: Wording): Screen {
  return {
    text: paragraphs(
      problem === null ? null : `⚠️ ${problem}`,
      wording.texts.html('d_broadcast.days_ask', segmentDays),
    ),
    keyboard: [backRow(openDays.data({ id, kind }), wording)],
  };
}

/** Hidden services, too: who had them may like to hear what there is instead. */
export function servicesScreen(
  id: number,
  services: readonly DeskService[],
  wanted: number,
  wording: Wording,
): Screen {
  const { items, ...place } = pageOf(services, wanted);
  return {
    text: wording.texts.html('d_broadcast.services_title'),
    keyboard: [
      ...items.map(({ id: service, name }) => [
        button(shorten(name, nameLength), takeService.data({ id, service })),
      ]),
      ...pagerRow(place, (page) => pickService.data({ id, page })),
      backRow(openAudience.data({ id }), wording),
    ],
  };
}

export function sourcesScreen(
  id: number,
  sources: readonly Source[],
  wanted: number,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(sources, wanted);
  return {
    text: paragraphs(
      texts.html('d_broadcast.sources_title'),
      sources.length === 0 ? texts.html('d_broadcast.sources_none') : null,
    ),
    keyboard: [
      ...items.map(({ source, clients, anchor }) => [
        button(
          texts.plain('d_broadcast.source_row', { source: shorten(source, nameLength), count: clients }),
          takeSource.data({ id, client: anchor }),
        ),
      ]),
      ...pagerRow(place, (page) => pickSource.data({ id, page })),
      backRow(openAudience.data({ id }), wording),
    ],
  };
}
