import type { MassDone } from '../../../commands/desk/mass-order.js';
import type { MassPreview } from '../../../commands/desk/preview-mass.js';
import { button, lines, paragraphs, rowsOf, type Keyboard, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { openBooking } from '../bookings/data.js';
import { deskRow } from '../home/screens.js';
import { pageOf, pagerRow } from '../paging.js';
import {
  changeShift,
  chooseReason,
  commitChange,
  openMass,
  openPreview,
  pickVisits,
  type Change,
} from './data.js';
import { changeLine, countLines, shiftLabel, visitLines } from './wording.js';

/** So many visits fit on a screen with all that is said of each. */
const visitsShown = 6;
const mostButtons = 8;
export const shiftSteps: readonly number[] = [15, 30, 60, -15, -30, -60];

/** The visits of one page, with buttons that open those that collide (or all, when `openAll`). */
export function visitsPage(
  preview: MassPreview,
  wanted: number,
  pageData: (page: number) => string,
  wording: Wording,
  openAll = false,
): { readonly text: string; readonly keyboard: Keyboard } {
  const { items, ...place } = pageOf(preview.visits, wanted, visitsShown);
  const opened = items.filter(({ collisions }) => openAll || collisions.length > 0);
  return {
    text: paragraphs(...items.map((planned) => visitLines(planned, preview.newService, wording))),
    keyboard: [
      ...rowsOf(
        opened.map(({ visit }) => numberButton(visit.id, wording)),
        3,
      ),
      ...pagerRow(place, pageData),
    ],
  };
}

function numberButton(booking: number, { texts }: Wording) {
  return button(texts.plain('d_mass.number', { number: booking }), openBooking.data({ booking }));
}

/** What a change would do: every visit, every collision, and the way to do it. */
export function previewScreen(preview: MassPreview, change: Change, page: number, wording: Wording): Screen {
  const { texts } = wording;
  const { operationId: operation, staffName } = preview;
  const visits = visitsPage(
    preview,
    page,
    (next) => openPreview.data({ change, operation, page: next }),
    wording,
  );
  const whose =
    staffName === null ? texts.html('d_mass.of_all') : texts.html('d_mass.of_master', { master: staffName });
  return {
    text: paragraphs(
      lines(texts.html(`d_mass.${change}_title`), changeLine(preview, wording), whose),
      countLines(preview, wording),
      visits.text,
    ),
    keyboard: [
      ...visits.keyboard,
      ...commitRows(preview, change, wording),
      ...otherRows(preview, change, wording),
      [button(texts.plain('desk.back'), openMass.data({})), ...deskRow(wording)],
    ],
  };
}

function commitRows(preview: MassPreview, change: Change, { texts }: Wording): Keyboard {
  const { operationId: operation, seen, hard, soft, visits } = preview;
  if (hard > 0 || visits.length === 0) return [];
  const style = change === 'cancel' ? 'danger' : 'success';
  return [
    soft > 0
      ? [
          button(
            texts.plain('d_mass.anyway'),
            commitChange.data({ change, operation, seen, anyway: 'yes' }),
            'danger',
          ),
        ]
      : [
          button(
            texts.plain(`d_mass.do_${change}`),
            commitChange.data({ change, operation, seen, anyway: 'no' }),
            style,
          ),
        ],
  ];
}

function otherRows({ operationId: operation }: MassPreview, change: Change, wording: Wording): Keyboard {
  const { texts } = wording;
  switch (change) {
    case 'shift':
      return shiftRows((minutes) => changeShift.data({ operation, minutes }), wording);
    case 'cancel':
      return [
        [
          button(texts.plain('d_mass.pick_again'), pickVisits.data({ operation, page: 0 })),
          button(texts.plain('d_mass.change_reason'), chooseReason.data({ operation })),
        ],
      ];
    case 'service':
      return [];
  }
}

/** Later in one row, earlier in the next. */
export function shiftRows(data: (minutes: number) => string, wording: Wording): Keyboard {
  return rowsOf(
    shiftSteps.map((minutes) => button(shiftLabel(minutes, wording), data(minutes))),
    3,
  );
}

/** What was done, and whom to call. */
export function doneScreen(text: string, { toCall }: MassDone, back: string, wording: Wording): Screen {
  const { texts } = wording;
  const more = toCall.length - mostButtons;
  return {
    text: paragraphs(
      text,
      toCall.length === 0
        ? null
        : lines(
            texts.html('d_mass.call_these'),
            more > 0 ? texts.html('d_mass.and_more', { count: more }) : null,
          ),
    ),
    keyboard: [
      ...rowsOf(
        toCall.slice(0, mostButtons).map((booking) => numberButton(booking, wording)),
        4,
      ),
      [button(texts.plain('desk.back'), back), ...deskRow(wording)],
    ],
  };
}
