import type { BlockOrder } from '../../../commands/desk/mass-order.js';
import type { MassPreview } from '../../../commands/desk/preview-mass.js';
import { button, lines, paragraphs, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow } from '../home/screens.js';
import { shiftRows, visitsPage } from '../mass/preview-screens.js';
import { changeLine, countLines } from '../mass/wording.js';
import {
  chooseBlockReason,
  chooseRemedy,
  commitBlock,
  listBlocks,
  openBlockPreview,
  shiftAway,
  type Remedy,
} from './data.js';
import { whenOf, whoOf } from './wording.js';

/** The time that is to be closed, the bookings in the way and what can be done about them. */
export function blockPreviewScreen(
  preview: MassPreview,
  block: BlockOrder,
  page: number,
  wording: Wording,
): Screen {
  const remedy = remedyOf(preview);
  const visits = visitsPage(
    preview,
    page,
    (next) => openBlockPreview.data({ operation: preview.operationId, page: next }),
    wording,
    remedy === 'leave',
  );
  return {
    text: paragraphs(
      head(preview, block, remedy, wording),
      remedy === 'leave' ? inTheWay(preview, wording) : countLines(preview, wording),
      visits.text,
    ),
    keyboard: [
      ...visits.keyboard,
      ...(remedy === 'leave' ? choiceRows(preview, wording) : remedyRows(preview, remedy, wording)),
      ...(remedy === 'leave'
        ? [backRow(listBlocks.data({ page: 0 }), wording)]
        : [backRow(chooseRemedy.data({ operation: preview.operationId, remedy: 'leave' }), wording)]),
    ],
  };
}

function remedyOf({ order: { change } }: MassPreview): Remedy {
  return change.kind === 'service' ? 'leave' : change.kind;
}

function head(preview: MassPreview, block: BlockOrder, remedy: Remedy, wording: Wording): string {
  const { texts } = wording;
  const title = remedy === 'leave' ? 'd_blocks.title' : (`d_blocks.title_${remedy}` as const);
  return lines(
    texts.html(title),
    texts.html('d_blocks.when', { when: whenOf(block, wording) }),
    texts.html('d_blocks.who', { who: whoOf(preview.staffName, wording) }),
    remedy !== 'leave' || block.reason === null ? null : texts.html('d_blocks.why', { reason: block.reason }),
    changeLine(preview, wording),
  );
}

function inTheWay({ visits }: MassPreview, { texts }: Wording): string {
  return visits.length === 0
    ? texts.html('d_blocks.free')
    : texts.html('d_blocks.in_the_way', { count: visits.length });
}

function choiceRows({ operationId: operation, visits, seen }: MassPreview, { texts }: Wording): Keyboard {
  const close = commitBlock.data({ operation, seen, anyway: 'no' });
  const reason = [button(texts.plain('d_blocks.change_reason'), chooseBlockReason.data({ operation }))];
  if (visits.length === 0) return [[button(texts.plain('d_blocks.do_free'), close, 'success')], reason];
  return [
    [button(texts.plain('d_blocks.to_shift'), chooseRemedy.data({ operation, remedy: 'shift' }))],
    [button(texts.plain('d_blocks.to_cancel'), chooseRemedy.data({ operation, remedy: 'cancel' }))],
    [button(texts.plain('d_blocks.do_leave'), close)],
    reason,
  ];
}

function remedyRows(
  { operationId: operation, seen, hard, soft, visits }: MassPreview,
  remedy: 'shift' | 'cancel',
  wording: Wording,
): Keyboard {
  const { texts } = wording;
  const commit =
    soft > 0
      ? button(texts.plain('d_mass.anyway'), commitBlock.data({ operation, seen, anyway: 'yes' }), 'danger')
      : button(
          texts.plain(visits.length === 0 ? 'd_blocks.do_free' : `d_blocks.do_${remedy}`),
          commitBlock.data({ operation, seen, anyway: 'no' }),
          remedy === 'cancel' ? 'danger' : 'success',
        );
  return [
    ...(hard > 0 ? [] : [[commit]]),
    ...(remedy === 'shift' ? shiftRows((minutes) => shiftAway.data({ operation, minutes }), wording) : []),
  ];
}

/** By how much the bookings in the way move; may be typed, too. */
export function shiftAwayScreen(operation: number, problem: string | null, wording: Wording): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(texts.html('d_blocks.title_shift'), problem, texts.html('d_blocks.shift_how')),
    keyboard: [
      ...shiftRows((minutes) => shiftAway.data({ operation, minutes }), wording),
      backRow(openBlockPreview.data({ operation, page: 0 }), wording),
    ],
  };
}
