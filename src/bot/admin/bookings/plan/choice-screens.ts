import type { DraftOffer, DraftServices } from '../../../../commands/desk/draft-options.js';
import { button, paragraphs, type Screen } from '../../../screen.js';
import type { Wording } from '../../../wording.js';
import { backRow } from '../../home/screens.js';
import { pagerRow, pageOf } from '../../paging.js';
import { draftMasters, draftServices, openDraft, pickDraftMaster, pickDraftService } from '../data.js';
import { headOf, wayOut } from './head.js';

interface Paged {
  readonly page: number;
  readonly now: number;
}

/** What is to be done. */
export function servicesScreen(found: DraftServices, { page: wanted, now }: Paged, wording: Wording): Screen {
  const { texts } = wording;
  const { draft, services } = found;
  const { items, ...place } = pageOf(services, wanted);
  return {
    text: paragraphs(
      headOf(found, now, wording),
      texts.html(services.length === 0 ? 'd_bookings.no_services' : 'd_bookings.ask_service'),
    ),
    keyboard: [
      ...items.map(({ id, name, priceMinor, currency, durationMinutes }) => [
        button(
          texts.plain('services.row', {
            name,
            price: wording.price(priceMinor, currency),
            duration: wording.duration(durationMinutes),
          }),
          pickDraftService.data({ draft: draft.id, service: id }),
        ),
      ]),
      ...pagerRow(place, (page) => draftServices.data({ draft: draft.id, page })),
      backRow(
        draft.booking === null && draft.start !== null ? openDraft.data({ draft: draft.id }) : wayOut(found),
        wording,
      ),
    ],
  };
}

/** Who is to do it. */
export function mastersScreen(found: DraftOffer, { page: wanted, now }: Paged, wording: Wording): Screen {
  const { texts } = wording;
  const { draft, offer } = found;
  const { items, ...place } = pageOf(offer.masters, wanted);
  const isNew = draft.booking === null;
  return {
    text: paragraphs(headOf(found, now, wording), texts.html('d_bookings.ask_master')),
    keyboard: [
      ...(offer.masters.length > 1
        ? [
            [
              button(
                texts.plain('d_bookings.any_master'),
                pickDraftMaster.data({ draft: draft.id, staff: null }),
              ),
            ],
          ]
        : []),
      ...items.map(({ id, name, priceMinor, durationMinutes }) => [
        button(
          texts.plain('services.row', {
            name,
            price: wording.price(priceMinor, offer.service.currency),
            duration: wording.duration(durationMinutes),
          }),
          pickDraftMaster.data({ draft: draft.id, staff: id }),
        ),
      ]),
      ...pagerRow(place, (page) => draftMasters.data({ draft: draft.id, page })),
      backRow(isNew ? draftServices.data({ draft: draft.id, page: 0 }) : wayOut(found), wording),
    ],
  };
}
