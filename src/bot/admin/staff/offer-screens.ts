import type { DeskMaster, MasterOffer, MasterOffers } from '../../../commands/desk/masters.js';
import { shorten } from '../../../i18n/html.js';
import { button, lines, paragraphs, type Screen } from '../../screen.js';
import type { Wording } from '../../wording.js';
import { backRow } from '../home/screens.js';
import { lengthRows, usualLengths } from '../lengths.js';
import { pageOf, pageSize, pagerRow } from '../paging.js';
import { lengthLimits, priceLimit } from '../typed-values.js';
import {
  clearTerm,
  editTerm,
  listOffers,
  listTerms,
  openMasterCard,
  openTerms,
  setAllOffers,
  setOffer,
  setOwnLength,
  termNames,
  type TermName,
} from './data.js';

const nameShown = 36;

/** Every active service with a mark beside what this master does; a press switches it. */
export function offersScreen({ master, offers }: MasterOffers, wanted: number, wording: Wording): Screen {
  const { texts } = wording;
  const staff = master.id;
  const { items, ...place } = pageOf(offers, wanted);
  const done = offers.filter(({ isOffered }) => isOffered).length;
  const all = [
    ...(done < offers.length
      ? [button(texts.plain('d_staff.all_on'), setAllOffers.data({ staff, to: 'on' }))]
      : []),
    ...(done > 0 ? [button(texts.plain('d_staff.all_off'), setAllOffers.data({ staff, to: 'off' }))] : []),
  ];
  return {
    text: paragraphs(
      texts.html('d_staff.offers', { name: master.name, done, of: offers.length }),
      texts.html(offers.length === 0 ? 'd_staff.no_services_yet' : 'd_staff.offers_about'),
    ),
    keyboard: [
      ...items.map(({ serviceId: service, name, isOffered }) => [
        button(
          texts.plain(isOffered ? 'd_staff.offer_on' : 'd_staff.offer_off', {
            name: shorten(name, nameShown),
          }),
          setOffer.data({ staff, service, to: isOffered ? 'off' : 'on', page: place.page }),
        ),
      ]),
      ...pagerRow(place, (page) => listOffers.data({ staff, page })),
      ...(all.length === 0 ? [] : [all]),
      backRow(openMasterCard.data({ id: staff }), wording),
    ],
  };
}

/** What this master does, with the price and the length that clients see. */
export function termsListScreen({ master, offers }: MasterOffers, wanted: number, wording: Wording): Screen {
  const { texts } = wording;
  const staff = master.id;
  const done = offers.filter(({ isOffered }) => isOffered);
  const { items, ...place } = pageOf(done, wanted);
  return {
    text: paragraphs(
      texts.html('d_staff.terms', { name: master.name }),
      texts.html(done.length === 0 ? 'd_staff.no_services' : 'd_staff.terms_about'),
    ),
    keyboard: [
      ...items.map((offer) => [
        button(rowOf(offer, wording), openTerms.data({ staff, service: offer.serviceId })),
      ]),
      ...pagerRow(place, (page) => listTerms.data({ staff, page })),
      backRow(openMasterCard.data({ id: staff }), wording),
    ],
  };
}

function rowOf(offer: MasterOffer, wording: Wording): string {
  const isOwn = offer.ownPriceMinor !== null || offer.ownDurationMinutes !== null;
  return wording.texts.plain(isOwn ? 'd_staff.terms_own_row' : 'd_staff.terms_row', {
    name: shorten(offer.name, nameShown),
    price: wording.price(offer.ownPriceMinor ?? offer.priceMinor, offer.currency),
    duration: wording.duration(offer.ownDurationMinutes ?? offer.durationMinutes),
  });
}

/** One service of one master. `said`: HTML above. */
export function termsScreen(
  master: DeskMaster,
  { offer, index }: { readonly offer: MasterOffer; readonly index: number },
  wording: Wording,
  said: string | null = null,
): Screen {
  const { texts } = wording;
  const { id: staff, version } = master;
  const { serviceId: service, ownPriceMinor, ownDurationMinutes } = offer;
  const isOwn: Readonly<Record<TermName, boolean>> = {
    price: ownPriceMinor !== null,
    duration: ownDurationMinutes !== null,
  };
  const clears = termNames
    .filter((term) => isOwn[term])
    .map((term) => [
      button(texts.plain(`d_staff.clear_term.${term}`), clearTerm.data({ staff, service, version, term })),
    ]);
  return {
    text: paragraphs(
      said,
      texts.html('d_staff.terms_card', { name: master.name, service: offer.name }),
      lines(priceLine(offer, wording), durationLine(offer, wording)),
      texts.html('d_services.booked_stays'),
    ),
    keyboard: [
      termNames.map((term) =>
        button(texts.plain(`d_staff.edit_term.${term}`), editTerm.data({ staff, service, term })),
      ),
      ...clears,
      backRow(listTerms.data({ staff, page: Math.floor(index / pageSize) }), wording),
    ],
  };
}

function priceLine({ priceMinor, ownPriceMinor, currency }: MasterOffer, wording: Wording): string {
  const { texts } = wording;
  const usual = wording.price(priceMinor, currency);
  return ownPriceMinor === null
    ? texts.html('d_staff.price_usual', { usual })
    : texts.html('d_staff.price_own', { own: wording.price(ownPriceMinor, currency), usual });
}

function durationLine({ durationMinutes, ownDurationMinutes }: MasterOffer, wording: Wording): string {
  const { texts } = wording;
  const usual = wording.duration(durationMinutes);
  return ownDurationMinutes === null
    ? texts.html('d_staff.duration_usual', { usual })
    : texts.html('d_staff.duration_own', { own: wording.duration(ownDurationMinutes), usual });
}

/** Asks for this master's own price or length. */
export function askTermScreen(
  term: TermName,
  { master, offer }: { readonly master: DeskMaster; readonly offer: MasterOffer },
  problem: string | null,
  wording: Wording,
): Screen {
  const { texts } = wording;
  const { id: staff, version } = master;
  const { serviceId: service, currency } = offer;
  const presets =
    term === 'price'
      ? []
      : lengthRows(usualLengths, wording, (minutes) =>
          setOwnLength.data({ staff, service, version, minutes }),
        );
  return {
    text: paragraphs(
      problem,
      texts.html('d_staff.terms_card', { name: master.name, service: offer.name }),
      term === 'price'
        ? texts.html('d_staff.ask.price', { currency, max: priceLimit(currency, wording) })
        : texts.html('d_staff.ask.duration', { ...lengthLimits('duration', wording) }),
      texts.html('d_services.booked_stays'),
    ),
    keyboard: [...presets, backRow(openTerms.data({ staff, service }), wording)],
  };
}
