import type { MassChoice } from '../../../commands/desk/preview-mass.js';
import { button, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow } from '../home/screens.js';
import { pageOf, pagerRow } from '../paging.js';
import { cancelReasons, chooseReason, giveReason, openMass, pickVisits, toggleVisit } from './data.js';

/** Which of the visits are cancelled. */
export function pickScreen(
  { operationId: operation, visits }: MassChoice,
  wanted: number,
  wording: Wording,
): Screen {
  const { texts, formats } = wording;
  const { items, ...place } = pageOf(visits, wanted);
  const chosen = visits.filter((visit) => visit.chosen).length;
  return {
    text: paragraphs(texts.html('d_mass.pick'), texts.html('d_mass.picked', { count: chosen })),
    keyboard: [
      ...items.map((visit) => {
        const words = { when: formats.shortDateTime(visit.startsAt), name: visit.contactName };
        return [
          button(
            texts.plain(visit.chosen ? 'd_mass.chosen' : 'd_mass.left_out', words),
            toggleVisit.data({ operation, booking: visit.id, page: place.page }),
          ),
        ];
      }),
      ...pagerRow(place, (page) => pickVisits.data({ operation, page })),
      ...(chosen === 0
        ? []
        : [[button(texts.plain('d_mass.next_reason'), chooseReason.data({ operation }), 'primary')]]),
      backRow(openMass.data({}), wording),
    ],
  };
}

/** Why; may be typed, too. `data`: what the button of a reason does; `back`: where the way back leads. */
export function reasonScreen(
  data: (reason: (typeof cancelReasons)[number]) => string,
  back: string,
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  return {
    text: paragraphs(texts.html('d_mass.ask_reason'), problem),
    keyboard: [
      ...cancelReasons.map((reason) => [button(texts.plain(`d_mass.reason_${reason}`), data(reason))]),
      backRow(back, wording),
    ],
  };
}

export function cancelReasonScreen(operation: number, problem: string | null, wording: Wording): Screen {
  return reasonScreen(
    (reason) => giveReason.data({ operation, reason }),
    pickVisits.data({ operation, page: 0 }),
    problem,
    wording,
  );
}
