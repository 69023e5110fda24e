import type { BroadcastView } from '../../../commands/desk/broadcasts.js';
import { broadcastTags } from '../../../domain/broadcast-text.js';
import type { BroadcastTextProblem } from '../../../domain/broadcast-text.js';
import { countOver } from '../../../domain/broadcast.js';
import { shorten } from '../../../i18n/html.js';
import { dayOf } from '../clients/client-words.js';
import type { Wording } from '../../wording.js';

const nameLength = 40;

/** Whom it is for, for a button or, as a parameter, for a message. */
export function segmentWords(
  { segment, serviceName }: Pick<BroadcastView, 'segment' | 'serviceName'>,
  { texts }: Wording,
): string {
  if (segment === null) return texts.plain('d_broadcast.segment_lost');
  switch (segment.kind) {
    case 'visited':
    case 'sleeping':
      return texts.plain(`d_broadcast.segment_${segment.kind}`, { days: segment.days });
    case 'service':
      return texts.plain('d_broadcast.segment_service', { service: shorten(serviceName ?? '—', nameLength) });
    case 'source':
      return texts.plain('d_broadcast.segment_source', { source: shorten(segment.source, nameLength) });
    default:
      return texts.plain(`d_broadcast.segment_${segment.kind}`);
  }
}

/** A broadcast on a button. */
export function rowWords(broadcast: BroadcastView, wording: Wording): string {
  const { texts } = wording;
  const { state, total, sent, startedAt } = broadcast;
  const segment = segmentWords(broadcast, wording);
  const date = startedAt === null ? '' : dayOf(startedAt, wording);
  switch (state) {
    case 'draft':
      return texts.plain('d_broadcast.row_draft', { segment });
    case 'sending':
      return texts.plain('d_broadcast.row_sending', { over: countOver(broadcast), total, segment });
    case 'stopped':
      return texts.plain('d_broadcast.row_stopped', { date, sent, total, segment });
    case 'done':
      return texts.plain('d_broadcast.row_done', { date, sent, segment });
  }
}

/** What is wrong with a typed text, as HTML. */
export function problemWords(problem: BroadcastTextProblem, { texts }: Wording): string {
  switch (problem.kind) {
    case 'empty':
      return texts.html('d_broadcast.problem_empty');
    case 'too_long':
      return texts.html('d_broadcast.problem_too_long', { length: problem.length, most: problem.most });
    case 'tag': {
      const allowed = broadcastTags.map((name) => (name === 'a' ? '<a href="…">' : `<${name}>`)).join(' ');
      return texts.html('d_broadcast.problem_tag', { tag: problem.tag, allowed });
    }
    case 'unclosed':
      return texts.html('d_broadcast.problem_unclosed', { tag: problem.tag });
    case 'link':
      return texts.html('d_broadcast.problem_link', { address: problem.address });
  }
}
