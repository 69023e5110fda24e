import { masterFields } from '../../../domain/catalogue-fields.js';
import { visitLimits } from '../../../domain/visit-length.js';
import { action, choice, integer, rowId } from '../../callback-data.js';
import { entryButtons, version } from '../catalogue/buttons.js';

const page = integer(0, 999);
const offer = { staff: rowId, service: rowId };

export const termNames = ['price', 'duration'] as const;
export type TermName = (typeof termNames)[number];

export const masterButtons = entryButtons('f', masterFields);
export const listMasters = masterButtons.list;
export const openMasterCard = masterButtons.open;

export const listOffers = action('fls', 1, { staff: rowId, page });
/** Switches a service of a master on or off. */
export const setOffer = action('fof', 1, { ...offer, to: choice('on', 'off'), page });
export const setAllOffers = action('fal', 1, { staff: rowId, to: choice('on', 'off') });
/** A master's own price and length. */
export const listTerms = action('ftl', 1, { staff: rowId, page });
export const openTerms = action('ftm', 1, offer);
export const editTerm = action('fte', 1, { ...offer, term: choice(...termNames) });
export const setOwnLength = action('ftd', 1, {
  ...offer,
  version,
  minutes: integer(0, visitLimits.duration.max),
});
/** As the service has it. */
export const clearTerm = action('ftc', 1, { ...offer, version, term: choice(...termNames) });
