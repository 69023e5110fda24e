import type { BlockTimes } from '../../../commands/desk/block-times.js';
import type { BlockView } from '../../../commands/desk/list-blocks.js';
import { plusDays } from '../../../commands/local-dates.js';
import { button, lines, paragraphs, rowsOf, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow, deskRow } from '../home/screens.js';
import { pageOf, pagerRow } from '../paging.js';
import { wholeDays } from '../../../commands/desk/block-times.js';
import {
  addBlock,
  beginBlock,
  blockReasons,
  chooseDay,
  chooseEnd,
  chooseHours,
  giveBlockReason,
  listBlocks,
  openBlock,
  openBlockPreview,
  unblock,
} from './data.js';
import { whenOf, whoOf } from './wording.js';

export function blocksScreen(blocks: readonly BlockView[], wanted: number, wording: Wording): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(blocks, wanted);
  return {
    text: paragraphs(
      texts.html('d_blocks.title'),
      texts.html(blocks.length === 0 ? 'd_blocks.none' : 'd_blocks.about'),
    ),
    keyboard: [
      ...items.map((block) => [
        button(
          texts.plain('d_blocks.row', {
            when: whenOf(block, wording),
            who: whoOf(block.staffName, wording),
          }),
          openBlock.data({ block: block.id }),
        ),
      ]),
      ...pagerRow(place, (page) => listBlocks.data({ page })),
      [button(texts.plain('d_blocks.add'), addBlock.data({ page: 0 }), 'primary')],
      deskRow(wording),
    ],
  };
}

/** One closed time. `asking`: whether it is really to be opened. */
export function blockScreen(block: BlockView, asking: boolean, wording: Wording): Screen {
  const { texts } = wording;
  const { id, mayRemove, reason } = block;
  const press = (key: 'd_blocks.remove' | 'd_blocks.yes_remove', sure: 'ask' | 'yes') => [
    button(texts.plain(key), unblock.data({ block: id, sure }), sure === 'yes' ? 'danger' : undefined),
  ];
  const change = asking ? press('d_blocks.yes_remove', 'yes') : press('d_blocks.remove', 'ask');
  return {
    text: paragraphs(
      texts.html('d_blocks.title'),
      lines(
        texts.html('d_blocks.when', { when: whenOf(block, wording) }),
        texts.html('d_blocks.who', { who: whoOf(block.staffName, wording) }),
        reason === null ? null : texts.html('d_blocks.why', { reason }),
      ),
      mayRemove ? null : texts.html('d_blocks.salon_only'),
      asking ? texts.html('d_blocks.sure') : null,
    ),
    keyboard: [
      ...(mayRemove ? [change] : []),
      backRow(asking ? openBlock.data({ block: id }) : listBlocks.data({ page: 0 }), wording),
    ],
  };
}

export interface Master {
  readonly id: number;
  readonly name: string;
}

/** Whose time is closed. */
export function whoScreen(masters: readonly Master[], wanted: number, wording: Wording): Screen {
  const { texts } = wording;
  const { items, ...place } = pageOf(masters, wanted);
  return {
    text: texts.html('d_blocks.whose'),
    keyboard: [
      [
        button(
          texts.plain('d_blocks.who', { who: texts.plain('d_blocks.everybody') }),
          chooseDay.data({ staff: null }),
        ),
      ],
      ...items.map(({ id, name }) => [button(name, chooseDay.data({ staff: id }))]),
      ...pagerRow(place, (page) => addBlock.data({ page })),
      backRow(listBlocks.data({ page: 0 }), wording),
    ],
  };
}

/** Which day; may be typed, too. `today`: a local date. */
export function dayScreen(
  staff: number | null,
  today: string,
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts, formats } = wording;
  const days = Array.from({ length: 8 }, (_, ahead) => plusDays(today, ahead));
  const label = (day: string, ahead: number): string => {
    if (ahead === 0) return texts.plain('d_mass.today');
    return ahead === 1 ? texts.plain('d_mass.tomorrow') : formats.shortDate(day);
  };
  return {
    text: paragraphs(texts.html('d_blocks.title'), problem, texts.html('d_blocks.which_day')),
    keyboard: [
      ...rowsOf(
        days.map((day, ahead) => button(label(day, ahead), chooseHours.data({ staff, day }))),
        2,
      ),
      backRow(listBlocks.data({ page: 0 }), wording),
    ],
  };
}

/** From when; may be typed, too. */
export function hoursScreen(
  { staff, day }: { readonly staff: number | null; readonly day: string },
  { starts }: BlockTimes,
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts, formats } = wording;
  const whole = wholeDays(formats, { from: day, to: day });
  return {
    text: paragraphs(
      lines(texts.html('d_blocks.title'), texts.html('d_blocks.when', { when: formats.shortDate(day) })),
      problem,
      texts.html('d_blocks.which_hours'),
    ),
    keyboard: [
      [button(texts.plain('d_blocks.all_day'), beginBlock.data({ staff, ...whole }))],
      ...rowsOf(
        starts.map((start) => button(formats.time(start), chooseEnd.data({ staff, day, start }))),
        4,
      ),
      backRow(chooseDay.data({ staff }), wording),
    ],
  };
}

const lengths: readonly number[] = [30, 60, 90, 120, 180, 240];
const minuteMs = 60_000;

/** For how long. */
export function endScreen(
  { staff, day, start }: { readonly staff: number | null; readonly day: string; readonly start: number },
  { end: workEnds }: BlockTimes,
  wording: Wording,
): Screen {
  const { texts, formats } = wording;
  const until = (label: string, end: number) => button(label, beginBlock.data({ staff, start, end }));
  return {
    text: paragraphs(
      lines(texts.html('d_blocks.title'), texts.html('d_blocks.when', { when: formats.shortDate(day) })),
      texts.html('d_blocks.how_long', { time: formats.time(start) }),
    ),
    keyboard: [
      ...rowsOf(
        lengths.map((minutes) => until(wording.duration(minutes), start + minutes * minuteMs)),
        3,
      ),
      ...(workEnds !== null && workEnds > start
        ? [[until(texts.plain('d_blocks.to_the_end'), workEnds)]]
        : []),
      backRow(chooseHours.data({ staff, day }), wording),
    ],
  };
}

/** Why; may be typed, too. */
export function blockReasonScreen(operation: number, problem: string | null, wording: Wording): Screen {
  const { texts } = wording;
  const reasons = blockReasons.map((reason) =>
    button(texts.plain(`d_blocks.reason_${reason}`), giveBlockReason.data({ operation, reason })),
  );
  return {
    text: paragraphs(texts.html('d_blocks.title'), problem, texts.html('d_blocks.ask_reason')),
    keyboard: [
      ...rowsOf(reasons, 2),
      backRow(openBlockPreview.data({ operation, page: 0 }), wording),
    ] satisfies Keyboard,
  };
}
