import type { BroadcastView } from '../../../commands/desk/broadcasts.js';
import { countLeft, countOver } from '../../../domain/broadcast.js';
import type { TextKey } from '../../../i18n/texts.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { dayOf } from '../clients/client-words.js';
import { deskRow } from '../home/screens.js';
import { listBroadcasts, openBroadcast, previewBroadcast, steerSending } from './data.js';
import { segmentWords } from './words.js';

const barCells = 12;

/** A broadcast that has begun: how far it is, or how it went. */
export function progressScreen(broadcast: BroadcastView, wording: Wording): Screen {
  const { texts } = wording;
  const { state, total } = broadcast;
  const isOver = state === 'done';
  const over = isOver ? total : Math.min(total, countOver(broadcast));
  return {
    text: paragraphs(
      lines(
        texts.html(titles[state === 'draft' ? 'sending' : state]),
        texts.html('d_broadcast.for', { segment: segmentWords(broadcast, wording) }),
      ),
      isOver
        ? null
        : `<code>${bar(over, total)}</code> ${texts.html('d_broadcast.progress', { over, total })}`,
      tallyLines(broadcast, wording),
      timeLines(broadcast, wording),
    ),
    keyboard: keyboardOf(broadcast, wording),
  };
}

const titles = {
  sending: 'd_broadcast.sending_title',
  stopped: 'd_broadcast.stopped_title',
  done: 'd_broadcast.done_title',
} as const;

function bar(over: number, total: number): string {
  const full = total === 0 ? 0 : Math.floor((over / total) * barCells);
  return '▇'.repeat(full) + '▁'.repeat(barCells - full);
}

/** Zeros say nothing, but for what was sent. */
function tallyLines(broadcast: BroadcastView, { texts }: Wording): string {
  const { state, total, sent, blocked, failed, unknown } = broadcast;
  const left = countLeft(total, broadcast);
  const line = (key: TextKey, count: number): string | null =>
    count === 0 ? null : texts.html(key, { count });
  return lines(
    texts.html('d_broadcast.sent', { count: sent }),
    line('d_broadcast.blocked', blocked),
    line('d_broadcast.failed', failed),
    line('d_broadcast.unknown', unknown),
    state === 'done' ? line('d_broadcast.skipped', left) : null,
    state === 'stopped' ? line('d_broadcast.not_reached', left) : null,
  );
}

function timeLines({ startedAt, endedAt }: BroadcastView, wording: Wording): string {
  const { texts, formats } = wording;
  const at = (instant: number) => ({ date: dayOf(instant, wording), time: formats.time(instant) });
  return lines(
    startedAt === null ? null : texts.html('d_broadcast.began', at(startedAt)),
    endedAt === null ? null : texts.html('d_broadcast.ended', at(endedAt)),
  );
}

/** While this message is kept up to date, there is one way out of it: it leads to the list, which ends that. */
function keyboardOf({ id, state }: BroadcastView, wording: Wording): Keyboard {
  const { texts } = wording;
  const back = button(texts.plain('d_broadcast.to_list'), listBroadcasts.data({ page: 0 }));
  const refresh = button(texts.plain('d_broadcast.refresh'), openBroadcast.data({ id }));
  switch (state) {
    case 'sending':
      return [
        [button(texts.plain('d_broadcast.stop'), steerSending.data({ id, to: 'stop' }), 'danger')],
        [refresh],
        [back],
      ];
    case 'stopped':
      return [
        [button(texts.plain('d_broadcast.resume'), steerSending.data({ id, to: 'go' }))],
        [refresh],
        [back],
      ];
    default:
      return [
        [button(texts.plain('d_broadcast.preview'), previewBroadcast.data({ id }))],
        [back, ...deskRow(wording)],
      ];
  }
}
